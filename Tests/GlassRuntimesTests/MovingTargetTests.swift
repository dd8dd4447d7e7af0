import GlassModel
import GlassRuntimes
import GlassTestSupport
import Glibc
import Testing

/// A program that calls, makes and drops functions all the time, whose stacks can be checked by their names alone.
@Suite struct MovingTargetTests {
    /// A code object that was trusted, died, and whose place is another's is noticed and counted.
    @Test(
        "Each stack of a stopped program is of one moment, and nearly all are whole", arguments: Interpreter.all(8...14)
    )
    func stopped(_ interpreter: Interpreter) throws {
        let program = try RunningPython(interpreter, "callers")
        let runtime = try program.runtime()
        var reader = PythonStackReader(runtime)
        var depths: Set<Int> = []
        for _ in 0..<40 {
            reader.beginRound()
            try program.whileStopped {
                for thread in runtime.threads(program) {
                    let stack = reader.stack(reader.capture(thread, program), program)
                    guard stack.end == .root else { continue }
                    let names = Self.check(stack)
                    depths.insert(names.count)
                }
            }
        }
        #expect(Set(reader.ends.keys).isSubset(of: [.root, .garbage]))
        let all = reader.ends.values.reduce(0, +)
        #expect(Double(reader.ends[.root] ?? 0) > 0.9 * Double(all))
        #expect(depths.count > 1)
    }

    @Test(
        "A program that runs meanwhile gives stacks that are wrong or cut, and an end",
        arguments: Interpreter.all(8...14))
    func running(_ interpreter: Interpreter) throws {
        let program = try RunningPython(interpreter, "callers")
        let runtime = try program.runtime()
        var reader = PythonStackReader(runtime)
        for _ in 0..<60 {
            reader.beginRound()
            for thread in runtime.threads(program) { _ = reader.stack(reader.capture(thread, program), program) }
        }
        #expect(reader.ends.values.reduce(0, +) >= 60)
    }

    /// Compares each function's name with its caller's; the names.
    private static func check(_ stack: PythonStack) -> [String] {
        let functions = stack.frames.map(\.function).filter {
            $0.file.hasPrefix("/f") && !$0.qualifiedName.contains("<")
        }
        .filter { $0.qualifiedName.hasPrefix("f") }
        for (inner, outer) in zip(functions, functions.dropFirst()) {
            #expect(inner.qualifiedName.split(separator: "_").dropLast().joined(separator: "_") == outer.qualifiedName)
        }
        for function in functions { #expect(function.file == "/\(function.qualifiedName).py") }
        if let last = functions.last { #expect(last.qualifiedName == "f") }
        return functions.map(\.qualifiedName)
    }
}

extension RunningPython {
    /// Stops all of its threads meanwhile, as a parent may.
    func whileStopped(_ body: () throws -> Void) throws {
        kill(process.rawValue, SIGSTOP)
        var status: Int32 = 0
        while waitpid(process.rawValue, &status, WUNTRACED) < 0 && errno == EINTR {}
        guard status & 0xff == 0x7f else { throw TestFailure("\(interpreter) did not stop") }
        defer { kill(process.rawValue, SIGCONT) }
        try body()
    }
}
