import GlassModel

/// Bytes that were copied from a stack of the target, from ``Architecture/redZone`` bytes below the stack pointer on.
public struct StackRegion {
    public let base: VirtualAddress
    public let bytes: UnsafeRawBufferPointer
    /// Where the mapping that the bytes lie in ends. An address between the bytes' end and here could have been copied
    /// too: an unwind that misses it ends with `.copyTooSmall` instead of `.unreadable`.
    public let limit: VirtualAddress

    public init(base: VirtualAddress, bytes: UnsafeRawBufferPointer, limit: VirtualAddress) {
        self.base = base
        self.bytes = bytes
        self.limit = limit
    }

    /// The first address after the bytes.
    public var end: VirtualAddress { VirtualAddress(base.rawValue &+ UInt64(bytes.count)) }

    /// The 64-bit word at `address`, if all of it was copied.
    @inline(__always)
    func word(at address: VirtualAddress) -> UInt64? {
        let offset = address.rawValue &- base.rawValue
        guard offset < UInt64(bytes.count), bytes.count - Int(offset) >= 8 else { return nil }
        return bytes.loadUnaligned(fromByteOffset: Int(offset), as: UInt64.self)
    }

    func couldHold(_ address: VirtualAddress) -> Bool { base <= address && address < limit }
}

/// A thread's registers and the top of its stack, copied at one moment. It borrows the bytes: it must not outlive the
/// buffers that they stand in.
public struct StackSnapshot {
    public var registers: RegisterSet
    /// The stack that the stack pointer points into.
    public var stack: StackRegion
    /// A second stack: the one that a signal handler on its own stack has interrupted.
    public var interruptedStack: StackRegion?
    /// Of a thread that does a runtime's work on a stack of its own: what its registers were where it left the stack that
    /// it works for, which is the second one.
    public var formerRegisters: RegisterSet?

    public init(registers: RegisterSet, stack: StackRegion, interruptedStack: StackRegion? = nil) {
        self.registers = registers
        self.stack = stack
        self.interruptedStack = interruptedStack
    }

    @inline(__always)
    func word(at address: VirtualAddress) -> UInt64? {
        stack.word(at: address) ?? interruptedStack?.word(at: address)
    }

    func contains(_ address: VirtualAddress) -> Bool { word(at: address) != nil }

    /// Whether `address` is on a stack that was copied, but beyond what was copied of it.
    func couldHold(_ address: VirtualAddress) -> Bool {
        stack.couldHold(address) || interruptedStack?.couldHold(address) == true
    }
}
