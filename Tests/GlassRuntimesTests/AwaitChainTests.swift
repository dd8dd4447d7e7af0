import GlassModel
import GlassRuntimes
import GlassTestSupport
import Testing

@Suite struct AwaitChainTests {
    @Test(
        "Tasks that await each other, by name, with the places where they do", arguments: Interpreter.all(11...14),
        [["one"], ["gather"], ["group"], ["called"]])
    func chain(_ interpreter: Interpreter, _ arguments: [String]) throws {
        let program = try RunningPython(interpreter, "awaits", arguments)
        let innermost = try #require(program.lines.first.flatMap { UInt64($0) })
        var reader = PythonStackReader(try program.runtime())
        let chain = reader.awaitChain(from: VirtualAddress(innermost), program)
        let lines = chain.map { task in
            let places = task.coroutines.map { "\($0.function.qualifiedName):\($0.line ?? 0)" }
            return "\(task.name ?? "?") \(places.joined(separator: " > "))"
        }
        #expect(lines == Array(program.lines.dropFirst()))
        #expect(chain.count == 3)
    }

    @Test("What is no task gives nothing", arguments: Interpreter.all(11...11))
    func noTask(_ interpreter: Interpreter) throws {
        let program = try RunningPython(interpreter, "awaits")
        let runtime = try program.runtime()
        var reader = PythonStackReader(runtime)
        for address: UInt64 in [0, 8, runtime.address.rawValue, .max - 4] {
            #expect(reader.awaitChain(from: VirtualAddress(address), program).isEmpty)
        }
    }
}
