import GlassModel

/// What the tracer tells the unwinder, in the order in which it happened.
enum TracerNews: Sendable {
    /// A new thread, or one that was renamed or has ended.
    case thread(ThreadRecord)
    /// A process is sampled from now on: what it has mapped should be read while it lives.
    case processFound(ProcessID)
    /// A process runs another program: nothing that was known of its memory holds.
    case execed(ProcessID)
    /// A process may run code from now on where it had none, or other code.
    case mappedCode(ProcessID)
    /// The target itself runs this program now.
    case program(Program)
    /// A process is gone.
    case processEnded(ProcessID)
    case stack(CapturedStack)
    /// A thread has stood at its last stack.
    case standing(ThreadKey, time: Timestamp, weight: Weight)
    /// Time of a thread that no sample caught: CPU time goes where it was last caught running, other time to where
    /// it last waited.
    case betweenSamples(ThreadKey, time: Timestamp, Weight)
    case counters([CounterReading])
    /// So many more of these were lost.
    case loss(LossReason, detail: String, count: Int64)
    case end(RecordingEnd)
}
