import GlassModel
import Testing

@testable import GlassRuntimes
@testable import GlassSampler

struct MergedStackTests {
    private let function = PythonFunction(qualifiedName: "f", file: "f.py", firstLine: 1, module: "f")
    /// Native frames, innermost first, 0x100 bytes each.
    private let stackPointers = (1...6).map { VirtualAddress(UInt64($0) << 8) }

    private func call(at address: UInt64?, line: Int32 = 1) -> PythonCall {
        PythonCall(
            frames: [PythonFrame(function: function, line: line)], stackAddress: address.map { VirtualAddress($0) })
    }

    private func merge(_ calls: [PythonCall], isWhole: Bool = true) throws(MergedStack.Mismatch) -> MergedStack {
        try MergedStack(calls, stackPointers: stackPointers, isWhole: isWhole) { $0 != 2 }
    }

    @Test func aCallStandsInTheFrameThatHoldsItsAddress() throws {
        let merged = try merge([call(at: 0x200), call(at: 0x5FF, line: 2)])
        #expect(merged.calls.map { $0?.frames.first?.line } == [nil, 1, nil, nil, 2, nil])
        #expect(merged.beyond.isEmpty)
    }

    @Test func whatDoesNotFitIsRefused() {
        #expect(throws: MergedStack.Mismatch.sharedFrame) { try merge([call(at: 0x210), call(at: 0x280)]) }
        #expect(throws: MergedStack.Mismatch.outsideOfStack) { try merge([call(at: 0xFF)]) }
        #expect(throws: MergedStack.Mismatch.outsideOfStack) { try merge([call(at: 0x600)]) }
        #expect(throws: MergedStack.Mismatch.notInInterpreter) { try merge([call(at: 0x300)]) }
        #expect(throws: MergedStack.Mismatch.outsideOfStack) { try merge([call(at: 0x400), call(at: 0x200)]) }
    }

    @Test func callsBeyondABrokenStackAreKept() throws {
        let merged = try merge([call(at: 0x200), call(at: 0x900, line: 7)], isWhole: false)
        #expect(merged.beyond.map { $0.frames.first?.line } == [7])
    }

    @Test func withoutAddressesTheOutermostMatchTheOutermost() throws {
        let calls = [call(at: nil, line: 1), call(at: nil, line: 2)]
        let merged = try MergedStack(calls, frameCount: 6, end: .root) { [0, 2, 4].contains($0) }
        #expect(merged.calls.map { $0?.frames.first?.line } == [nil, nil, 1, nil, 2, nil])
        #expect(throws: MergedStack.Mismatch.otherCount) {
            try MergedStack(calls, frameCount: 6, end: .root) { $0 == 4 }
        }
        #expect(throws: MergedStack.Mismatch.otherCount) {
            try MergedStack(calls, frameCount: 6, end: .noRule) { $0 < 2 }
        }
    }

    @Test func ofAStackThatWasCutTheInnermostMatchTheInnermost() throws {
        let calls = [call(at: nil, line: 1), call(at: nil, line: 2), call(at: nil, line: 3)]
        let merged = try MergedStack(calls, frameCount: 6, end: .copyTooSmall) { [1, 4].contains($0) }
        #expect(merged.calls.map { $0?.frames.first?.line } == [nil, 1, nil, nil, 2, nil])
        #expect(merged.beyond.map { $0.frames.first?.line } == [3])
        // The innermost frame of the loop may not have begun its call yet.
        #expect(throws: MergedStack.Mismatch.otherCount) {
            try MergedStack(calls, frameCount: 6, end: .copyTooSmall) { [0, 4].contains($0) }
        }
        #expect(throws: MergedStack.Mismatch.otherCount) {
            try MergedStack(calls, frameCount: 6, end: .copyTooSmall) { $0 > 1 }
        }
    }
}

struct TaskLabelTests {
    @Test(arguments: [
        (nil, "[task]"), ("Task-12", "[task]"), ("server", "[task server]"), ("request-123/4", "[task request-#/#]"),
        ("Task-x", "[task Task-x]"),
    ])
    func numbersDoNotCount(_ name: String?, _ label: String) { #expect(TaskLabel.text(name) == label) }
}

struct InterpreterGlueTests {
    @Test(arguments: [
        "_PyEval_EvalFrameDefault", "PyObject_Call", "method_vectorcall", "pymain_run_python", "python3.11+0x1234",
    ])
    func isHidden(_ function: String) { #expect(InterpreterGlue.contains(function)) }

    @Test(arguments: ["builtin_sum", "functools_reduce", "list_sort_impl", "take_gil", "long_mul", "time_sleep"])
    func isShown(_ function: String) { #expect(!InterpreterGlue.contains(function)) }
}
