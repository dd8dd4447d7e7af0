import GlassModel
import GlassProc
import GlassSystem

/// How long the tracer has slept, and so how much of the time until a thread stopped was not of its making.
///
/// From when it is asked to stop, a thread runs on until the kernel reaches it, waits for a CPU to stop on, stays in a call
/// that the kernel does not leave, or does not run because the host of a virtual machine runs another guest. All that would
/// have been so without glass. The tracer sleeps then: it holds a thread up while it works, and while it has been woken and
/// waits for a CPU itself.
struct TracerSleep {
    /// All that it has slept.
    private(set) var total = Nanoseconds.zero
    private var began: Nanoseconds?
    private lazy var ownScheduling = try? ReadableFile("/proc/thread-self/schedstat")
    private var queueTimeRead = Nanoseconds.zero

    /// From a stop to its news in the tracer's hands, where both have a CPU.
    static let wayToTheTracer = Nanoseconds(50_000)

    /// To have a thread go on takes no longer.
    static let wakingTime = Nanoseconds(20_000)

    mutating func begins(at now: Nanoseconds) { began = now }

    mutating func ends(at now: Nanoseconds) {
        guard let began else { return }
        total += max(.zero, now - began)
        self.began = nil
    }

    /// What a stop took from its thread. To be asked of by the tracer's thread.
    ///
    /// - Parameters:
    ///   - whole: From asking for it until the thread went on.
    ///   - before: What the tracer had slept in total when it asked.
    ///   - queued: For how long the thread waited for a CPU.
    ///   - handling: How long the tracer has been awake.
    mutating func stopped(
        _ whole: Nanoseconds, sleptBefore before: Nanoseconds, queued: Nanoseconds, handling: Nanoseconds,
        _ buffer: UnsafeMutableBufferPointer<UInt8>
    ) -> Nanoseconds {
        let slept = total - before
        let waited = slept > Self.wayToTheTracer ? queuedLately(buffer) : .zero
        return Self.stopped(whole, slept: slept, waited: waited, queued: queued, handling: handling)
    }

    /// - Parameters:
    ///   - slept: By the tracer, from asking for the stop until it knew of it.
    ///   - waited: How much of that it may have waited for a CPU.
    static func stopped(
        _ whole: Nanoseconds, slept: Nanoseconds, waited: Nanoseconds, queued: Nanoseconds, handling: Nanoseconds
    ) -> Nanoseconds {
        max(handling, whole - max(queued, slept - waited - wayToTheTracer))
    }

    /// How long the tracer has waited for a CPU since this was last asked, which is rarely.
    private mutating func queuedLately(_ buffer: UnsafeMutableBufferPointer<UInt8>) -> Nanoseconds {
        guard let current = ownScheduling?.withText(in: buffer, SchedStat.init) ?? nil else { return .zero }
        defer { queueTimeRead = current.queueTime }
        return current.queueTime - queueTimeRead
    }
}
