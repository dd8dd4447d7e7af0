#if arch(arm64)
    import CGlass

    /// The general registers in a sample of a perf event, in the kernel's order
    /// (arch/arm64/include/uapi/asm/perf_regs.h).
    public enum PerfRegisters {
        /// Those that are asked for: x0–x29, lr, sp and pc.
        public static let mask: UInt64 = (1 << 33) - 1
        public static let count = mask.nonzeroBitCount
    }

    extension ThreadRegisters {
        /// From the words of a sample, as many as ``PerfRegisters/count``; nil where they are fewer.
        public init?(perf words: UnsafeRawBufferPointer) {
            guard words.count >= PerfRegisters.count * 8 else { return nil }
            self.init()
            // The kernel's registers of a thread begin with the same words: x0–x30, sp, pc.
            withUnsafeMutableBytes(of: &raw) {
                $0.copyMemory(from: .init(rebasing: words[..<(PerfRegisters.count * 8)]))
            }
        }
    }
#endif
