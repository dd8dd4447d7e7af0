import CGlass
import GlassModel
import Glibc
import Synchronization
import SystemPackage

/// The BPF object in the kernel: its programs and its maps.
struct SocketTapLoader: ~Copyable {
    private let object: OpaquePointer
    init() throws(SocketTapError) {
        guard PIDNamespace.isFirst else { throw .inPIDNamespace }
        guard access("/sys/kernel/btf/vmlinux", R_OK) == 0 else { throw .noTypeInformation }
        Chatter.startListening()
        let opened = Self.program.withUnsafeBytes { cglass_bpf_open($0.baseAddress, $0.count) }
        guard let opened else { throw Self.failure("opening the BPF object", errno) }
        var result = cglass_bpf_resize(opened, "scratches", UInt32(clamping: cglass_bpf_cpu_count()))
        if result == 0 { result = cglass_bpf_load(opened) }
        guard result == 0 else {
            cglass_bpf_close(opened)
            throw Self.failure("loading the BPF program", -result)
        }
        object = opened
    }

    deinit { cglass_bpf_close(object) }

    func map(_ name: String) throws(SocketTapError) -> Int32 {
        try Self.found(cglass_bpf_map(object, name), "finding the map \(name)")
    }

    /// Has a program run from now on; until the descriptor is closed.
    func attach(_ program: String) throws(SocketTapError) -> Int32 {
        let loaded = try Self.found(cglass_bpf_program(object, program), "finding the program \(program)")
        return try Self.found(cglass_bpf_attach_tracepoint(loaded), "attaching \(program)")
    }

    private static func found(_ descriptor: Int32, _ step: String) throws(SocketTapError) -> Int32 {
        guard descriptor >= 0 else { throw failure(step, -descriptor) }
        return descriptor
    }

    /// The ELF object, from its digits.
    private static var program: [UInt8] {
        SocketTapProgram.digits.withUTF8Buffer { digits in
            (0..<digits.count / 2).map { value(of: digits[2 * $0]) << 4 | value(of: digits[2 * $0 + 1]) }
        }
    }

    private static func value(of digit: UInt8) -> UInt8 {
        digit < UInt8(ascii: "a") ? digit &- UInt8(ascii: "0") : digit &- UInt8(ascii: "a") &+ 10
    }

    /// What a failed step means for the person who asked for it.
    static func failure(_ step: String, _ code: Int32) -> SocketTapError {
        let errno = Errno(rawValue: code)
        let detail = Chatter.lastLine
        if errno == .notPermitted || errno == .permissionDenied {
            let missing = Rights.missing
            return missing.isEmpty && Rights.isLockedDown ? .lockedDown : .notPermitted(missing: missing)
        }
        if let release = KernelRelease.current, release.isBefore(5, 11) {
            return .kernelTooOld(release: release.text)
        }
        return .refused(step: step, errno: errno, detail: detail)
    }
}

/// What libbpf has to say: it would print it, in the middle of a screen.
private enum Chatter {
    private static let last = Mutex("")

    static var lastLine: String { last.withLock { $0 } }

    static func startListening() {
        last.withLock { $0 = "" }
        cglass_bpf_listen { text in
            guard let text else { return }
            // The verifier's log comes as one text of many lines; the rest are lines by themselves.
            let said = String(cString: text).split(separator: "\n").last { $0.hasPrefix("libbpf: ") }
            guard let said else { return }
            Chatter.last.withLock { $0 = String(said.dropFirst("libbpf: ".count)) }
        }
    }
}

/// What this process may do.
enum Rights {
    private static let needed: [(name: String, bit: Int)] = [("CAP_PERFMON", 38), ("CAP_BPF", 39)]
    private static let administrator = 21

    /// The capabilities that watching connections needs and this process does not have.
    static var missing: [String] { missing(in: effective) }

    static var effective: UInt64 {
        let status = (try? ProcFiles.content(of: "/proc/self/status")) ?? []
        return effective(in: String(decoding: status, as: UTF8.self))
    }

    static func effective(in status: String) -> UInt64 {
        let line = status.split(separator: "\n").first { $0.hasPrefix("CapEff:") }
        let digits = line?.split(separator: "\t").last ?? ""
        return UInt64(digits, radix: 16) ?? 0
    }

    static func missing(in effective: UInt64) -> [String] {
        // CAP_SYS_ADMIN stands for both.
        if effective >> administrator & 1 == 1 { return [] }
        return needed.filter { effective >> $0.bit & 1 == 0 }.map(\.name)
    }

    static var isLockedDown: Bool {
        let state = (try? ProcFiles.content(of: "/sys/kernel/security/lockdown")) ?? []
        return String(decoding: state, as: UTF8.self).contains("[confidentiality]")
    }
}

/// The version of the kernel that runs.
struct KernelRelease {
    let text: String

    static var current: KernelRelease? {
        let content = try? ProcFiles.content(of: "/proc/sys/kernel/osrelease")
        return content.map { KernelRelease(text: String(decoding: $0.prefix { $0 != 10 }, as: UTF8.self)) }
    }

    func isBefore(_ major: Int, _ minor: Int) -> Bool {
        let numbers = text.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
        guard numbers.count == 2 else { return false }
        return (numbers[0], numbers[1]) < (major, minor)
    }
}
