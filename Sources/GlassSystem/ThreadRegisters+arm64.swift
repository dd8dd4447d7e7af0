#if arch(arm64)
    import CGlass
    import GlassModel

    extension ThreadRegisters {
        public var instructionPointer: VirtualAddress { VirtualAddress(UInt64(raw.pc)) }
        public var stackPointer: VirtualAddress { VirtualAddress(UInt64(raw.sp)) }

        /// arm64 has no register that tells a system call's exit apart; the number stands in x8 while the instruction
        /// before the program counter is `svc`, which only the memory can tell. A call that failed with EINTR is
        /// recognised by its result in x0.
        public var isInSystemCall: Bool { systemCallResult == -4 }
        /// Of a system call; its result has taken the place.
        public var firstArgument: UInt64? { nil }
        /// The register in which Swift's asynchronous functions get their context.
        public var asyncContext: UInt64 { UInt64(raw.regs.22) }
        /// Where the thread's own variables are: not among the general registers.
        public var threadPointer: VirtualAddress { VirtualAddress(0) }
        public var systemCallNumber: Int? { isInSystemCall ? Int(exactly: raw.regs.8) : nil }

        public var systemCallResult: Int64 {
            get { Int64(bitPattern: UInt64(raw.regs.0)) }
            set { raw.regs.0 = UInt64(bitPattern: newValue) }
        }
    }
#endif
