import CGlass
import GlassModel
import Glibc

/// Waits for traced threads, for signals that ask to end, for other descriptors and for a moment, all at once. The
/// signals must be blocked in every thread of the process: call ``blockSignals()`` before any is made.
public final class EventWait {
    private let descriptors: [Int32]
    private let signalDescriptor: Int32
    /// When the other descriptors were last looked at.
    private var lookedAt = Nanoseconds.zero
    static let longestNeglect = Nanoseconds(50_000_000)

    /// What ended a wait, besides news of traced threads: ask ``TraceEvent/next()`` for those. Empty where its time was over.
    public struct Wakeup: Equatable, Sendable {
        /// A bit for each of the other descriptors that can be read, in their order.
        public fileprivate(set) var readable: UInt32 = 0
        /// SIGTERM, SIGINT or SIGHUP came.
        public fileprivate(set) var isAskedToEnd = false
        /// A traced thread of which there is news. There may be news of others as well.
        public fileprivate(set) var tracedThread: ThreadID?

        public var isEmpty: Bool { self == Wakeup() }

        /// Takes note of a signal; 0 is none.
        fileprivate mutating func take(_ signal: Int32, from sender: pid_t) {
            isAskedToEnd = signal != 0 && signal != SIGCHLD
            if signal == SIGCHLD { tracedThread = ThreadID(sender) }
        }
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
    ///
    /// To wait for signals alone takes the kernel one call, and a lighter one. So the other descriptors are looked at only
    /// where they have not been for ``longestNeglect``.
    public func wait(until deadline: Nanoseconds, watchOthers: Bool = true) -> Wakeup {
        let now = Clocks.monotonic
        let left = max(0, (deadline - now).rawValue)
        guard watchOthers, deadline - lookedAt > Self.longestNeglect else { return waitForSignal(left) }
        defer { lookedAt = Clocks.monotonic }
        return waitForAll(left)
    }

    private func waitForSignal(_ nanoseconds: Int64) -> Wakeup {
        var (wakeup, sender) = (Wakeup(), pid_t(0))
        wakeup.take(cglass_wait_for_event_signal(nanoseconds, &sender), from: sender)
        return wakeup
    }

    private func waitForAll(_ nanoseconds: Int64) -> Wakeup {
        var bits: UInt32 = 0
        _ = descriptors.withUnsafeBufferPointer {
            cglass_poll($0.baseAddress, Int32(descriptors.count), nanoseconds, &bits)
        }
        var wakeup = Wakeup(readable: bits >> 1)
        // The signal is taken away before the events that it announced are asked for, so that the next one wakes.
        // One at a time is enough: another that is pending ends the next wait at once.
        if bits & 1 != 0 {
            var sender: pid_t = 0
            wakeup.take(cglass_next_event_signal(signalDescriptor, &sender), from: sender)
        }
        return wakeup
    }
}
