import CGlass
import GlassModel
import Glibc

/// An open perf event of one thread and all that it makes, on one CPU; closed with its last reference.
///
/// Its records go into the ring of another (``send(to:)``). Times are the monotonic clock's.
public final class PerfEvent: Sendable {
    /// What makes an event take a sample.
    public enum Trigger: Sendable {
        /// CPU time of the thread: one sample for each period. Records of context switches, of threads that begin and
        /// end, of names and of code that is mapped come with it.
        case cpuTime(period: Nanoseconds)
        /// The thread leaves its CPU. The kernel takes all at first, and of many as many as `perSecond`.
        case contextSwitches(perSecond: UInt64)
    }

    /// What is sampled, and how.
    public struct Description: Sendable {
        public var trigger: Trigger
        /// Of the stack, in bytes; at most ``largestStack``.
        public var stackSize: Int
        /// Samples that are taken in the kernel, and its frames. Needs more rights.
        public var seesKernel: Bool
        /// Processes that the thread forks are measured as well, not only threads.
        public var followsChildren: Bool

        public init(trigger: Trigger, stackSize: Int, seesKernel: Bool, followsChildren: Bool) {
            self.trigger = trigger
            self.stackSize = stackSize
            self.seesKernel = seesKernel
            self.followsChildren = followsChildren
        }

        public var layout: PerfSampleLayout { PerfSampleLayout(hasKernelFrames: seesKernel) }

        var raw: cglass_perf_event {
            var raw = cglass_perf_event()
            raw.type = PERF_TYPE_SOFTWARE.rawValue
            raw.sample_type =
                UInt64(PERF_SAMPLE_IDENTIFIER.rawValue) | UInt64(PERF_SAMPLE_TID.rawValue)
                | UInt64(PERF_SAMPLE_TIME.rawValue) | UInt64(PERF_SAMPLE_REGS_USER.rawValue)
                | UInt64(PERF_SAMPLE_STACK_USER.rawValue)
            if seesKernel { raw.sample_type |= UInt64(PERF_SAMPLE_CALLCHAIN.rawValue) }
            raw.user_registers = PerfRegisters.mask
            raw.user_stack = UInt32(clamping: min(stackSize, PerfEvent.largestStack) & ~7)
            raw.exclude_kernel = seesKernel ? 0 : 1
            raw.inherit = 1
            raw.inherit_thread = followsChildren ? 0 : 1
            switch trigger {
            case .cpuTime(let period):
                raw.config = UInt64(PERF_COUNT_SW_CPU_CLOCK.rawValue)
                raw.period_or_frequency = UInt64(max(1, period.rawValue))
                raw.side_band = 1
            case .contextSwitches(let frequency):
                raw.config = UInt64(PERF_COUNT_SW_CONTEXT_SWITCHES.rawValue)
                raw.period_or_frequency = max(1, frequency)
                raw.is_frequency = 1
            }
            return raw
        }
    }

    /// The most of a stack that one record can carry: its size stands in 16 bits.
    public static let largestStack = 65_528

    let descriptor: Int32
    /// Stands in all its records and in those of what inherited it.
    public let id: UInt64

    /// Opens it, and it begins at once.
    public convenience init(
        _ description: Description, of thread: ThreadID, on cpu: Int32
    ) throws(SystemError) {
        try self.init(description.raw, thread.rawValue, cpu)
    }

    init(_ raw: cglass_perf_event, _ thread: Int32, _ cpu: Int32) throws(SystemError) {
        var raw = raw
        descriptor = cglass_perf_open(&raw, thread, cpu)
        guard descriptor >= 0 else { throw SystemError.last("perf_event_open", "thread \(thread)") }
        var id: UInt64 = 0
        guard cglass_perf_id(descriptor, &id) == 0 else {
            let error = SystemError.last("ioctl PERF_EVENT_IOC_ID", "thread \(thread)")
            close(descriptor)
            throw error
        }
        self.id = id
    }

    deinit { close(descriptor) }

    /// Has its records, and those of what inherits it, go into `ring`, which must be that of the same CPU.
    public func send(to ring: PerfRing) throws(SystemError) {
        guard cglass_perf_redirect(descriptor, ring.descriptor) == 0 else {
            throw SystemError.last("ioctl PERF_EVENT_IOC_SET_OUTPUT", "event \(id)")
        }
    }

    /// Begins a new period, of this length from now on. What inherited the event keeps its own.
    public func restart(period: Nanoseconds) { _ = cglass_perf_set_period(descriptor, UInt64(max(1, period.rawValue))) }

    /// Takes no samples, or takes them again, together with all that inherited it.
    public func setEnabled(_ isEnabled: Bool) { _ = cglass_perf_enable(descriptor, isEnabled ? 1 : 0) }
}
