import Glibc

/// What `setcap` gave a program.
enum FileCapabilities {
    /// Whoever has `setcap` has `getcap`.
    private static let programs = ["/usr/sbin/getcap", "/sbin/getcap", "/usr/bin/getcap"]

    /// The capabilities that the program begins with, whoever starts it.
    static func effective(of path: String) -> Capabilities {
        guard let program = programs.first(where: { access($0, X_OK) == 0 }) else { return [] }
        let line = ProgramOutput.lines(program, [path])?.first { $0.hasPrefix(path) }
        return line.map { effective(in: $0.dropFirst(path.count)) } ?? []
    }

    /// From ` cap_bpf,cap_perfmon=ep`, or ` = cap_bpf,cap_perfmon+ep` as older versions say it. What a program must ask
    /// for itself (`=p`) does not count: glass-agent does not ask.
    static func effective(in text: Substring) -> Capabilities {
        let clauses = text.split { $0 == " " }.map { $0.split { "=+".contains($0) } }
        let given = clauses.filter { $0.count == 2 && $0[1].contains("e") && $0[1].contains("p") }
        let names = given.flatMap { $0[0].split(separator: ",") }
        return Capabilities(names.compactMap { Capabilities.named[String($0)] })
    }
}

extension Capabilities {
    /// Those that concern glass, as `setcap` names them.
    fileprivate static let named: [String: Capabilities] = [
        "cap_sys_ptrace": .sysPtrace, "cap_sys_admin": .sysAdmin, "cap_perfmon": .perfmon, "cap_bpf": .bpf,
    ]
}
