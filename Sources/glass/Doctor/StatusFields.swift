/// The fields of `/proc/<pid>/status`, by name: only what the doctor asks for is parsed further.
struct StatusFields: Sendable, Equatable {
    private let values: [Substring: Substring]

    init(_ text: String) {
        var values: [Substring: Substring] = [:]
        for line in text.split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == "\t" || $0 == " " }
            values[line[..<colon]] = value
        }
        self.values = values
    }

    var name: String { values["Name"].map(String.init) ?? "" }
    /// The state's letter: `R`, `S`, `Z`.
    var state: Character? { values["State"]?.first }
    var tracer: Int32? { integer("TracerPid") }
    var seccomp: Int32? { integer("Seccomp") }
    var noNewPrivileges: Bool { integer("NoNewPrivs") == 1 }
    /// Real, effective, saved and file-system user.
    var users: [UInt32] { (values["Uid"] ?? "").split { $0 == "\t" || $0 == " " }.compactMap { UInt32($0) } }
    var effectiveCapabilities: Capabilities { capabilities("CapEff") }
    var permittedCapabilities: Capabilities { capabilities("CapPrm") }
    /// No memory of its own: a kernel thread (or a process that is just ending).
    var hasNoMemory: Bool { values["VmSize"] == nil }

    private func integer(_ name: Substring) -> Int32? { values[name].flatMap { Int32($0) } }

    private func capabilities(_ name: Substring) -> Capabilities {
        Capabilities(rawValue: values[name].flatMap { UInt64($0, radix: 16) } ?? 0)
    }
}

/// A set of capabilities, numbered as in `linux/capability.h`.
struct Capabilities: OptionSet, Sendable {
    let rawValue: UInt64

    static let sysPtrace = Capabilities(rawValue: 1 << 19)
    static let sysAdmin = Capabilities(rawValue: 1 << 21)
    static let perfmon = Capabilities(rawValue: 1 << 38)
    static let bpf = Capabilities(rawValue: 1 << 39)
}
