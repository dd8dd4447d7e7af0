import GlassModel
import GlassSystem

/// What takes the samples. It sends ``TracerNews``, in the order in which things happened; all of its calls come from one
/// thread of the operating system.
protocol SamplingEngine: AnyObject {
    var clock: RecordingClock { get }
    /// Where it tells what it saw.
    var news: Mailbox<TracerNews> { get }
    /// Nil until there is one.
    var end: RecordingEnd? { get set }

    /// Begins to watch the target's threads.
    func attach() throws(TargetError)
    /// Samples until there is an end: the target's, the duration's, or one that was asked for.
    func run() -> RecordingEnd
}

extension SamplingEngine {
    /// The first reason to end counts.
    func finish(_ reason: RecordingEnd.Reason) {
        if end == nil { end = RecordingEnd(time: clock.now, reason: reason) }
    }

    func send(_ item: TracerNews) { news.send(item) }

    func lose(_ reason: LossReason, _ detail: String = "", count: Int64 = 1) {
        send(.loss(reason, detail: detail, count: count))
    }
}
