import GlassModel
import GlassRuntimes
import GlassTestSupport
import Testing

@Suite struct ExecutorTests {
    private struct Truth {
        let task: UInt64
        let thread: ThreadID
        let places: String

        init?(_ line: String) {
            let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
            guard words.count == 3, let task = UInt64(words[0]), let thread = Int32(words[1]) else { return nil }
            (self.task, self.thread, places) = (task, ThreadID(thread), String(words[2]))
        }
    }

    @Test("The task that awaits what a thread of an executor runs", arguments: Interpreter.all(11...14))
    func submitter(_ interpreter: Interpreter) throws {
        let program = try RunningPython(interpreter, "executors")
        let truths = program.lines.compactMap(Truth.init)
        try #require(truths.count == 5)
        let runtime = try program.runtime()
        var reader = PythonStackReader(runtime)
        for truth in truths {
            let thread = try #require(runtime.threads(program).first { $0.native == truth.thread })
            // At the first meeting it is not known yet which function is an executor's.
            #expect(reader.stack(reader.capture(thread, program), program).end == .root)
            let capture = reader.capture(thread, program)
            _ = reader.stack(capture, program)
            #expect((capture.submitter?.rawValue ?? 0) == truth.task, "\(truth.places)")
            let chain = reader.awaitChain(of: capture, program)
            let places = chain.first?.coroutines.map { "\($0.function.qualifiedName):\($0.line ?? 0)" } ?? []
            #expect(places.joined(separator: " > ") == truth.places)
            #expect((reader.executorFunction(of: capture)?.qualifiedName == "_WorkItem.run") == (truth.task != 0))
        }
    }
}
