import GlassModel

/// `/proc/<pid>/task/<tid>/schedstat`: what the scheduler counts of one thread. proc(5); the kernel writes it in
/// `proc_pid_schedstat` (fs/proc/base.c).
///
/// The run time of a thread that is on a CPU at this moment is as old as the kernel's last tick on that CPU; that of
/// any other thread is exact.
public struct SchedStat: Hashable, Sendable {
    /// Time on a CPU since the thread began.
    public let runTime: Nanoseconds
    /// Time that it was ready and had no CPU.
    public let queueTime: Nanoseconds
    /// How often it was given a CPU.
    public let timeslices: UInt64

    public init(runTime: Nanoseconds, queueTime: Nanoseconds = .zero, timeslices: UInt64) {
        self.runTime = runTime
        self.queueTime = queueTime
        self.timeslices = timeslices
    }

    public init?(_ text: Span<UInt8>) {
        var scanner = TextScanner()
        guard let run = scanner.unsigned(text), let queue = scanner.unsigned(text), let slices = scanner.unsigned(text)
        else { return nil }
        queueTime = Nanoseconds(Int64(clamping: queue))
        runTime = Nanoseconds(Int64(clamping: run))
        timeslices = slices
    }
}
