import GlassModel

/// A thread's general registers at one moment, numbered as DWARF numbers them for the architecture. Not every value
/// need be known: of a thread that waits in a system call, and is not stopped, the kernel tells only the instruction
/// and the stack pointer.
public struct RegisterSet: Sendable {
    public let architecture: Architecture
    private var values: InlineArray<33, UInt64>
    /// Bit n is set where register n is known.
    public private(set) var known: UInt64

    /// A set in which nothing is known.
    public init(architecture: Architecture) {
        self.architecture = architecture
        values = InlineArray(repeating: 0)
        known = 0
    }

    /// What the kernel tells of a thread that waits in a system call.
    public init(architecture: Architecture, instructionPointer: VirtualAddress, stackPointer: VirtualAddress) {
        self.init(architecture: architecture)
        self.instructionPointer = instructionPointer
        self.stackPointer = stackPointer
    }

    /// The value of a register by its DWARF number; none where it is unknown or there is no such register.
    public subscript(dwarf number: Int) -> UInt64? {
        get {
            guard architecture.registerNumbers.contains(number), known & (1 << UInt64(number)) != 0 else { return nil }
            return values[number]
        }
        set {
            guard architecture.registerNumbers.contains(number) else { return }
            values[number] = newValue ?? 0
            let bit: UInt64 = 1 << UInt64(number)
            known = newValue == nil ? known & ~bit : known | bit
        }
    }

    /// Zero where it is unknown.
    public var instructionPointer: VirtualAddress {
        get { VirtualAddress(self[dwarf: architecture.instructionPointerNumber] ?? 0) }
        set { self[dwarf: architecture.instructionPointerNumber] = newValue.rawValue }
    }

    /// Zero where it is unknown.
    public var stackPointer: VirtualAddress {
        get { VirtualAddress(self[dwarf: architecture.stackPointerNumber] ?? 0) }
        set { self[dwarf: architecture.stackPointerNumber] = newValue.rawValue }
    }

    /// It stands at the first instruction behind a system call. The processor leaves that one's address in `rcx` (AMD64
    /// Architecture Programmer's Manual, volume 3, SYSCALL); on arm64 nothing tells.
    public var isBehindSystemCall: Bool {
        architecture == .x86_64 && self[dwarf: 2] == instructionPointer.rawValue
    }

    public var framePointer: VirtualAddress? {
        get { self[dwarf: architecture.framePointerNumber].map(VirtualAddress.init(_:)) }
        set { self[dwarf: architecture.framePointerNumber] = newValue?.rawValue }
    }

    /// Reads the registers from what `PTRACE_GETREGSET` with `NT_PRSTATUS` gives for `architecture`; none where the
    /// bytes are too few.
    public init?(architecture: Architecture, generalRegisters bytes: UnsafeRawBufferPointer) {
        self.init(architecture: architecture)
        for (number, word) in architecture.generalRegisterWords.enumerated() {
            let offset = word * 8
            guard offset + 8 <= bytes.count else { return nil }
            self[dwarf: number] = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        }
    }
}

extension Architecture {
    var registerNumbers: Range<Int> { 0..<(instructionPointerNumber + 1) }

    var instructionPointerNumber: Int {
        switch self {
        case .x86_64: X86_64Registers.instructionPointer
        case .arm64: ARM64Registers.instructionPointer
        }
    }

    var stackPointerNumber: Int {
        switch self {
        case .x86_64: X86_64Registers.stackPointer
        case .arm64: ARM64Registers.stackPointer
        }
    }

    var framePointerNumber: Int {
        switch self {
        case .x86_64: X86_64Registers.framePointer
        case .arm64: ARM64Registers.framePointer
        }
    }

    /// For each DWARF register in order, which 64-bit word of the kernel's `NT_PRSTATUS` holds it.
    var generalRegisterWords: [Int] {
        switch self {
        case .x86_64: X86_64Registers.generalRegisterWords
        case .arm64: ARM64Registers.generalRegisterWords
        }
    }

    /// For each DWARF register in order, where a signal frame holds it.
    var signalContextOffsets: [Int] {
        switch self {
        case .x86_64: X86_64Registers.signalContextOffsets
        case .arm64: ARM64Registers.signalContextOffsets
        }
    }

    /// The machine code of `rt_sigreturn` trampolines, to which a signal handler returns.
    var signalTrampolines: [[UInt8]] {
        switch self {
        case .x86_64: X86_64Registers.signalTrampolines
        case .arm64: ARM64Registers.signalTrampolines
        }
    }

    /// Machine code before which the stack is as the call left it, with the return address on top.
    var codeWithBareStack: [[UInt8]] {
        switch self {
        case .x86_64: X86_64Registers.codeWithBareStack
        case .arm64: ARM64Registers.codeWithBareStack
        }
    }
}
