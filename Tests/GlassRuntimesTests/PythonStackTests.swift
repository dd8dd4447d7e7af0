import Foundation
import GlassModel
import GlassRuntimes
import GlassTestSupport
import Testing

/// Stacks as they are read from outside, against what the program itself says.
@Suite struct PythonStackTests {
    struct Truth: Decodable {
        let thread: Int32
        let name: String
        let frames: [[Value]]

        enum Value: Decodable, Hashable {
            case text(String)
            case number(Int32)

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let number = try? container.decode(Int32.self) {
                    self = .number(number)
                } else {
                    self = .text(try container.decode(String.self))
                }
            }
        }
    }

    private func truths(of program: RunningPython) throws -> [Truth] {
        try program.lines.map { try JSONDecoder().decode(Truth.self, from: Data($0.utf8)) }
    }

    @Test("Each thread's frames: name, file, line and module", arguments: Interpreter.all(8...14))
    func knownStacks(_ interpreter: Interpreter) throws {
        let program = try RunningPython(interpreter, "stacks")
        let runtime = try program.runtime()
        let threads = runtime.threads(program)
        var reader = PythonStackReader(runtime)
        for truth in try truths(of: program) {
            let thread = try #require(threads.first { $0.native == ThreadID(truth.thread) })
            let stack = reader.stack(reader.capture(thread, program), program)
            #expect(stack.end == .root, "\(truth.name)")
            let frames = stack.frames.map { frame -> [Truth.Value] in
                [
                    .text(frame.function.qualifiedName), .text(frame.function.file), .number(frame.line ?? 0),
                    .text(frame.function.module ?? ""),
                ]
            }
            let count = interpreter.version < PythonVersion(3, 11) ? 3 : 4
            #expect(frames.map { $0.prefix(count) } == truth.frames.map { $0.prefix(count) }, "\(truth.name)")
        }
        #expect(reader.ends == [.root: 8])
    }
}
