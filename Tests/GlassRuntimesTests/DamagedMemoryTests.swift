import GlassModel
import GlassTestSupport
import Testing

@testable import GlassRuntimes

/// Memory that is not what it should be gives an end that says so, in bounded time, and never a trap.
@Suite struct DamagedMemoryTests {
    /// Reads all that can be read, and gives how the stacks ended.
    @discardableResult
    private func readAll(_ runtime: PythonRuntime, _ memory: PagedMemory) -> [PythonStackEnd: Int] {
        var reader = PythonStackReader(runtime)
        for loop in runtime.runningLoops(memory) {
            if let task = task(of: loop, memory) { _ = reader.awaitChain(from: task, memory) }
        }
        for thread in runtime.threads(memory) {
            let capture = reader.capture(thread, memory)
            _ = runtime.locals(capture, memory)
            _ = reader.stack(capture, memory)
            _ = runtime.lockHolder(in: thread.interpreter, memory)
        }
        return reader.ends
    }

    private func task(of loop: RunningLoop, _ memory: PagedMemory) -> VirtualAddress? {
        switch loop.task {
        case .pointer(let address): return memory.pointer(at: address)
        case .dictionary(let dictionary, let layout):
            let tasks = TaskReader(loop, layout)
            guard let object = memory.block(at: dictionary, count: tasks.dictionaryByteCount),
                let keys = object.pointer(layout.keysOffset),
                let block = memory.block(at: keys, count: TaskReader.usualKeysByteCount)
            else { return nil }
            let reading = object.bytes.withUnsafeBytes { object in
                block.bytes.withUnsafeBytes { tasks.read(dictionary: object, keys: $0, at: keys) }
            }
            return if case .task(let task) = reading { task } else { nil }
        }
    }

    @Test("Bits that flip anywhere in what is read", arguments: Interpreter.all(8...14))
    func flippedBits(_ interpreter: Interpreter) throws {
        let script = interpreter.version < PythonVersion(3, 11) ? "stacks" : "awaits"
        let program = try RunningPython(interpreter, script)
        let runtime = try program.runtime()
        let images = try program.images()
        let whole = PagedMemory(of: program)
        #expect(Set(readAll(runtime, whole).keys) == [.root])
        var generator = SeededGenerator(seed: 11)
        var ends: [PythonStackEnd: Int] = [:]
        for round in 0..<40 {
            let damaged = PagedMemory(copying: whole)
            damaged.damage([1, 8, 64, 512][round % 4], &generator)
            _ = try? PythonRuntime.find(in: images, memory: damaged, threads: program.threads)
            ends.merge(readAll(runtime, damaged)) { $0 + $1 }
            #expect(damaged.readCount < 500_000)
        }
        #expect(ends.keys.contains { $0 != .root }, "the damage did none")
    }

    /// The chain of the deepest stack of a program, and memory in which it can be changed.
    private func deepest(_ interpreter: Interpreter) throws -> (
        PythonRuntime, PythonThread, [VirtualAddress], PagedMemory
    ) {
        let program = try RunningPython(interpreter, "stacks")
        let runtime = try program.runtime()
        let memory = PagedMemory(of: program)
        var reader = PythonStackReader(runtime)
        let chains = runtime.threads(memory).map { thread in
            (thread, reader.capture(thread, memory).chain.calls.flatMap(\.frames).map(\.address))
        }
        _ = readAll(runtime, memory)
        let (thread, frames) = try #require(chains.max { $0.1.count < $1.1.count })
        return (runtime, thread, frames, PagedMemory(copying: memory))
    }

    @Test("A frame that leads back inwards is a cycle", arguments: Interpreter.all(8...14))
    func cycle(_ interpreter: Interpreter) throws {
        let (runtime, thread, frames, memory) = try deepest(interpreter)
        #expect(frames.count > 400)
        memory.write(frames[3].rawValue, at: frames[300] + runtime.layout.frame.previous)
        var reader = PythonStackReader(runtime)
        let stack = reader.stack(reader.capture(thread, memory), memory)
        #expect(stack.end == .cycle)
        #expect(reader.ends == [.cycle: 1])
    }

    @Test("A frame without a code object ends the stack", arguments: Interpreter.all(8...14))
    func noCode(_ interpreter: Interpreter) throws {
        let (runtime, thread, frames, memory) = try deepest(interpreter)
        memory.write(runtime.address.rawValue, at: frames[100] + runtime.layout.frame.code)
        var reader = PythonStackReader(runtime)
        let stack = reader.stack(reader.capture(thread, memory), memory)
        #expect(stack.end == .garbage)
        #expect(stack.frames.count == 100)
    }

    @Test("A code object that becomes another counts for later captures alone", arguments: Interpreter.all(11...14))
    func replacedCode(_ interpreter: Interpreter) throws {
        let (runtime, thread, frames, memory) = try deepest(interpreter)
        var reader = PythonStackReader(runtime)
        let capture = reader.capture(thread, memory)
        let before = reader.stack(capture, memory)
        let layout = runtime.layout
        let name = layout.code.qualifiedName ?? layout.code.name
        let codes = try [0, 5].map { try #require(memory.pointer(at: frames[$0] + layout.frame.code)) }
        memory.write(try #require(memory.integer(at: codes[0] + name)), at: codes[1] + name)
        #expect(reader.stack(capture, memory) == before)
        // The names were copied with the frames; what the code was part of can no longer be asked.
        var newcomer = PythonStackReader(runtime)
        let copied = newcomer.stack(capture, memory)
        #expect(copied.end == .root)
        #expect(copied.frames.map(\.function.qualifiedName) == before.frames.map(\.function.qualifiedName))
        #expect(copied.frames.map(\.line) == before.frames.map(\.line))
        #expect(copied.frames[5].function.module == nil && copied.frames[0].function.module == "__main__")
        let after = reader.stack(reader.capture(thread, memory), memory)
        #expect(after.frames[5].function.qualifiedName == before.frames[0].function.qualifiedName)
        #expect(after.frames[5] != before.frames[5])
        #expect(after.frames[0] == before.frames[0])
        #expect(reader.codeCounts.replaced == 1)
    }

    @Test("An interpreter that has not begun, or has no threads any more", arguments: Interpreter.all(8...14))
    func notRunning(_ interpreter: Interpreter) throws {
        let program = try RunningPython(interpreter, "stacks")
        let runtime = try program.runtime()
        let images = try program.images()
        let memory = PagedMemory(of: program)
        let head = runtime.address + runtime.layout.runtime.interpretersHead
        let thread = try #require(memory.pointer(at: head)) + runtime.layout.interpreter.threadsHead
        memory.write(0, at: thread)
        #expect(throws: PythonRuntimeError.unexpectedLayout(runtime.version, path: runtime.path, .threadList)) {
            try PythonRuntime.find(in: images, memory: memory)
        }
        memory.write(runtime.address.rawValue, at: thread)
        #expect(throws: PythonRuntimeError.unexpectedLayout(runtime.version, path: runtime.path, .interpreterOfThread))
        {
            try PythonRuntime.find(in: images, memory: memory)
        }
        memory.write(0, at: head)
        #expect(throws: PythonRuntimeError.notRunning(runtime.version, path: runtime.path)) {
            try PythonRuntime.find(in: images, memory: memory)
        }
        #expect(runtime.threads(memory).isEmpty)
    }
}
