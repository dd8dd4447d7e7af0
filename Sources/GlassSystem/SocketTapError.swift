import SystemPackage

/// Why connections cannot be watched, and the way out.
public enum SocketTapError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Capabilities that are missing.
    case notPermitted(missing: [String])
    /// The kernel does not describe its own types, without which the program does not find its way in it.
    case noTypeInformation
    case kernelTooOld(release: String)
    case lockedDown
    /// Processes have other numbers here than those by which BPF knows them.
    case inPIDNamespace
    /// Anything else that the kernel did not do; `detail` is what libbpf says of it.
    case refused(step: String, errno: Errno, detail: String)

    public var description: String {
        "requests cannot be watched: \(cause)" + (remedy.map { "; \($0)" } ?? "")
    }

    public var cause: String {
        switch self {
        case .notPermitted(let missing) where missing.isEmpty:
            "the kernel refuses BPF in spite of the capabilities for it (a container or a security module forbids it?)"
        case .notPermitted(let missing): "no right to load BPF (missing \(missing.joined(separator: " and ")))"
        case .noTypeInformation: "the kernel has no BTF (/sys/kernel/btf/vmlinux is missing)"
        case .kernelTooOld(let release): "Linux \(release) is too old; that needs 5.11 or newer"
        case .lockedDown: "the kernel is locked down (confidentiality), which forbids BPF to read memory"
        case .inPIDNamespace: "glass runs in a PID namespace of its own, as containers have it"
        case .refused(let step, let errno, let detail):
            "\(step) failed: \(errno)" + (detail.isEmpty ? "" : " (\(detail))")
        }
    }

    /// What to do about it, where that is known.
    public var remedy: String? {
        switch self {
        case .notPermitted(let missing) where missing.isEmpty: "run glass on the host as root"
        case .notPermitted:
            "run glass as root, or give glass-agent the right: setcap cap_bpf,cap_perfmon,cap_sys_ptrace+ep"
        case .noTypeInformation: "boot one that was built with CONFIG_DEBUG_INFO_BTF, as Debian's are"
        case .kernelTooOld, .refused: nil
        case .lockedDown: "boot with lockdown=integrity or without secure boot"
        case .inPIDNamespace: "run glass on the host, with the process's number there"
        }
    }
}
