import GlassModel
import GlassProc
import GlassSystem

/// What the perf engine knows of one thread. It belongs to the engine's thread.
final class PerfThread {
    let id: ThreadID
    let process: ProcessID
    var record: ThreadRecord
    var time: ThreadTime
    var unseenWaits = UnseenWaits()
    let advice = CopyAdvice()
    /// Which of the events that were opened this thread is heard of by: one that was found while it was being made may
    /// have inherited another's events besides its own.
    var root: PerfEvents.Root?
    /// Where the thread stood when it was last about to lose its CPU, until it is known why it did.
    var leaving: CapturedStack?
    /// The last stack that was handed on is that of the wait that goes on.
    var isWaitKnown = false
    var hasStack = false
    /// How often records had been lost when a record of it was last read.
    var lossesSeen = 0
    /// CPU time that it had used when sampling began.
    let usedBefore: Nanoseconds

    init(_ record: ThreadRecord, since now: Nanoseconds, isNew: Bool, period: Nanoseconds) {
        id = record.thread
        process = record.process
        self.record = record
        time = ThreadTime(since: now, isNew: isNew, period: period)
        usedBefore = isNew ? .zero : Self.scheduling(of: record)?.runTime ?? .zero
    }

    /// What the scheduler counts of it; nil where it is gone.
    var scheduling: SchedStat? { Self.scheduling(of: record) }

    private static func scheduling(of record: ThreadRecord) -> SchedStat? {
        let path = "/proc/\(record.process)/task/\(record.thread)/schedstat"
        return (try? ProcFiles.content(of: path)).flatMap { SchedStat($0.span) }
    }
}
