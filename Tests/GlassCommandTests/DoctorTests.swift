import Foundation
import GlassModel
import GlassSystem
import Testing

@testable import glass

@Suite("Doctor")
struct DoctorTests {
    private static let status = StatusFields(
        """
        Name:\tserver
        State:\tS (sleeping)
        TracerPid:\t0
        Uid:\t1000\t1000\t1000\t1000
        VmSize:\t   10000 kB
        CapPrm:\t0000000000000000
        CapEff:\t0000000000000000
        NoNewPrivs:\t0
        Seccomp:\t0
        """)

    /// A user without capabilities on a plain machine.
    private var user: HostFacts {
        var facts = HostFacts()
        (facts.kernelRelease, facts.machine, facts.user) = ("6.1.0-18-amd64", "x86_64", 1000)
        facts.status = Self.status
        facts.requests = SocketTapConditions(
            kernelRelease: facts.kernelRelease, hasTypeInformation: true, isLockedDown: false,
            isInFirstPIDNamespace: true, capabilities: 0)
        facts.agent = .init(path: "/usr/bin/glass-agent", isExecutable: true, version: GlassVersion.current)
        facts.recordings = .init(path: "/home/u/recordings", isWritable: true, freeBytes: 10_000_000_000)
        return facts
    }

    private var root: HostFacts {
        var facts = user
        facts.user = 0
        facts.status = StatusFields("CapEff:\t000001ffffffffff\nSeccomp:\t0\n")
        facts.requests.capabilities = facts.capabilities.rawValue
        return facts
    }

    private var target: TargetFacts {
        var facts = TargetFacts(process: ProcessID(4711), status: Self.status)
        facts.procOwner = 1000
        facts.header = Self.elf(bits: 2, machine: 62)
        return facts
    }

    private static func elf(bits: UInt8, machine: UInt8) -> [UInt8] {
        [0x7F, 0x45, 0x4C, 0x46, bits] + [UInt8](repeating: 0, count: 13) + [machine, 0]
    }

    private func failures(_ target: TargetFacts, _ host: HostFacts) -> [String] {
        (HostChecks.all(host) + TargetChecks.all(target, host: host)).filter { $0.status == .fail }.map(\.check)
    }

    @Test("Fields of /proc/<pid>/status")
    func fields() {
        #expect(Self.status.name == "server")
        #expect(Self.status.state == "S")
        #expect(Self.status.users == [1000, 1000, 1000, 1000])
        #expect(Self.status.effectiveCapabilities == [])
        #expect(StatusFields("CapEff:\t0000000000080000").effectiveCapabilities == .sysPtrace)
        #expect(StatusFields("nonsense\n:\nUid:\t-1\n").users.isEmpty)
    }

    @Test("A plain machine has nothing to complain of, but that a plain user may not watch requests")
    func plain() {
        let complaints = HostChecks.all(user).filter { $0.status == .warn || $0.status == .fail }
        #expect(complaints.map(\.check) == ["requests"])
        #expect(HostChecks.all(root).filter { $0.status != .ok }.map(\.check) == ["perf"])
        #expect(failures(target, user) == [])
    }

    @Test(
        "Yama's scopes",
        arguments: [
            (0, Finding.Status.ok, Finding.Status.ok), (1, .warn, .ok), (2, .fail, .ok), (3, .fail, .fail),
        ] as [(Int32, Finding.Status, Finding.Status)])
    func yama(scope: Int32, forUser: Finding.Status, forRoot: Finding.Status) {
        var (user, root) = (user, root)
        (user.yamaScope, root.yamaScope) = (scope, scope)
        #expect(HostChecks.yama(user).status == forUser)
        #expect(HostChecks.yama(root).status == forRoot)
        #expect(forUser == .ok || HostChecks.yama(user).remedy != nil)
    }

    @Test("With ptrace_scope 1, a process that glass did not start is out of reach")
    func yamaTarget() {
        var host = user
        host.yamaScope = 1
        #expect(failures(target, host) == ["yama"])
        #expect(failures(target, root) == [])
    }

    @Test("The kernel")
    func kernel() {
        var facts = user
        facts.kernelRelease = "4.19.0-generic"
        #expect(HostChecks.kernel(facts).status == .warn)
        facts.kernelRelease = "10.0-rc1"
        #expect(HostChecks.kernel(facts).status == .ok)
        facts.kernelRelease = "?"
        #expect(HostChecks.kernel(facts).status == .warn)
        facts.machine = "riscv64"
        #expect(HostChecks.kernel(facts).status == .fail)
    }

    @Test("Seccomp, no_new_privs, namespaces and containers explain")
    func explanations() {
        var facts = user
        facts.status = StatusFields("Seccomp:\t2\nNoNewPrivs:\t1\n")
        facts.userMap = "         0       1000          1\n"
        facts.containerHints = ["/.dockerenv"]
        let checks = Set(HostChecks.all(facts).filter { $0.status == .info }.map(\.check))
        #expect(checks.isSuperset(of: ["seccomp", "no_new_privs", "namespaces", "container"]))
        facts.userMap = "         0          0 4294967295\n"
        #expect(HostChecks.namespaces(facts) == nil)
    }

    @Test("perf is no reason to fail")
    func perf() {
        var facts = user
        facts.perfParanoid = 3
        facts.perfAccess = .forbidden
        #expect(HostChecks.perf(facts).status == .info)
        facts.perfParanoid = 2
        #expect(HostChecks.perf(facts).summary.contains("a filter of system calls forbids perf events"))
        facts.perfAccess = .userOnly
        #expect(HostChecks.perf(facts).summary.contains("shows no kernel"))
        facts.perfAccess = .full
        #expect(HostChecks.perf(facts).status == .ok)
    }

    @Test("What keeps requests from being watched, and the way out")
    func requests() {
        #expect(HostChecks.requests(root) == Finding("requests", .ok, "they can be watched"))
        let finding = HostChecks.requests(user)
        #expect(finding.status == .warn)
        #expect(finding.summary.contains("missing CAP_PERFMON and CAP_BPF"))
        #expect(finding.remedy?.contains("setcap cap_bpf,cap_perfmon") == true)
        var boxed = root
        boxed.requests.isInFirstPIDNamespace = false
        #expect(HostChecks.requests(boxed).summary.contains("PID namespace"))
        #expect(HostChecks.requests(boxed).remedy?.contains("on the host") == true)
        #expect(FindingText.verdict([finding]).contains("requests cannot be watched"))
        #expect(FindingText.verdict([HostChecks.requests(root)]) == "Sampling is possible.")
    }

    @Test(
        "What setcap gave a program, in the words of getcap",
        arguments: [
            (" cap_sys_ptrace,cap_perfmon,cap_bpf=ep", [.sysPtrace, .perfmon, .bpf]),
            (" = cap_bpf+eip", .bpf), (" cap_bpf=p cap_perfmon=ep", .perfmon), (" cap_net_raw=ep", []), (" =", []),
            ("", []),
        ] as [(Substring, Capabilities)])
    func fileCapabilities(text: Substring, expected: Capabilities) {
        #expect(FileCapabilities.effective(in: text) == expected)
    }

    @Test(
        "Whether a Python's asyncio tasks can be read",
        arguments: [
            ("/usr/bin/python3.10", .info), ("/usr/bin/python3.11", .ok), ("/opt/lib/libpython3.13.so.1.0", .ok),
            ("/usr/bin/python3.14", .info), ("/usr/bin/python3.", nil), ("/usr/lib/libpython.so", nil),
        ] as [(String, Finding.Status?)])
    func python(path: String, expected: Finding.Status?) {
        let findings = PythonChecks.all([
            .init(path: "/lib/libc.so.6", names: .exports), .init(path: path, names: .symbols),
        ])
        #expect(findings.map(\.status) == (expected.map { [.info, $0] } ?? []))
        #expect(findings.first.map { $0.summary.contains("--engine perf") } ?? true)
        #expect(findings.allSatisfy { ($0.status == .ok) == ($0.remedy == nil) })
    }

    @Test("The agent: missing, mute, of another version")
    func agent() {
        var facts = user
        facts.agent = .init(path: "/x/glass-agent", isExecutable: false)
        #expect(HostChecks.agent(facts).status == .fail)
        facts.agent = .init(path: "/x/glass-agent", isExecutable: true)
        #expect(HostChecks.agent(facts).status == .fail)
        facts.agent.version = "0.0.1"
        #expect(HostChecks.agent(facts).status == .warn)
    }

    @Test("Room for recordings")
    func space() {
        var facts = user
        facts.recordings.freeBytes = 1_000_000
        #expect(HostChecks.space(facts).status == .warn)
        facts.recordings.isWritable = false
        #expect(HostChecks.space(facts).summary.contains("cannot be written"))
    }

    @Test("A process that is gone, a zombie and a kernel thread have one finding only")
    func hopeless() {
        var gone = target
        gone.status = nil
        #expect(TargetChecks.all(gone, host: root).map(\.status) == [.fail])
        var zombie = target
        zombie.status = StatusFields("Name:\tx\nState:\tZ (zombie)\n")
        #expect(TargetChecks.all(zombie, host: root).map(\.status) == [.fail])
        var kernel = target
        kernel.isKernelThread = true
        #expect(TargetChecks.all(kernel, host: root).first?.summary.contains("kernel thread") == true)
    }

    @Test("Already traced")
    func traced() {
        var traced = target
        traced.status = StatusFields("Name:\tx\nState:\tt\nTracerPid:\t99\nUid:\t1000\t1000\t1000\t1000\n")
        traced.tracerName = "gdb"
        #expect(failures(traced, root) == ["tracer"])
        #expect(TargetChecks.tracer(traced, Self.status) == nil)
    }

    @Test("Another user's process, and one that is not dumpable")
    func rights() {
        var other = user
        other.user = 1001
        #expect(failures(target, other) == ["user"])
        var closed = target
        closed.procOwner = 0
        #expect(failures(closed, user) == ["dumpable"])
        #expect(failures(closed, root) == [])
        var unreadable = target
        unreadable.mayReadMemory = false
        #expect(failures(unreadable, user) == ["memory"])
    }

    @Test("Architectures by their ELF header")
    func architecture() {
        var foreign = target
        foreign.header = Self.elf(bits: 1, machine: 3)
        #expect(failures(foreign, root) == ["architecture"])
        foreign.header = Self.elf(bits: 2, machine: 183)
        #expect(failures(foreign, root) == ["architecture"])
        foreign.header = []
        #expect(failures(foreign, root) == [])
        #expect(ElfHeader(Array("#!/bin/sh and so on".utf8)) == nil)
        #expect(ElfHeader(Self.elf(bits: 2, machine: 183))?.machine == "aarch64")
    }

    @Test("A replaced executable and other namespaces explain")
    func surroundings() {
        var facts = target
        facts.executable = "/usr/bin/server (deleted)"
        facts.foreignNamespaces = ["pid", "mnt"]
        let findings = TargetChecks.all(facts, host: root).filter { $0.status == .info }
        #expect(findings.map(\.check) == ["executable", "namespaces"])
    }

    @Test("Modules without names come with the package that would help")
    func modules() {
        let modules: [TargetFacts.ModuleFacts] = [
            .init(path: "/usr/bin/server", names: .debugInformation),
            .init(path: "/lib/libz.so.1", names: .none, package: "zlib1g"),
            .init(path: "/lib/libc.so.6", names: .exports, package: "libc6"),
            .init(path: "/opt/own.so", names: .symbols),
        ]
        let findings = ModuleChecks.all(modules)
        #expect(findings.map(\.status) == [.warn, .warn, .info, .info])
        #expect(findings[0].summary == "1 of 4 modules have files and lines, 1 have no names at all")
        #expect(findings[1].remedy == "sudo apt install zlib1g-dbgsym")
        #expect(findings[2].remedy?.contains("libc6-dbg ") == true)
        #expect(findings[3].remedy == nil)
    }

    @Test("What dpkg answers")
    func packages() {
        let owners = DebianPackages.parse([
            "libc6:amd64: /lib/x86_64-linux-gnu/libc.so.6", "diversion by dash from: /bin/sh",
            "a, b:amd64: /usr/share/shared", "nonsense",
        ])
        #expect(owners == ["/lib/x86_64-linux-gnu/libc.so.6": "libc6", "/usr/share/shared": "a"])
    }

    @Test("The text has a line for each finding, its remedy and the verdict")
    func text() throws {
        let sandbox = try Sandbox()
        let run = try GlassRun(["doctor"], in: sandbox, environment: ["GLASS_AGENT": sandbox.file("none")])
        #expect(run.status == 77)
        #expect(run.output.contains("FAIL  agent"))
        #expect(run.output.contains("→ install glass-agent beside glass"))
        #expect(run.output.hasSuffix("Sampling is not possible: see agent.\n"))
    }

    @Test("JSON, with an agent that says its version")
    func json() throws {
        let sandbox = try Sandbox()
        let script = "#!/bin/sh\necho \(GlassVersion.current)\n"
        let agent = try sandbox.write(script, to: "agent", executable: true)
        let run = try GlassRun(["doctor", "--json", "\(getpid())"], in: sandbox, environment: ["GLASS_AGENT": agent])
        let parsed = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
        let findings = try #require(parsed?["findings"] as? [[String: Any]])
        let byCheck = Dictionary(findings.map { ($0["check"] as? String, $0["status"] as? String) }) { first, _ in first
        }
        #expect(byCheck["agent"] == "ok")
        #expect(byCheck["target"] == "ok")
        #expect(parsed?["samplingPossible"] as? Bool == (run.status == 0))
    }
}
