import GlassModel

/// The lock of an interpreter (GIL): `struct _gil_runtime_state`, whose head is the same from 3.8 on.
enum InterpreterLock {
    /// The last holder, and 32 bits that say whether it still does.
    private static let holder = 8
    private static let isHeld = 16
    private static let headSize = 12
    /// All of it, and no more than its runtime's neighbours: two condition variables and two mutexes behind the head.
    static let size: UInt64 = 208

    /// What tells who holds the lock at `address`.
    static func head(of address: VirtualAddress) -> MemoryRegion {
        MemoryRegion(address: address + holder, count: headSize)
    }

    /// The state of the thread that holds the lock at `address`, if one does.
    static func holder(of address: VirtualAddress, _ memory: some MemoryReader) -> VirtualAddress? {
        guard memory.integer(at: address + isHeld, as: Int32.self) == 1 else { return nil }
        return memory.pointer(at: address + holder)
    }

    /// Whether the thread of this state does; nil where that cannot be read.
    static func isHeld(
        by state: VirtualAddress, at address: VirtualAddress, _ memory: some MemoryReader
    ) -> Bool? {
        guard let isHeld: Int32 = memory.integer(at: address + isHeld),
            let holder: UInt64 = memory.integer(at: address + holder)
        else { return nil }
        return isHeld == 1 && holder == state.rawValue
    }
}

extension PythonThread {
    /// Whether a thread that waits for what stands at `address` waits for the interpreter lock.
    public func isLock(at address: UInt64) -> Bool {
        guard let lock else { return false }
        return address &- lock.rawValue < InterpreterLock.size
    }
}

extension PythonRuntime {
    /// Where the lock of an interpreter stands.
    func lock(of interpreter: VirtualAddress, _ memory: some MemoryReader) -> VirtualAddress? {
        if let offset = layout.runtime.lock { return address + offset }
        return layout.interpreter.lockPointer.flatMap { memory.pointer(at: interpreter + $0) }
    }

    /// The state of the thread that holds the interpreter lock now, if one does.
    public func lockHolder(in interpreter: VirtualAddress, _ memory: some MemoryReader) -> VirtualAddress? {
        lock(of: interpreter, memory).flatMap { InterpreterLock.holder(of: $0, memory) }
    }
}
