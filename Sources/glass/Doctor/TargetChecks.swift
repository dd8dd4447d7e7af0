import GlassModel

/// What can be said of one target. The first findings decide: a process that is gone has no modules to speak of.
enum TargetChecks {
    static func all(_ target: TargetFacts, host: HostFacts) -> [Finding] {
        guard let status = target.status else { return [missing(target)] }
        if let finding = cannotBeSampled(target, status) { return [finding] }
        return [
            exists(target, status), tracer(target, status), user(target, status, host), dumpable(target, status, host),
            yama(host), architecture(target, host), executable(target), namespaces(target), memory(target),
        ].compactMap { $0 } + PythonChecks.all(target.modules) + ModuleChecks.all(target.modules)
    }

    static func missing(_ target: TargetFacts) -> Finding {
        Finding(
            "target", .fail, "there is no process \(target.process)", remedy: "look for it: ps -e, or glass attach NAME"
        )
    }

    static func exists(_ target: TargetFacts, _ status: StatusFields) -> Finding {
        Finding("target", .ok, "process \(target.process) is \(status.name.printable)")
    }

    /// What has no stack to sample at all.
    static func cannotBeSampled(_ target: TargetFacts, _ status: StatusFields) -> Finding? {
        let name = "process \(target.process) (\(status.name.printable))"
        if status.state == "Z" || status.state == "X" {
            return Finding(
                "target", .fail, "\(name) has ended and waits for its parent to take notice (a zombie)",
                remedy: "nothing is left to profile; look at its parent")
        }
        guard target.isKernelThread else { return nil }
        return Finding(
            "target", .fail, "\(name) is a kernel thread; glass profiles processes only",
            remedy: "use perf to look at the kernel")
    }

    static func tracer(_ target: TargetFacts, _ status: StatusFields) -> Finding? {
        guard let tracer = status.tracer, tracer != 0 else { return nil }
        return Finding(
            "tracer", .fail, "it is traced already, by process \(tracer) (\(target.tracerName.printable))",
            remedy: "end that debugger, strace or glass first: a process has one tracer at a time")
    }

    static func user(_ target: TargetFacts, _ status: StatusFields, _ host: HostFacts) -> Finding {
        let users = Set(status.users.prefix(3))
        if users == [host.user] { return Finding("user", .ok, "it runs as the same user as glass") }
        let list = users.sorted().map(String.init).joined(separator: ", ")
        guard host.mayTraceAnyone else {
            return Finding(
                "user", .fail, "it runs as user \(list), glass as \(host.user)",
                remedy: "run `sudo glass …`, or glass as that user")
        }
        return Finding("user", .ok, "it runs as user \(list); CAP_SYS_PTRACE permits that")
    }

    /// A process that gave up or gained rights is not dumpable: the kernel then lets only CAP_SYS_PTRACE near it.
    static func dumpable(_ target: TargetFacts, _ status: StatusFields, _ host: HostFacts) -> Finding? {
        guard let effective = status.users.dropFirst().first, effective != 0, target.procOwner == 0 else { return nil }
        return host.mayTraceAnyone
            ? Finding("dumpable", .ok, "it is not dumpable; CAP_SYS_PTRACE permits that")
            : Finding(
                "dumpable", .fail, "it is not dumpable (it changed its rights, or asked for that)",
                remedy: "run `sudo glass …`")
    }

    /// With a target, what is a warning in general decides: glass did not start it.
    static func yama(_ host: HostFacts) -> Finding? {
        guard host.yamaScope == 1, !host.mayTraceAnyone else { return nil }
        return Finding(
            "yama", .fail, "ptrace_scope is 1 and the process was not started by glass",
            remedy: "run `sudo glass …`, or `sudo sysctl kernel.yama.ptrace_scope=0`")
    }

    static func architecture(_ target: TargetFacts, _ host: HostFacts) -> Finding? {
        guard let machine = ElfHeader(target.header)?.machine else { return nil }
        guard machine == host.machine else {
            return Finding(
                "architecture", .fail, "it is a program for \(machine), glass for \(host.machine)",
                remedy: "glass profiles 64-bit programs of its own architecture")
        }
        return Finding("architecture", .ok, machine)
    }

    static func executable(_ target: TargetFacts) -> Finding? {
        guard let path = target.executable, path.hasSuffix(" (deleted)") else { return nil }
        return Finding(
            "executable", .info, "its executable was deleted or replaced; glass reads the one that runs",
            remedy: "restart the service to run the new one")
    }

    static func namespaces(_ target: TargetFacts) -> Finding? {
        guard !target.foreignNamespaces.isEmpty else { return nil }
        let list = target.foreignNamespaces.joined(separator: ", ")
        return Finding("namespaces", .info, "it is in other namespaces (\(list)); its files are read through /proc")
    }

    static func memory(_ target: TargetFacts) -> Finding? {
        guard !target.mayReadMemory else { return nil }
        return Finding(
            "memory", .fail, "the kernel does not let glass read its memory",
            remedy: "run `sudo glass …`; in a container, add --cap-add=SYS_PTRACE")
    }
}

/// The few fields of an ELF header that tell what a program runs on.
struct ElfHeader {
    /// As `uname -m` would say: `x86_64`, `aarch64`; otherwise a description.
    let machine: String

    init?(_ bytes: [UInt8]) {
        guard bytes.count >= 20, bytes[0..<4] == [0x7F, 0x45, 0x4C, 0x46] else { return nil }
        let number = UInt16(bytes[18]) | UInt16(bytes[19]) << 8
        switch (bytes[4], number) {
        case (2, 62): machine = "x86_64"
        case (2, 183): machine = "aarch64"
        case (1, 62): machine = "x32"
        case (1, 3): machine = "i386 (32-bit)"
        case (1, 40): machine = "arm (32-bit)"
        default: machine = "machine \(number)\(bytes[4] == 1 ? " (32-bit)" : "")"
        }
    }
}
