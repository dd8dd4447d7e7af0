import GlassModel

/// What takes the samples. It sends ``TracerNews``, in the order in which things happened; all of its calls come from one
/// thread of the operating system.
protocol SamplingEngine: AnyObject {
    /// Begins to watch the target's threads.
    func attach() throws(TargetError)
    /// Samples until there is an end: the target's, the duration's, or one that was asked for.
    func run() -> RecordingEnd
}
