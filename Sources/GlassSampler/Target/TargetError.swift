import GlassModel

/// Why a process cannot be sampled.
public enum TargetError: Error, Hashable, Sendable {
    case noSuchProcess(ProcessID)
    /// It has ended, and its parent has not yet asked how.
    case zombie(ProcessID, parent: ProcessID)
    case kernelThread(ProcessID)
    /// glass itself.
    case isGlass(ProcessID)
    /// The number is that of a thread, not of a process.
    case isThread(ThreadID, of: ProcessID)
    case foreignArchitecture(ProcessID, String)
    case alreadyTraced(ProcessID, by: ProcessID, name: String)
    case notPermitted(ProcessID, rule: PermissionRule)
    /// It ended before the first sample.
    case endedAtOnce(ProcessID)
    /// The system refused for another reason.
    case unavailable(ProcessID, reason: String)

    /// Which rule keeps glass from tracing a process.
    public enum PermissionRule: Hashable, Sendable {
        /// It belongs to another user.
        case otherUser(owner: UInt32)
        /// `kernel.yama.ptrace_scope` has this value.
        case yama(scope: Int)
        /// It is not dumpable: it changed its user, or runs a program that may not be read.
        case notDumpable
        /// It is in a user namespace over which glass has no power.
        case userNamespace
        /// Perf events are forbidden; `kernel.perf_event_paranoid` has this value.
        case perfEvents(paranoid: Int?)
        /// A seccomp filter or a container's missing CAP_SYS_PTRACE, as far as one can tell.
        case unknown
    }
}

extension TargetError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noSuchProcess(let process): "no process has the number \(process); `ps -e` lists those that run"
        case .zombie(let process, let parent):
            "process \(process) has ended already and only waits for its parent, \(parent), to notice"
        case .kernelThread(let process):
            "\(process) is a thread of the kernel, which has no stack that glass can read; attach to a process"
        case .isGlass(let process): "\(process) is glass itself; attach to another process"
        case .isThread(let thread, let process):
            "\(thread) is a thread of process \(process); attach to \(process), which shows all its threads"
        case .foreignArchitecture(let process, let what):
            "process \(process) runs \(what); this glass samples 64-bit programs of its own architecture only"
        case .alreadyTraced(let process, let tracer, let name):
            "process \(process) is traced by \(name) (\(tracer)), and a process has one tracer at a time; end that first"
        case .notPermitted(let process, let rule): "may not trace process \(process): \(rule)"
        case .endedAtOnce(let process): "process \(process) ended before a sample could be taken"
        case .unavailable(let process, let reason): "cannot trace process \(process): \(reason)"
        }
    }
}

extension TargetError.PermissionRule: CustomStringConvertible {
    public var description: String {
        switch self {
        case .otherUser(let owner): "it belongs to user \(owner); run glass as that user or as root"
        case .yama(let scope) where scope >= 3:
            "kernel.yama.ptrace_scope is \(scope), which forbids tracing until the next boot"
        case .yama(let scope):
            "kernel.yama.ptrace_scope is \(scope); run glass as root, or `sysctl kernel.yama.ptrace_scope=0`, "
                + "or start the program with `glass run`"
        case .notDumpable: "it protects its memory (it is not dumpable); run glass as root"
        case .userNamespace: "it is in another user namespace; run glass as root of the host"
        case .perfEvents(let paranoid):
            "perf events are forbidden"
                + (paranoid.map { " (kernel.perf_event_paranoid is \($0), or a seccomp filter)" } ?? "")
                + "; run glass as root, `sysctl kernel.perf_event_paranoid=1`, or use --engine ptrace"
        case .unknown:
            "the kernel refuses (a seccomp filter, or a container without CAP_SYS_PTRACE); run glass as root outside it"
        }
    }
}
