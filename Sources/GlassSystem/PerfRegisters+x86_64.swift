#if arch(x86_64)
    import CGlass

    /// The general registers in a sample of a perf event, in the kernel's order (arch/x86/include/uapi/asm/perf_regs.h).
    public enum PerfRegisters {
        /// Those that are asked for: ax bx cx dx si di bp sp ip (bits 0–8) and r8–r15 (bits 16–23).
        public static let mask: UInt64 = 0x00FF_01FF
        public static let count = mask.nonzeroBitCount
    }

    extension ThreadRegisters {
        /// From the words of a sample, as many as ``PerfRegisters/count``; nil where they are fewer. They do not say in
        /// which system call the thread is.
        public init?(perf words: UnsafeRawBufferPointer) {
            guard words.count >= PerfRegisters.count * 8 else { return nil }
            let word = { words.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self) }
            self.init()
            raw.rax = word(0)
            raw.rbx = word(1)
            raw.rcx = word(2)
            raw.rdx = word(3)
            raw.rsi = word(4)
            raw.rdi = word(5)
            raw.rbp = word(6)
            raw.rsp = word(7)
            raw.rip = word(8)
            raw.r8 = word(9)
            raw.r9 = word(10)
            raw.r10 = word(11)
            raw.r11 = word(12)
            raw.r12 = word(13)
            raw.r13 = word(14)
            raw.r14 = word(15)
            raw.r15 = word(16)
            raw.orig_rax = .max
        }
    }
#endif
