import CGlass
import Glibc

/// On which CPU a thread runs. It belongs to the thread that made it, and moves that one, within the CPUs that it may use
/// at the start.
public struct CPUPlacement {
    /// The CPU that it was moved to; nil where the kernel chooses.
    public private(set) var cpu: Int?
    /// A bit for each CPU; none where they are more than a `cpu_set_t` has room for.
    private var allowed = cpu_set_t()

    public init() {
        if cglass_get_affinity(&allowed, MemoryLayout<cpu_set_t>.size) != 0 { allowed = cpu_set_t() }
    }

    /// Has the calling thread run on this CPU and on no other from now on. Where it may not, all stays as it was.
    public mutating func move(to cpu: Int) {
        guard cpu != self.cpu, let (byte, bit) = Self.place(of: cpu),
            withUnsafeBytes(of: &allowed, { $0[byte] & bit != 0 })
        else { return }
        var only = cpu_set_t()
        withUnsafeMutableBytes(of: &only) { $0[byte] = bit }
        if cglass_set_affinity(&only, MemoryLayout<cpu_set_t>.size) == 0 { self.cpu = cpu }
    }

    /// Lets the kernel choose again.
    public mutating func leave() {
        _ = cglass_set_affinity(&allowed, MemoryLayout<cpu_set_t>.size)
        cpu = nil
    }

    private static func place(of cpu: Int) -> (byte: Int, bit: UInt8)? {
        guard cpu >= 0, cpu / 8 < MemoryLayout<cpu_set_t>.size else { return nil }
        return (cpu / 8, 1 << UInt8(cpu % 8))
    }
}
