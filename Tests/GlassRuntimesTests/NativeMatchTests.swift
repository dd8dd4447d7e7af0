import GlassModel
import GlassRuntimes
import GlassTestSupport
import GlassUnwind
import Testing

/// Calls of the evaluation loop as Python's frames tell them, against the native stack of the same stop.
@Suite struct NativeMatchTests {
    /// Of Debian's 3.14 the symbol covers but a part of the loop; its stack addresses are as good.
    @Test("One call for each native frame of the evaluation loop, in its place", arguments: Interpreter.all(8...13))
    func oneToOne(_ interpreter: Interpreter) throws {
        let program = try RunningPython(interpreter, "stacks")
        let loop = try evaluationLoop(of: program)
        let runtime = try program.runtime()
        var reader = PythonStackReader(runtime)
        let map = try ProcessFiles.moduleMap(of: program.process)
        let unwinder = try Unwinder(architecture: .native)
        for thread in runtime.threads(program) {
            let id = try #require(thread.native)
            // Still, because it waits: two stops at one place.
            let stop = try #require(StackCapture.take(1, of: id, in: program.process, copying: 4 << 20).first)
            let calls = reader.stack(reader.capture(thread, program), program).calls
            var frames: [CodeAddress] = []
            let result = stop.withSnapshot { unwinder.unwind($0, in: map, into: &frames) }
            #expect(result.end == .root)
            #expect(frames.filter { loop.contains($0.lookup) }.count == calls.count)
            let addresses = calls.compactMap(\.stackAddress)
            #expect(addresses == addresses.sorted())
            #expect(addresses.allSatisfy { $0 > stop.registers.stackPointer && $0 < stop.stack.limit })
            if interpreter.version >= PythonVersion(3, 11) { #expect(Set(addresses).count == calls.count) }
        }
    }

    @Test(
        "Once a stack is known, the stop needs one read beside the native stack's", arguments: Interpreter.all(8...14))
    func learning(_ interpreter: Interpreter) throws {
        let program = try RunningPython(interpreter, "stacks")
        let runtime = try program.runtime()
        var reader = PythonStackReader(runtime)
        for thread in runtime.threads(program) {
            let id = try #require(thread.native)
            let stop = try #require(StackCapture.take(1, of: id, in: program.process, copying: 4 << 20).first)
            func capture() -> PythonCapture {
                stop.stack.bytes.withUnsafeBytes { native in
                    reader.capture(thread, beside: (stop.stack.base, native), program)
                }
            }
            let first = reader.stack(capture(), program)
            // Whose code objects it is takes two reads each until they are trusted.
            for _ in 0..<16 { _ = reader.stack(capture(), program) }
            let again = capture()
            #expect(again.extraReads == 0)
            #expect(reader.stack(again, program) == first)
            #expect(first.end == .root)
        }
    }

    private func evaluationLoop(of program: RunningPython) throws -> Range<VirtualAddress> {
        for image in try program.images() {
            if let range = image.range(ofSymbol: "_PyEval_EvalFrameDefault") { return range }
        }
        throw TestFailure("no evaluation loop in \(program.interpreter)")
    }
}
