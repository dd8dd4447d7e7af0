import GlassModel
import GlassRuntimes
import GlassTestSupport
import Testing

@Suite struct PythonRuntimeTests {
    @Test("An interpreter is found with its symbols and without", arguments: Interpreter.all(8...14))
    func find(_ interpreter: Interpreter) throws {
        let program = try RunningPython(interpreter, "stacks")
        let runtime = try program.runtime()
        #expect(runtime.version.series == interpreter.version.series)
        #expect(runtime.path.contains("python"))
        // Before 3.11 the version stands in the file's name alone.
        if interpreter.version >= PythonVersion(3, 11) { #expect(runtime.version == interpreter.version) }

        // The section came with 3.10.
        guard interpreter.version >= PythonVersion(3, 10) else { return }
        let stripped = try PythonRuntime.find(
            in: program.images().map(\.withoutSymbols), memory: program, threads: program.threads)
        #expect(stripped?.address == runtime.address)
        #expect(stripped?.version.series == runtime.version.series)
    }

    @Test("All threads, each once", arguments: Interpreter.all(8...14))
    func threads(_ interpreter: Interpreter) throws {
        let program = try RunningPython(interpreter, "stacks")
        let threads = try program.runtime().threads(program)
        #expect(threads.count == 9)
        #expect(Set(threads.compactMap(\.native)) == program.threads)
    }

    @Test("Threads that are none of the process's are not believed", arguments: Interpreter.all(11...14))
    func foreignThreads(_ interpreter: Interpreter) throws {
        let program = try RunningPython(interpreter, "stacks")
        let runtime = try program.runtime()
        #expect(throws: PythonRuntimeError.unexpectedLayout(runtime.version, path: runtime.path, .nativeThread)) {
            try PythonRuntime.find(in: program.images(), memory: program, threads: [ThreadID(1)])
        }
    }

    @Test("A version that no table is known for", arguments: Interpreter.all(7...7) + Interpreter.all(15...99))
    func unsupported(_ interpreter: Interpreter) throws {
        let program = try RunningPython(interpreter, "lock")
        let error = #expect(throws: PythonRuntimeError.self) { try program.runtime() }
        guard case .unsupportedVersion(let version, _) = error else {
            Issue.record("\(error as Any)")
            return
        }
        #expect(version.series == interpreter.version.series)
    }

    @Test("A build without the interpreter lock", arguments: Interpreter.freeThreaded)
    func freeThreaded(_ interpreter: Interpreter) throws {
        let program = try RunningPython(interpreter, "stacks")
        let error = #expect(throws: PythonRuntimeError.self) { try program.runtime() }
        guard case .freeThreaded(interpreter.version, _) = error else {
            Issue.record("\(error as Any)")
            return
        }
    }

    @Test("A process without Python")
    func noPython() throws {
        let none: [MappedImage] = []
        #expect(try PythonRuntime.find(in: none, memory: MemorySnapshot([])) == nil)
    }

    @Test("Who holds the interpreter lock", arguments: Interpreter.all(8...14))
    func lockHolder(_ interpreter: Interpreter) throws {
        let waiting = try RunningPython(interpreter, "stacks")
        let quiet = try waiting.runtime()
        for thread in quiet.threads(waiting) {
            #expect(quiet.lockHolder(in: thread.interpreter, waiting) == nil)
        }
        let holding = try RunningPython(interpreter, "lock")
        let runtime = try holding.runtime()
        let number = try #require(holding.lines.first.flatMap { Int32($0) })
        let main = try #require(runtime.threads(holding).first { $0.native == ThreadID(number) })
        // It says `ready` with the lock in hand, hands it to its other thread at most, and then keeps it.
        while runtime.lockHolder(in: main.interpreter, holding) != main.state || runtime.threads(holding).count > 1 {}
        #expect(runtime.lockHolder(in: main.interpreter, holding) == main.state)
    }

    @Test("What is said of a version")
    func versions() {
        #expect(PythonVersion(hexadecimal: 0x030B_07F0) == PythonVersion(3, 11, 7))
        #expect(PythonVersion(hexadecimal: 0x030D_00A4) == PythonVersion(3, 13, 0))
        #expect(PythonVersion(hexadecimal: 0) == nil)
        #expect(PythonVersion(hexadecimal: 0x030B_0700) == nil)
        #expect(PythonVersion(hexadecimal: .max) == nil)
        #expect(PythonVersion(fileName: "libpython3.11.so.1.0") == PythonVersion(3, 11))
        #expect(PythonVersion(fileName: "python3.9") == PythonVersion(3, 9))
        for name in ["python", "python2.7", "libpython3.so", "python3.", "python3.99999999999999999999", ""] {
            #expect(PythonVersion(fileName: name) == nil, "\(name)")
        }
        #expect(PythonVersion(3, 11, 7).description == "3.11.7")
        #expect(PythonVersion(3, 9) < PythonVersion(3, 10))
        #expect(PythonVersion(3, 11) < PythonVersion(3, 11, 0))
    }

    @Test("What an error says")
    func errors() {
        let path = "/usr/bin/python3.7"
        let version = PythonVersion(3, 7, 16)
        let texts: [(PythonRuntimeError, String)] = [
            (
                .versionUnknown(path: path),
                "/usr/bin/python3.7 holds a Python interpreter of an unknown version: its own functions are shown instead of Python's"
            ),
            (
                .unsupportedVersion(version, path: path),
                "Python 3.7.16 (/usr/bin/python3.7) is not supported: the interpreter's own functions are shown instead of Python's"
            ),
            (
                .freeThreaded(version, path: path),
                "free-threaded Python 3.7.16 (/usr/bin/python3.7) is not supported: the interpreter's own functions are shown instead"
            ),
            (
                .notRunning(version, path: path),
                "Python 3.7.16 (/usr/bin/python3.7) is starting or ending: it is looked at again"
            ),
            (
                .unexpectedLayout(version, path: path, .threadList),
                "Python 3.7.16 (/usr/bin/python3.7) is not laid out as that version is: an interpreter has no list of threads"
            ),
        ]
        for (error, text) in texts { #expect(error.description == text) }
    }
}
