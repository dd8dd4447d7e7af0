import GlassModel

/// A thread that CPython knows of: one that has run Python and has not ended.
public struct PythonThread: Hashable, Sendable {
    /// Where its `PyThreadState` stands.
    public let state: VirtualAddress
    /// Where its `PyInterpreterState` stands.
    public let interpreter: VirtualAddress
    /// As the target's own PID namespace numbers it. Before 3.11 Python does not say; with glibc on x86-64, its record
    /// of the thread does.
    public let native: ThreadID?
    /// Where the lock of its interpreter stands.
    public let lock: VirtualAddress?
    /// The `pthread_t`, which with glibc is the thread's FS base.
    public let pthread: UInt64
}

extension PythonRuntime {
    /// More threads, or interpreters, than are believed.
    static let maximumThreads = 65_536
    static let maximumInterpreters = 1024

    /// The threads of all interpreters. A list that cannot be read to its end gives what was read of it.
    public func threads(_ memory: some MemoryReader) -> [PythonThread] {
        var threads: [PythonThread] = []
        var seen: Set<VirtualAddress> = []
        for interpreter in interpreters(memory) {
            let lock = lock(of: interpreter, memory)
            var next = memory.pointer(at: interpreter + layout.interpreter.threadsHead)
            while let state = next, threads.count < Self.maximumThreads, seen.insert(state).inserted,
                let block = memory.block(at: state, count: layout.thread.size),
                block.pointer(layout.thread.interpreter) == interpreter
            {
                threads.append(thread(block, of: interpreter, lock, memory))
                next = block.pointer(layout.thread.next)
            }
        }
        return threads
    }

    private func thread(
        _ block: MemoryBlock, of interpreter: VirtualAddress, _ lock: VirtualAddress?, _ memory: some MemoryReader
    ) -> PythonThread {
        let pthread: UInt64 = block.integer(layout.thread.pthread) ?? 0
        let stated = layout.thread.nativeID.map { block.integer($0, as: UInt64.self).flatMap(Int32.init(exactly:)) }
        let native = stated ?? GlibcThread.number(of: VirtualAddress(pthread), memory)
        return PythonThread(
            state: block.address, interpreter: interpreter,
            native: native.flatMap { $0 > 0 ? ThreadID($0) : nil }, lock: lock, pthread: pthread)
    }

    /// The number of a thread as the C library's record of it says: a program that forks without telling Python leaves it the
    /// number that the thread had in the parent (uwsgi does). None but with glibc on x86-64.
    public func numberInCLibrary(of thread: PythonThread, _ memory: some MemoryReader) -> ThreadID? {
        GlibcThread.number(of: VirtualAddress(thread.pthread), memory).flatMap { $0 > 0 ? ThreadID($0) : nil }
    }

    func interpreters(_ memory: some MemoryReader) -> [VirtualAddress] {
        var interpreters: [VirtualAddress] = []
        var next = memory.pointer(at: address + layout.runtime.interpretersHead)
        while let interpreter = next, interpreters.count < Self.maximumInterpreters, !interpreters.contains(interpreter)
        {
            interpreters.append(interpreter)
            next = memory.pointer(at: interpreter + layout.interpreter.next)
        }
        return interpreters
    }
}

/// glibc's `struct pthread` on x86-64, which has kept its head since 2.4.
private enum GlibcThread {
    /// The thread control block begins with a pointer to itself, and repeats it.
    static let selves = [0, 16]
    static let number = 720

    static func number(of pthread: VirtualAddress, _ memory: some MemoryReader) -> Int32? {
        #if arch(x86_64)
            guard selves.allSatisfy({ memory.pointer(at: pthread + $0) == pthread }) else { return nil }
            return memory.integer(at: pthread + number)
        #else
            return nil
        #endif
    }
}
