import GlassStore
import GlassSystem
import Glibc
import SystemPackage

extension HostFacts {
    /// Asks the system. What cannot be read stays unknown.
    static func collect() -> HostFacts {
        var facts = HostFacts()
        (facts.kernelRelease, facts.machine) = kernel()
        facts.user = geteuid()
        facts.status = StatusFields(SmallFile.text("/proc/self/status") ?? "")
        facts.yamaScope = SmallFile.integer("/proc/sys/kernel/yama/ptrace_scope")
        facts.perfParanoid = SmallFile.integer("/proc/sys/kernel/perf_event_paranoid")
        facts.perfAccess = .own
        facts.userMap = SmallFile.text("/proc/self/uid_map") ?? ""
        facts.containerHints = ContainerHints.find()
        facts.agent = agent()
        facts.requests = SocketTapConditions.current
        if !facts.status.noNewPrivileges {
            facts.requests.capabilities |= FileCapabilities.effective(of: facts.agent.path).rawValue
        }
        facts.recordings = recordings()
        return facts
    }

    private static func kernel() -> (release: String, machine: String) {
        var name = utsname()
        guard uname(&name) == 0 else { return ("", "") }
        func text<Field>(_ field: inout Field) -> String {
            withUnsafeBytes(of: &field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        }
        return (text(&name.release), text(&name.machine))
    }

    private static func agent() -> AgentFacts {
        let path = CompanionProgram.agent
        guard access(path, X_OK) == 0 else { return AgentFacts(path: path) }
        let lines = ProgramOutput.lines(path, ["--version"])
        let version = lines?.first?.split(separator: " ").last.map(String.init)
        return AgentFacts(path: path, isExecutable: true, version: version)
    }

    private static func recordings() -> DirectoryFacts {
        guard let directory = try? RecordingLibrary(environment: Environment.all).directory else {
            return DirectoryFacts()
        }
        // It is made with the first recording: until then, what counts is the directory that it will be made in.
        var existing = directory
        while access(existing, F_OK) != 0, existing != "/", existing != "." {
            existing = RecordingDestination.parent(of: existing)
        }
        var space = statvfs()
        let free =
            statvfs(existing, &space) == 0 ? Int64(clamping: UInt64(space.f_bavail) &* UInt64(space.f_frsize)) : nil
        return DirectoryFacts(path: directory, isWritable: access(existing, W_OK) == 0, freeBytes: free)
    }
}

/// Signs that glass runs in a container.
enum ContainerHints {
    static func find() -> [String] {
        var hints: [String] = []
        if access("/.dockerenv", F_OK) == 0 { hints.append("/.dockerenv") }
        if access("/run/.containerenv", F_OK) == 0 { hints.append("/run/.containerenv") }
        if let manager = Environment.value("container") { hints.append("container=\(manager.printable)") }
        if Environment.value("KUBERNETES_SERVICE_HOST") != nil { hints.append("Kubernetes") }
        return hints
    }
}

/// Small files of /proc and /sys.
enum SmallFile {
    static func text(_ path: String) -> String? {
        (try? ProcFiles.content(of: path)).map { String(decoding: $0, as: UTF8.self) }
    }

    static func integer(_ path: String) -> Int32? {
        text(path).flatMap { $0.split { $0 == "\n" || $0 == " " }.first }.flatMap { Int32($0) }
    }
}
