import GlassModel
import GlassAnalysis

/// What can be said of the machine and the user without a target.
enum HostChecks {
    static func all(_ facts: HostFacts) -> [Finding] {
        [
            kernel(facts), capabilities(facts), yama(facts), seccomp(facts), privileges(facts), perf(facts),
            requests(facts), namespaces(facts), container(facts), agent(facts), space(facts),
        ].compactMap { $0 }
    }

    static func kernel(_ facts: HostFacts) -> Finding {
        let text = "Linux \(facts.kernelRelease) on \(facts.machine)"
        guard ["x86_64", "aarch64"].contains(facts.machine) else {
            return Finding("kernel", .fail, "\(text): glass knows x86_64 and aarch64 only")
        }
        let numbers = facts.kernelRelease.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
        guard numbers.count == 2, (numbers[0], numbers[1]) >= (5, 4) else {
            return Finding(
                "kernel", .warn, "\(text) is older than glass is tested on", remedy: "use Linux 5.4 or newer")
        }
        return Finding("kernel", .ok, text)
    }

    static func capabilities(_ facts: HostFacts) -> Finding {
        let named: [(Capabilities, String)] = [
            (.sysPtrace, "CAP_SYS_PTRACE"), (.perfmon, "CAP_PERFMON"), (.bpf, "CAP_BPF"), (.sysAdmin, "CAP_SYS_ADMIN"),
        ]
        let held = named.filter { facts.capabilities.contains($0.0) }.map(\.1)
        let list = held.isEmpty ? "none that concern profiling" : held.joined(separator: ", ")
        let who = facts.user == 0 ? "root" : "user \(facts.user)"
        guard !facts.mayTraceAnyone else {
            return Finding("capabilities", .ok, "\(who) with \(list): any process may be profiled")
        }
        return Finding(
            "capabilities", .info, "\(who) with \(list): only processes of the same user may be profiled",
            remedy: facts.user == 0
                ? "start the container with --cap-add=SYS_PTRACE to profile other users' processes"
                : "run `sudo glass …` to profile other users' processes")
    }

    /// Yama's `ptrace_scope`, as `Documentation/admin-guide/LSM/Yama.rst` of the kernel defines it.
    static func yama(_ facts: HostFacts) -> Finding {
        let sysctl = "sudo sysctl kernel.yama.ptrace_scope=0"
        switch facts.yamaScope {
        case nil: return Finding("yama", .ok, "the kernel has no Yama: its ptrace_scope forbids nothing")
        case 0: return Finding("yama", .ok, "ptrace_scope is 0: processes of the same user may be profiled")
        case 3:
            return Finding(
                "yama", .fail, "ptrace_scope is 3: nobody may trace anything until the next boot",
                remedy: "set kernel.yama.ptrace_scope=1 in /etc/sysctl.d and reboot")
        case let scope? where facts.mayTraceAnyone:
            return Finding("yama", .ok, "ptrace_scope is \(scope), which does not bind CAP_SYS_PTRACE")
        case 1:
            return Finding(
                "yama", .warn, "ptrace_scope is 1: only what glass itself starts (`glass run`) may be profiled",
                remedy: "run `sudo glass …`, or `\(sysctl)`")
        case let scope?:
            return Finding(
                "yama", .fail, "ptrace_scope is \(scope): only CAP_SYS_PTRACE may trace",
                remedy: "run `sudo glass …`, or `\(sysctl)`")
        }
    }

    static func seccomp(_ facts: HostFacts) -> Finding {
        guard facts.status.seccomp == 2 else { return Finding("seccomp", .ok, "no filter forbids system calls") }
        return Finding(
            "seccomp", .info, "a seccomp filter is at work, as containers have one; it may forbid ptrace",
            remedy: "if attaching fails, start the container with --security-opt seccomp=unconfined")
    }

    static func privileges(_ facts: HostFacts) -> Finding? {
        guard facts.status.noNewPrivileges else { return nil }
        return Finding(
            "no_new_privs", .info, "no_new_privs is set: sudo and file capabilities have no effect here",
            remedy: "start glass from a shell without it")
    }

    static func perf(_ facts: HostFacts) -> Finding {
        guard let level = facts.perfParanoid else {
            return Finding("perf", .info, "the kernel has no perf events; glass does not need them")
        }
        let text = "perf_event_paranoid is \(level)"
        switch facts.perfAccess {
        case .full: return Finding("perf", .ok, "\(text): --engine perf may be used")
        case .userOnly:
            return Finding(
                "perf", .info, "\(text): --engine perf shows no kernel and sees waits less often; --engine ptrace does",
                remedy: "sudo sysctl kernel.perf_event_paranoid=1")
        case .forbidden, .missing:
            let rule =
                level <= 2 ? ", but a filter of system calls forbids perf events" : ": no perf events for this user"
            return Finding(
                "perf", .info, "\(text)\(rule); --engine ptrace does not need them",
                remedy: level <= 2
                    ? "start the container with --security-opt seccomp=unconfined"
                    : "sudo sysctl kernel.perf_event_paranoid=1")
        }
    }

    static func requests(_ facts: HostFacts) -> Finding {
        guard let obstacle = facts.requests.obstacle else { return Finding("requests", .ok, "they can be watched") }
        return Finding("requests", .warn, "they cannot be watched: \(obstacle.cause)", remedy: obstacle.remedy)
    }

    static func namespaces(_ facts: HostFacts) -> Finding? {
        guard !facts.isInitialUserNamespace else { return nil }
        return Finding(
            "namespaces", .info, "glass runs in a user namespace: its capabilities reach no process outside it",
            remedy: "run glass outside the container to profile processes outside it")
    }

    static func container(_ facts: HostFacts) -> Finding? {
        guard !facts.containerHints.isEmpty else { return nil }
        return Finding(
            "container", .info, "this looks like a container (\(facts.containerHints.joined(separator: ", ")))",
            remedy: "processes outside are seen with --pid=host; other users' need --cap-add=SYS_PTRACE")
    }

    static func agent(_ facts: HostFacts) -> Finding {
        let path = facts.agent.path.printable
        guard facts.agent.isExecutable else {
            return Finding(
                "agent", .fail, "there is no agent to run at \(path)",
                remedy: "install glass-agent beside glass, or set GLASS_AGENT to its path")
        }
        guard let version = facts.agent.version else {
            return Finding(
                "agent", .fail, "\(path) does not say its version: it cannot be run, or is no glass-agent",
                remedy: "install glass-agent beside glass, or set GLASS_AGENT to its path")
        }
        guard version == GlassVersion.current else {
            return Finding(
                "agent", .warn, "\(path) is of version \(version.printable), glass of \(GlassVersion.current)",
                remedy: "install both from one build")
        }
        return Finding("agent", .ok, "\(path), version \(version)")
    }

    static func space(_ facts: HostFacts) -> Finding {
        let path = facts.recordings.path.printable
        guard facts.recordings.isWritable else {
            return Finding(
                "recordings", .warn, "recordings cannot be written to \(path)",
                remedy: "name a file with -o, or set XDG_STATE_HOME to a directory of yours")
        }
        guard let free = facts.recordings.freeBytes else { return Finding("recordings", .ok, path) }
        let text = "\(path), \(SizeText.format(free)) free"
        return free < 200_000_000
            ? Finding("recordings", .warn, text, remedy: "`glass recordings prune`, or name a file elsewhere with -o")
            : Finding("recordings", .ok, text)
    }
}
