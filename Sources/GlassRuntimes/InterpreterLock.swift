import GlassModel

/// The lock of an interpreter (GIL): `struct _gil_runtime_state`, whose head is the same from 3.8 on.
enum InterpreterLock {
    /// The last holder, and 32 bits that say whether it still does.
    static let holder = 8
    static let isHeld = 16
    /// From `holder` to the end of `isHeld`.
    static let headSize = 12
    /// All of it, and no more than its runtime's neighbours: two condition variables and two mutexes behind the head.
    static let size: UInt64 = 208

    /// The state of the thread that holds it, from a block that begins at `holder`.
    static func holder(in block: MemoryBlock) -> VirtualAddress? {
        guard block.integer(isHeld - holder, as: Int32.self) == 1 else { return nil }
        return block.pointer(0)
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
        lock(of: interpreter, memory).flatMap {
            memory.block(at: $0 + InterpreterLock.holder, count: InterpreterLock.headSize)
        }.flatMap(InterpreterLock.holder(in:))
    }
}
