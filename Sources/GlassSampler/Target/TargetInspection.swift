import GlassModel
import GlassProc
import GlassSystem
import GlassUnwind
import Glibc

/// Looks at a process before anything is done to it.
public enum TargetInspection {
    /// Throws where `process` cannot be sampled for a reason that can be seen from outside.
    public static func check(_ process: ProcessID) throws(TargetError) {
        guard process.rawValue > 0, let stat = stat(of: process) else { throw .noSuchProcess(process) }
        if process.rawValue == getpid() { throw .isGlass(process) }
        if stat.isKernelThread { throw .kernelThread(process) }
        if stat.isZombie { throw .zombie(process, parent: stat.parent) }
        let status = status(of: process)
        if let leader = status?["Tgid"], leader != UInt64(process.rawValue) {
            throw .isThread(ThreadID(process.rawValue), of: ProcessID(Int32(clamping: leader)))
        }
        if let tracer = status?["TracerPid"], tracer != 0 {
            // The kernel names the thread that traces.
            let thread = ThreadID(Int32(clamping: tracer))
            let tracer = owner(of: thread) ?? ProcessID(thread.rawValue)
            throw .alreadyTraced(process, by: tracer, name: name(of: tracer))
        }
        try checkArchitecture(of: process)
    }

    /// Whether this very process traces a thread; the kernel names the thread of it that does.
    static func isTracedByGlass(_ thread: ThreadID) -> Bool {
        guard let tracer = status(of: ProcessID(thread.rawValue))?["TracerPid"], tracer != 0 else { return false }
        return owner(of: ThreadID(Int32(clamping: tracer)))?.rawValue == getpid()
    }

    /// What a failed PTRACE_SEIZE means.
    static func explain(_ error: SystemError, for process: ProcessID) -> TargetError {
        switch error.errno {
        case .noSuchProcess: return .noSuchProcess(process)
        case .notPermitted, .permissionDenied:
            // The tracer may have come between the check and now.
            if case .failure(let reason) = Result(catching: { () throws(TargetError) in try check(process) }) {
                return reason
            }
            return .notPermitted(process, rule: rule(against: process))
        default: return .unavailable(process, reason: error.description)
        }
    }

    /// The recording's account of the target, as it is now.
    public static func describe(
        _ options: SamplerOptions, started: Timestamp, version: String
    ) -> RecordingInfo {
        let program = program(of: options.process)
        return RecordingInfo(
            process: options.process, executable: program.executable, commandLine: program.commandLine,
            host: hostName(), started: started, rate: options.rate, engine: options.engine, version: version)
    }

    static func program(of process: ProcessID) -> Program {
        let executable = (try? ProcFiles.link("/proc/\(process)/exe")) ?? name(of: process)
        let arguments = try? ProcFiles.content(of: "/proc/\(process)/cmdline")
        let line = arguments.map { ProcessArguments($0.span).line } ?? ""
        return Program(executable: executable, commandLine: line.isEmpty ? executable : line)
    }

    static func stat(of process: ProcessID) -> ProcessStat? {
        (try? ProcFiles.content(of: "/proc/\(process)/stat")).flatMap { ProcessStat($0.span) }
    }

    /// How a process ended, as wait(2) has it; nil where its parent has asked already, or it runs.
    static func exitStatus(of process: ProcessID) -> Int32? {
        guard let text = try? ProcFiles.content(of: "/proc/\(process)/stat") else { return nil }
        return ProcessStat.exitStatus(text.span)
    }

    static func status(of process: ProcessID) -> KeyedNumbers? {
        (try? ProcFiles.content(of: "/proc/\(process)/status")).map { KeyedNumbers($0.span) }
    }

    /// The name of a thread, as it is now.
    static func name(of thread: ThreadID, in process: ProcessID) -> String {
        let path = "/proc/\(process)/task/\(thread)/stat"
        return (try? ProcFiles.content(of: path)).flatMap { ProcessStat($0.span) }?.name ?? "\(thread)"
    }

    /// The process that a thread belongs to, which is mostly this one: to be asked that takes the kernel less.
    static func owner(of thread: ThreadID, likely: ProcessID) -> ProcessID? {
        thread.belongs(to: likely) ? likely : owner(of: thread)
    }

    /// The process that a thread belongs to.
    static func owner(of thread: ThreadID) -> ProcessID? {
        status(of: ProcessID(thread.rawValue))?["Tgid"].map { ProcessID(Int32(clamping: $0)) }
    }

    /// This process and those that started it.
    static var ownFamily: Set<ProcessID> {
        var family: Set<ProcessID> = []
        var next: ProcessID? = ProcessID(getpid())
        while let process = next, process.rawValue > 1, family.insert(process).inserted {
            next = stat(of: process)?.parent
        }
        return family
    }

    private static func name(of process: ProcessID) -> String { stat(of: process)?.name ?? "an unseen process" }

    private static func checkArchitecture(of process: ProcessID) throws(TargetError) {
        guard let file = try? ReadableFile("/proc/\(process)/exe") else { return }
        do {
            let image = try ELFImage { offset, count in file.bytes(at: offset, count: count) }
            if image.architecture != .native {
                throw TargetError.foreignArchitecture(process, "an \(image.architecture) program")
            }
        } catch let error as TargetError {
            throw error
        } catch let error as ELFError {
            let what = error == .notSixtyFourBit ? "a 32-bit program" : "a program that glass cannot read (\(error))"
            throw .foreignArchitecture(process, what)
        } catch {
            throw .unavailable(process, reason: "\(error)")
        }
    }

    private static func rule(against process: ProcessID) -> TargetError.PermissionRule {
        let owner = status(of: process)?["Uid"].map { UInt32(clamping: $0) }
        if let owner, geteuid() != 0, owner != geteuid() { return .otherUser(owner: owner) }
        if let scope = yamaScope(), scope > 0, geteuid() != 0 || scope >= 3 { return .yama(scope: scope) }
        if geteuid() != 0, (try? ProcFiles.link("/proc/\(process)/exe")) == nil { return .notDumpable }
        if let own = try? ProcFiles.link("/proc/self/ns/user"),
            let other = try? ProcFiles.link("/proc/\(process)/ns/user"), own != other
        {
            return .userNamespace
        }
        return .unknown
    }

    private static func yamaScope() -> Int? {
        guard let text = try? ProcFiles.content(of: "/proc/sys/kernel/yama/ptrace_scope") else { return nil }
        var scanner = TextScanner()
        return scanner.unsigned(text.span).map { Int(clamping: $0) }
    }

    private static func hostName() -> String {
        let text = (try? ProcFiles.content(of: "/proc/sys/kernel/hostname")) ?? []
        var scanner = TextScanner()
        return text.span.text(scanner.restOfLine(text.span))
    }
}
