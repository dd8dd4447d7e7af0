import CGlass
import GlassModel
import Glibc

/// The clocks that glass reads.
public enum Clocks {
    /// Time since an arbitrary start; never steps.
    public static var monotonic: Nanoseconds { Nanoseconds(cglass_clock(CLOCK_MONOTONIC)) }
    /// Since the epoch; steps when somebody sets the clock.
    public static var wall: Timestamp { Timestamp(rawValue: cglass_clock(CLOCK_REALTIME)) }
    /// CPU time of the thread that asks.
    public static var threadCPU: Nanoseconds { Nanoseconds(cglass_clock(CLOCK_THREAD_CPUTIME_ID)) }
    /// CPU time of this process, all threads.
    public static var ownCPU: Nanoseconds { Nanoseconds(cglass_clock(CLOCK_PROCESS_CPUTIME_ID)) }

    /// CPU time of all threads that a process has or had; nil where it is gone. Costs a fifth of a microsecond.
    public static func cpuTime(of process: ProcessID) -> Nanoseconds? {
        let time = cglass_process_cpu_time(process.rawValue)
        return time < 0 ? nil : Nanoseconds(time)
    }

    /// How many of the kernel's clock ticks make a second.
    public static let ticksPerSecond = UInt64(max(1, sysconf(Int32(_SC_CLK_TCK))))
}

/// One clock for all times of a recording: the wall clock as it was when the recording began, moved on by the
/// monotonic clock, so that a step of the wall clock tears no hole into it.
public struct RecordingClock: Sendable {
    private let offset: Int64

    public init() { offset = Clocks.wall.rawValue &- Clocks.monotonic.rawValue }

    public var now: Timestamp { timestamp(of: Clocks.monotonic) }
    public func timestamp(of monotonic: Nanoseconds) -> Timestamp { Timestamp(rawValue: monotonic.rawValue &+ offset) }
    public func monotonic(of time: Timestamp) -> Nanoseconds { Nanoseconds(time.rawValue &- offset) }
}
