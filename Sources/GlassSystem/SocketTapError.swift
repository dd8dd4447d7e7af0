import SystemPackage

/// Why connections cannot be watched, and the way out.
public enum SocketTapError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Capabilities that are missing.
    case notPermitted(missing: [String])
    /// The kernel does not describe its own types, without which the program does not find its way in it.
    case noTypeInformation
    case kernelTooOld(release: String)
    case lockedDown
    /// Anything else that the kernel did not do; `detail` is what libbpf says of it.
    case refused(step: String, errno: Errno, detail: String)

    public var description: String {
        switch self {
        case .notPermitted(let missing) where missing.isEmpty:
            "requests cannot be watched: the kernel refuses BPF in spite of the capabilities for it "
                + "(a container or a security module forbids it?); run glass on the host as root"
        case .notPermitted(let missing):
            "requests cannot be watched: no right to load BPF (missing \(missing.joined(separator: " and "))); "
                + "run glass as root, or give glass-agent the right: setcap cap_bpf,cap_perfmon,cap_sys_ptrace+ep"
        case .noTypeInformation:
            "requests cannot be watched: the kernel has no BTF (/sys/kernel/btf/vmlinux is missing); "
                + "boot one that was built with CONFIG_DEBUG_INFO_BTF, as Debian's are"
        case .kernelTooOld(let release):
            "requests cannot be watched: Linux \(release) is too old; that needs 5.11 or newer"
        case .lockedDown:
            "requests cannot be watched: the kernel is locked down (confidentiality), which forbids BPF to read memory; "
                + "boot with lockdown=integrity or without secure boot"
        case .refused(let step, let errno, let detail):
            "requests cannot be watched: \(step) failed: \(errno)" + (detail.isEmpty ? "" : " (\(detail))")
        }
    }
}
