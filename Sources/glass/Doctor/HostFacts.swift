import GlassSystem

/// What the doctor knows of the machine and of the user who runs glass.
struct HostFacts: Sendable, Equatable {
    /// As `uname -r` gives it: `6.1.0-18-amd64`.
    var kernelRelease = ""
    /// As `uname -m` gives it: `x86_64`.
    var machine = ""
    var user: UInt32 = 0
    var status = StatusFields("")
    /// `/proc/sys/kernel/yama/ptrace_scope`; none where the kernel has no Yama.
    var yamaScope: Int32?
    /// `/proc/sys/kernel/perf_event_paranoid`; none where the kernel has no perf events.
    var perfParanoid: Int32?
    /// What of perf events the kernel grants to who asks the doctor.
    var perfAccess = PerfAccess.missing
    /// What watching requests depends on, with the rights that the agent will have.
    var requests = SocketTapConditions(
        kernelRelease: "", hasTypeInformation: false, isLockedDown: false, isInFirstPIDNamespace: false, capabilities: 0
    )
    /// `/proc/self/uid_map`: how users here are numbered outside.
    var userMap = ""
    var containerHints: [String] = []
    var agent = AgentFacts()
    var recordings = DirectoryFacts()

    struct AgentFacts: Sendable, Equatable {
        var path = ""
        var isExecutable = false
        /// What `glass-agent --version` printed.
        var version: String?
    }

    struct DirectoryFacts: Sendable, Equatable {
        var path = ""
        var isWritable = false
        var freeBytes: Int64?
    }

    var capabilities: Capabilities { status.effectiveCapabilities }
    var mayTraceAnyone: Bool { capabilities.contains(.sysPtrace) }
    /// Whether users here are all the users of the machine, as outside any container.
    var isInitialUserNamespace: Bool {
        userMap.split { $0 == " " || $0 == "\n" } == ["0", "0", "4294967295"] || userMap.isEmpty
    }
}
