#if arch(x86_64)
    import CGlass
    import GlassModel

    extension ThreadRegisters {
        public var instructionPointer: VirtualAddress { VirtualAddress(raw.rip) }
        public var stackPointer: VirtualAddress { VirtualAddress(raw.rsp) }

        /// The thread stopped on its way out of a system call; the kernel marks any other entry as -1.
        public var isInSystemCall: Bool { Int64(bitPattern: raw.orig_rax) >= 0 }
        /// Of a system call; nil where the kernel does not keep it.
        public var firstArgument: UInt64? { raw.rdi }
        /// The register in which Swift's asynchronous functions get their context.
        public var asyncContext: UInt64 { raw.r14 }
        /// Where the thread's own variables are.
        public var threadPointer: VirtualAddress { VirtualAddress(raw.fs_base) }
        public var systemCallNumber: Int? { isInSystemCall ? Int(exactly: raw.orig_rax) : nil }

        public var systemCallResult: Int64 {
            get { Int64(bitPattern: raw.rax) }
            set { raw.rax = UInt64(bitPattern: newValue) }
        }
    }
#endif
