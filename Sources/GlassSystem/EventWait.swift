import CGlass
import GlassModel
import Glibc

/// Waits for traced threads, for signals that ask to end, for other descriptors and for a moment, all at once. The
/// signals must be blocked in every thread of the process: call ``blockSignals()`` before any is made.
public final class EventWait {
    private let descriptors: [Int32]
    private let signalDescriptor: Int32

    /// What ended a wait, besides news of traced threads: ask ``TraceEvent/next()`` for those.
    public struct Wakeup: Sendable {
        /// A bit for each of the other descriptors that can be read, in their order.
        public var readable: UInt32 = 0
        /// SIGTERM, SIGINT or SIGHUP came.
        public var isAskedToEnd = false
        /// A traced thread of which there is news. There may be news of others as well.
        public var tracedThread: ThreadID?
    }

    public init(watching others: [Int32]) throws(SystemError) {
        signalDescriptor = cglass_event_signal_descriptor()
        guard signalDescriptor >= 0 else { throw SystemError.last("signalfd", "SIGCHLD") }
        descriptors = [signalDescriptor] + others
    }

    deinit { close(signalDescriptor) }

    /// Blocks SIGCHLD, SIGTERM, SIGINT and SIGHUP in the calling thread and in all that it makes from now on, and has
    /// a closed pipe end in an error instead of a signal.
    public static func blockSignals() { _ = cglass_block_event_signals() }

    /// Returns when something happened or the monotonic clock reached `deadline`.
    public func wait(until deadline: Nanoseconds, watchOthers: Bool = true) -> Wakeup {
        let left = max(0, (deadline - Clocks.monotonic).rawValue)
        var bits: UInt32 = 0
        let count = watchOthers ? descriptors.count : 1
        _ = descriptors.withUnsafeBufferPointer { cglass_poll($0.baseAddress, Int32(count), left, &bits) }
        var wakeup = Wakeup(readable: bits >> 1)
        // The signal is taken away before the events that it announced are asked for, so that the next one wakes.
        // One at a time is enough: another that is pending ends the next wait at once.
        if bits & 1 != 0 {
            var sender: pid_t = 0
            let signal = cglass_next_event_signal(signalDescriptor, &sender)
            wakeup.isAskedToEnd = signal != 0 && signal != SIGCHLD
            if signal == SIGCHLD { wakeup.tracedThread = ThreadID(sender) }
        }
        return wakeup
    }
}
