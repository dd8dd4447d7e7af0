import GlassModel
import GlassProc
import GlassSystem

/// What the tracer knows of one thread. It belongs to the tracer's thread.
final class TracedThread {
    /// Where a thread stands towards being stopped.
    enum Stop: Equatable {
        case none
        /// It was asked to stop at this moment of the monotonic clock, and has not yet.
        case asked(Nanoseconds)
        /// Job control has stopped it; it is left alone.
        case byJobControl
    }

    let id: ThreadID
    let process: TracedProcess
    var record: ThreadRecord
    let advice = CopyAdvice()
    var stop = Stop.none
    /// How long the tracer had slept in total when it asked it to stop.
    var tracerSleptBefore = Nanoseconds.zero
    /// It may not be counted as lost twice for one stop.
    var isLate = false
    /// Its maker has told of it, and it has not come to its own first stop: it stands in the call that made it, where it has
    /// not run a moment.
    var isUnborn = false

    /// As they were at the last look.
    var scheduling: SchedStat
    /// CPU time that was used since the last sample that caught the thread running.
    var carried = CarriedCPU()
    /// The last sample caught it on a CPU (or ready for one).
    var wasRunning = true
    /// The last sample that caught it on a CPU took that CPU away from it: it is the tracer's own.
    var isBesideTracer = false
    var sides = CPUSides()
    /// The share of the samples of late that caught it on a CPU and in a system call.
    var callShare = RecentShare()
    var wakefulness = Wakefulness()
    /// Time up to here is accounted for (monotonic), and ticks up to this one.
    var accountedUntil: Nanoseconds
    var accountedTick: UInt64
    /// The tick at which it was last seen to have run.
    var lastActiveTick: UInt64
    var hasStack = false
    /// Where its stack ended at its last stop.
    var stackPointer: VirtualAddress?
    /// It is looked at at each tick.
    var isActive = false
    /// The last look found it waiting in a call that a stop may interrupt unnoticed.
    var mayBeStoppedWhileWaiting = false
    /// Set where it runs an event loop of asyncio.
    var taskProbe: TaskProbe?
    /// Set where it runs Python.
    var pythonProbe: PythonProbe?
    /// How many samples had it looked for among those that run Python.
    var searches = 0
    /// The system call that it stood in at its last stop.
    var stoppedIn: Int?
    /// The system calls that it was ever seen waiting in.
    var waitedIn: Set<Int> = []

    private let schedulingFile: ReadableFile?
    private let callFile: ReadableFile?
    /// Opened for few threads: those whose CPU is of interest.
    private lazy var statFile = try? ReadableFile("/proc/\(process.id)/task/\(id)/stat")

    init(
        _ record: ThreadRecord, in process: TracedProcess, since now: Nanoseconds, tick: UInt64, isNew: Bool,
        buffer: UnsafeMutableBufferPointer<UInt8>
    ) {
        id = record.thread
        self.process = process
        self.record = record
        let folder = "/proc/\(process.id)/task/\(record.thread)"
        schedulingFile = try? ReadableFile(folder + "/schedstat")
        callFile = try? ReadableFile(folder + "/syscall")
        accountedUntil = now
        accountedTick = tick
        lastActiveTick = tick
        scheduling = SchedStat(runTime: .zero, timeslices: 0)
        if !isNew, let current = readScheduling(buffer) { scheduling = current }
    }

    func readScheduling(_ buffer: UnsafeMutableBufferPointer<UInt8>) -> SchedStat? {
        schedulingFile?.withText(in: buffer, SchedStat.init) ?? nil
    }

    func readCall(_ buffer: UnsafeMutableBufferPointer<UInt8>) -> BlockedCall? {
        callFile?.withText(in: buffer, BlockedCall.init) ?? nil
    }

    /// The CPU that it runs on, or ran on last.
    func readCPU(_ buffer: UnsafeMutableBufferPointer<UInt8>) -> Int? {
        statFile?.withText(in: buffer, ProcessStat.cpu) ?? nil
    }

    /// The call that the program made, where the kernel says which one it is in: one that a stop met on its way in it goes on with
    /// in its own way.
    func callMade(_ number: Int) -> Int { number == SystemCalls.restart ? stoppedIn ?? number : number }

    /// Takes note of a newer reading and carries the CPU time between the two, until a sample catches the thread
    /// running: a sample that finds it waiting must not be given the time that it ran before.
    func advance(to current: SchedStat, at now: Nanoseconds) {
        let used = current.runTime - scheduling.runTime
        scheduling = current
        guard used > .zero else { return }
        carried.add(used, at: now)
        process.explainedCPU += used
    }
}
