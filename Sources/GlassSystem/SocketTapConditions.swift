import Glibc

/// What watching connections depends on, as far as that can be told without trying.
public struct SocketTapConditions: Hashable, Sendable {
    /// As `uname -r` gives it.
    public var kernelRelease: String
    /// Whether the kernel describes its own types (BTF).
    public var hasTypeInformation: Bool
    /// Whether the kernel is locked down so far that BPF may read no memory.
    public var isLockedDown: Bool
    /// Whether processes have the numbers here by which BPF knows them.
    public var isInFirstPIDNamespace: Bool
    /// The effective capabilities, a bit for each as in `/proc/<pid>/status`.
    public var capabilities: UInt64

    public init(
        kernelRelease: String, hasTypeInformation: Bool, isLockedDown: Bool, isInFirstPIDNamespace: Bool,
        capabilities: UInt64
    ) {
        self.kernelRelease = kernelRelease
        self.hasTypeInformation = hasTypeInformation
        self.isLockedDown = isLockedDown
        self.isInFirstPIDNamespace = isInFirstPIDNamespace
        self.capabilities = capabilities
    }

    /// Those of this process.
    public static var current: SocketTapConditions {
        SocketTapConditions(
            kernelRelease: KernelRelease.current?.text ?? "",
            hasTypeInformation: access("/sys/kernel/btf/vmlinux", R_OK) == 0,
            isLockedDown: Rights.isLockedDown, isInFirstPIDNamespace: PIDNamespace.isFirst,
            capabilities: Rights.effective)
    }

    /// The first reason why connections cannot be watched; nil where none can be told beforehand.
    public var obstacle: SocketTapError? {
        guard isInFirstPIDNamespace else { return .inPIDNamespace }
        guard !KernelRelease(text: kernelRelease).isBefore(5, 11) else { return .kernelTooOld(release: kernelRelease) }
        guard hasTypeInformation else { return .noTypeInformation }
        let missing = Rights.missing(in: capabilities)
        guard missing.isEmpty else { return .notPermitted(missing: missing) }
        return isLockedDown ? .lockedDown : nil
    }
}

enum PIDNamespace {
    /// BPF knows processes by their numbers in the first PID namespace, whose own number is fixed (the kernel's
    /// `PROC_PID_INIT_INO`).
    static var isFirst: Bool { (try? ProcFiles.link("/proc/self/ns/pid")) == "pid:[4026531836]" }
}
