import GlassModel
import GlassRuntimes
import GlassTestSupport
import Testing

/// The current task as it is read from outside, against what the program itself says.
@Suite struct CurrentTaskTests {
    struct Setting: CustomStringConvertible, Sendable {
        let interpreter: Interpreter
        let loop: String
        var description: String { "\(loop) on \(interpreter)" }

        static let all = Interpreter.all(11...14).flatMap { interpreter in
            let loops = interpreter.hasUvloop ? ["asyncio", "uvloop"] : ["asyncio"]
            return loops.map { Setting(interpreter: interpreter, loop: $0) }
        }
    }

    /// What the program says of one thread.
    struct Truth {
        let thread: ThreadID
        let loop: VirtualAddress?
        let task: VirtualAddress?

        init(_ line: String) throws {
            let numbers = line.split(separator: " ").compactMap { UInt64($0) }
            try #require(numbers.count == 3, "\(line)")
            thread = ThreadID(Int32(numbers[0]))
            loop = numbers[1] == 0 ? nil : VirtualAddress(numbers[1])
            task = numbers[2] == 0 ? nil : VirtualAddress(numbers[2])
        }
    }

    @Test("Threads that stand in tasks of their own loops, between tasks, and without a loop", arguments: Setting.all)
    func blockedThreads(_ setting: Setting) throws {
        let loops = 20
        let program = try RunningPython(setting.interpreter, "tasks", ["blocked", setting.loop, String(loops)])
        let truths = try program.lines.map(Truth.init)
        let found = try program.runtime().runningLoops(program)
        #expect(truths.filter { $0.task != nil }.count == loops)
        #expect(Set(found.map(\.thread)) == Set(truths.filter { $0.loop != nil }.map(\.thread)))
        for truth in truths {
            guard let loop = found.first(where: { $0.thread == truth.thread }) else { continue }
            #expect(loop.loop == truth.loop)
            var keys = MemoryBlock(address: VirtualAddress(0), bytes: [])
            #expect(try currentTask(of: loop, in: program, keys: &keys) == truth.task)
        }
    }

    @Test("A loop that goes on from task to task, so that the dict's keys move", arguments: Setting.all)
    func steppingLoop(_ setting: Setting) throws {
        let program = try RunningPython(setting.interpreter, "tasks", ["stepping", setting.loop])
        let runtime = try program.runtime()
        var keys = MemoryBlock(address: VirtualAddress(0), bytes: [])
        var keysAddresses: Set<VirtualAddress> = []
        var tasks: Set<VirtualAddress> = []
        var known: RunningLoop?
        for _ in 0..<60 {
            let truth = try Truth(program.nextLine())
            let loop = try #require(known ?? runtime.runningLoops(program).first)
            known = loop
            let task = try currentTask(of: loop, in: program, keys: &keys)
            #expect(task == truth.task)
            keysAddresses.insert(keys.address)
            task.map { _ = tasks.insert($0) }
            program.goOn()
        }
        #expect(tasks.count == 3)
        #expect(
            keysAddresses.count > 1 || setting.interpreter.version.minor > 13,
            "the keys never moved, so that this tested nothing")
    }

    /// Reads as the sampler does: both blocks at once, and a second time where the keys have moved.
    private func currentTask(
        of loop: RunningLoop, in program: RunningPython, keys: inout MemoryBlock
    ) throws -> VirtualAddress? {
        guard case .dictionary(let tasks, let layout) = loop.task else {
            guard case .pointer(let place) = loop.task else { return nil }
            return try program.copy(place, 8).bytes.withUnsafeBytes {
                VirtualAddress(pointer: $0.load(as: UInt64.self))
            }
        }
        let reader = TaskReader(loop, layout)
        let dictionary = try program.copy(tasks, reader.dictionaryByteCount)
        keys = try program.copy(keys.address, keys.bytes.count)
        for _ in 0..<3 {
            let reading = dictionary.bytes.withUnsafeBytes { dictionary in
                keys.bytes.withUnsafeBytes { reader.read(dictionary: dictionary, keys: $0, at: keys.address) }
            }
            switch reading {
            case .task(let task): return task
            case .none: return nil
            case .needsKeys(let address, let count): keys = try program.copy(address, count)
            case .invalid: throw TestFailure("what was copied is no dict")
            }
        }
        throw TestFailure("the keys were asked for more than twice")
    }
}
