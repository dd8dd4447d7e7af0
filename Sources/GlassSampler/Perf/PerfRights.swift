import GlassModel
import GlassProc
import GlassSystem

/// What of perf events is permitted, and which engine that speaks for.
public enum PerfRights {
    /// An engine, and why it is that one.
    public struct Choice: Sendable {
        public let engine: Engine
        public let reason: String
    }

    /// The engine for `--engine auto`: `perf`, which stops nobody, where all that `ptrace` shows is shown by it as well.
    public static func choose(for process: ProcessID, readsPython: Bool) -> Choice {
        if let obstacle = obstacle(to: process) { return Choice(engine: .ptrace, reason: obstacle.description) }
        if !seesKernel {
            let reason = "perf events show no waits to this user\(paranoidText)"
            return Choice(engine: .ptrace, reason: reason)
        }
        if readsPython, isPython(process) {
            return Choice(engine: .ptrace, reason: "it runs Python, whose frames only ptrace reads")
        }
        return Choice(engine: .perf, reason: "perf events are permitted, and stop nobody")
    }

    /// What `--engine perf` will not show of a process, though it was asked for; nil where it shows all.
    public static func shortcoming(for process: ProcessID, readsPython: Bool) -> String? {
        guard readsPython, isPython(process) else { return nil }
        return "it runs Python, whose frames only ptrace reads: native frames are shown"
    }

    /// Whether it runs CPython that could be read.
    static func isPython(_ process: ProcessID) -> Bool {
        var others: Set<FileIdentity> = []
        return (try? PythonProcess(process, passingOver: &others)) != nil
    }

    /// Why perf events of a process cannot be had; nil where they can.
    static func obstacle(to process: ProcessID) -> TargetError? {
        do throws(SystemError) {
            _ = try PerfEvent(.probe(seesKernel: false), of: ThreadID(process.rawValue), on: -1)
            return nil
        } catch {
            return explain(error, for: process)
        }
    }

    /// Whether this user may sample the kernel; a thread leaves its CPU there.
    static var seesKernel: Bool { PerfAccess.own == .full }

    /// What a failure to open an event, or to map a ring, means.
    static func explain(_ error: SystemError, for process: ProcessID) -> TargetError {
        switch error.errno {
        case .noSuchProcess: return .noSuchProcess(process)
        case .notPermitted, .permissionDenied:
            if error.call == "mmap" {
                return .unavailable(
                    process,
                    reason: "\(error); raise `ulimit -l` or "
                        + "kernel.perf_event_mlock_kb, or use --engine ptrace")
            }
            return .notPermitted(process, rule: .perfEvents(paranoid: paranoid))
        case .tooManyOpenFiles, .tooManyOpenFilesInSystem:
            let reason =
                "its threads need more perf events than files may be open; raise `ulimit -n` or use --engine ptrace"
            return .unavailable(process, reason: reason)
        case .noFunction, .noSuchFileOrDirectory, .notSupportedOnSocket:
            return .unavailable(process, reason: "this kernel has no perf events; use --engine ptrace")
        default: return .unavailable(process, reason: "\(error); use --engine ptrace")
        }
    }

    /// `kernel.perf_event_paranoid`; nil where the kernel has no perf events.
    private static var paranoid: Int? {
        guard let text = try? ProcFiles.content(of: "/proc/sys/kernel/perf_event_paranoid") else { return nil }
        var scanner = TextScanner()
        return scanner.signed(text.span).map { Int($0) }
    }

    private static var paranoidText: String {
        paranoid.map { " (kernel.perf_event_paranoid is \($0))" } ?? ""
    }
}
