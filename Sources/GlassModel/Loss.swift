/// Why something that should be in a recording is not. The raw value is its name in a recording.
public enum LossReason: String, Sendable, Codable, CaseIterable {
    /// A thread did not stop in time (it slept uninterruptibly, or had no CPU), so a sample of it is missing.
    case threadDidNotStop = "thread did not stop in time"
    /// Registers or memory could not be read.
    case unreadable = "registers or memory unreadable"
    /// A waiting thread moved while it was read without a stop; its last stack was kept.
    case movedWhileRead = "thread moved while it was read"
    /// A thread's Python frames could not be read, or not be matched with its native frames; these are shown alone.
    case pythonFrames = "Python frames not shown"
    /// Which functions await the one that a Swift task runs could not be read; the executor's frames are shown instead.
    case swiftTasks = "Swift task's callers not shown"
    /// A file that names code made at run time could not be used, or not all of it.
    case generatedCodeUnread = "names of generated code not read"
    /// The ring that samples come through was full.
    case perfRecordsLost = "perf records lost"
    /// The limit on locked memory allows only a smaller ring than was wanted.
    case ringCutShort = "perf ring cut short by the limit on locked memory"
    /// The kernel may not be looked at: its frames are missing, and where threads wait is seen less often.
    case kernelUnseen = "kernel not seen (kernel.perf_event_paranoid)"
    /// The engine perf does not read Python's frames: a program that runs Python shows native ones alone.
    case pythonUnseen = "Python frames not read by engine perf"
    /// The unwinder could not keep up with the sampler.
    case unwinderBehind = "unwinder behind"
    /// The writer could not keep up, and the batch was dropped.
    case writerBehind = "writer behind"
    /// A tick came so late that it was skipped.
    case tickSkipped = "tick skipped"
    /// A thread ended before its first sample; its CPU time stands under `[ran between samples]`.
    case endedUnsampled = "thread ended before its first sample"
    /// A thread could not be attached to.
    case attachFailed = "thread could not be attached to"
    /// A counter could not be read.
    case counterUnreadable = "counter unreadable"
    /// A file of debug information was passed over: it belongs to another build than the one that runs.
    case debugFileMismatch = "debug file of another build"
    /// A module's file could not be opened, or is no ELF file: its functions have no names.
    case moduleUnreadable = "module unreadable"
    /// Debug information was left alone because it would take too much memory.
    case debugInformationTooLarge = "debug information too large"
    /// The dictionary of stacks was full; the sample stands under `[other]`.
    case dictionaryFull = "stack dictionary full"
    /// The ring that socket events pass through was full.
    case socketEventsDropped = "socket events dropped"
    /// Bytes of a connection are missing; it was picked up again at the next message that could be recognised.
    case connectionResynchronised = "connection resynchronised"
    /// More connections than glass follows at once; the ones longest silent were let go.
    case connectionForgotten = "connection forgotten"
    /// More requests than are kept one by one; they are counted in the statistics of their route.
    case requestNotKept = "request not kept"
    /// More queries than are kept one by one; they are counted in the statistics of their statement.
    case queryNotKept = "query not kept"
    /// Requests were not watched for a while, because that cost the target more than the budget allows.
    case requestsSteppedBack = "requests not watched"
}

/// How often, by `time`, a reason has struck since the recording began. A later record of the same reason and
/// detail replaces an earlier one.
public struct Loss: Hashable, Sendable, Codable {
    public let time: Timestamp
    public let reason: LossReason
    /// To which thing, where that is known: a thread, a file.
    public let detail: String
    public let count: Int64

    public init(time: Timestamp, reason: LossReason, detail: String = "", count: Int64) {
        self.time = time
        self.reason = reason
        self.detail = detail
        self.count = count
    }
}

/// Why an unwind ended where it did. The raw value is its name in a recording.
public enum UnwindEnd: String, Sendable, Codable, CaseIterable {
    /// The outermost frame of the thread: the stack is whole.
    case root = "root"
    /// No rule for the address, and frame pointers led nowhere.
    case noRule = "no unwind rule"
    /// The address is in no known module.
    case noModule = "address in no module"
    /// The stack needs memory beyond what was copied; the copy grows for the next sample.
    case copyTooSmall = "stack copy too small"
    /// Memory of the target that a rule needs could not be read.
    case unreadable = "memory unreadable"
    /// A rule needs a register that a waiting thread's kernel interface does not give.
    case registerUnknown = "register unknown"
    /// More frames than glass records.
    case tooDeep = "too deep"
    /// A rule led back to a frame that had been visited.
    case loop = "loop"
}

/// How many unwinds ended for one reason in one module since the recording began. A later record of the same module
/// and reason replaces an earlier one.
public struct UnwindTally: Hashable, Sendable, Codable {
    /// The module of the outermost frame that was found; none where it is in no module.
    public let module: ModuleID?
    public let end: UnwindEnd
    public let count: Int64

    public init(module: ModuleID?, end: UnwindEnd, count: Int64) {
        self.module = module
        self.end = end
        self.count = count
    }
}
