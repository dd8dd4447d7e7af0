import GlassModel
import GlassTestSupport
import Testing

@testable import GlassRuntimes

/// Local variables of a real interpreter, which waits meanwhile.
@Suite("Python locals")
struct PythonLocalsTests {
    private func locals(_ interpreter: Interpreter) throws -> [PythonLocals] {
        let python = try RunningPython(interpreter, "locals")
        let runtime = try python.runtime()
        let thread = try #require(runtime.threads(python).first)
        var reader = PythonStackReader(runtime)
        return runtime.locals(reader.capture(thread, python), python)
    }

    private func values(_ frames: [PythonLocals], of function: String) throws -> [String: PythonValue] {
        let frame = try #require(frames.first { $0.function.hasSuffix(function) }, "no frame of \(function)")
        return Dictionary(frame.variables.map { ($0.name, $0.value) }) { first, _ in first }
    }

    @Test("Values of every kind that is shown", arguments: Interpreter.all(8...14))
    func kinds(_ interpreter: Interpreter) throws {
        let values = try values(locals(interpreter), of: "everything")
        let one = PythonValue.int(1)
        let expected: [String: PythonValue] = [
            "counted": one, "nothing": .none, "true": .bool(true), "false": .bool(false), "small": .int(42),
            "negative": .int(-7), "large": .int(123_456_789_012_345_678_901_234_567_890),
            "half": .float(0.5.bitPattern), "text": .text("plain", isCut: false),
            "wide": .text("breit ü", isCut: false), "emoji": .text("🐍", isCut: false),
            "long_text": .text(String(repeating: "x", count: 256), isCut: true),
            "raw": .bytes([0, 255, 97, 98], isCut: false),
            "tupled": .elements(.tuple, [one, .float(2.5.bitPattern), .none], count: 3),
            "unique": .elements(.set, [.int(7)], count: 1), "frozen": .elements(.frozenset, [], count: 0),
            "many": .elements(.list, (0..<8).map { .int($0) }, count: 100),
        ]
        for (name, value) in expected { #expect(values[name] == value, "\(name)") }
        guard case .largeInt(let bits) = values["huge"] else { throw TestFailure("huge is \(values["huge"] as Any)") }
        #expect((4000...4032).contains(bits))
    }

    @Test("Collections in collections, so deep and so long as bounds allow", arguments: Interpreter.all(8...14))
    func collections(_ interpreter: Interpreter) throws {
        let values = try values(locals(interpreter), of: "everything")
        let cut = PythonValue.elements(.list, [.more], count: 1)
        let four = PythonValue.elements(.list, [.int(4), cut], count: 2)
        let three = PythonValue.elements(.list, [.int(3), four], count: 2)
        #expect(values["listed"] == .elements(.list, [.int(1), .text("two", isCut: false), three], count: 3))
        let entries: [PythonValue.Entry] = [
            .init(key: .text("user", isCut: false), value: .text("ada", isCut: false)),
            .init(key: .text("password", isCut: false), value: .text("hunter2", isCut: false)),
            .init(key: .int(3), value: .elements(.list, [.int(1), .int(2)], count: 2)),
        ]
        #expect(values["table"] == .entries(entries, count: 3))
    }

    @Test("Arguments of every sort come first, cells give their content", arguments: Interpreter.all(8...14))
    func arguments(_ interpreter: Interpreter) throws {
        let frames = try locals(interpreter)
        let outer = try #require(frames.first { $0.function == "outer" })
        let arguments = outer.variables.filter(\.isArgument)
        #expect(Set(arguments.map(\.name)).isSuperset(of: ["number", "password", "rest", "more"]))
        let values = try values(frames, of: "outer")
        #expect(values["counted"] == .int(1))
        #expect(values["rest"] == .elements(.tuple, [.int(3), .int(4)], count: 2))
        #expect(values["more"] == .entries([.init(key: .text("retries", isCut: false), value: .int(5))], count: 1))
        guard case .object(let type, _) = values["owner"] else {
            throw TestFailure("owner is \(values["owner"] as Any)")
        }
        #expect(type == "__main__.Account")
        #expect(frames.map(\.function).last == "<module>")
    }

    @Test("A limit on objects leaves the outer frames out, not wrong", arguments: Interpreter.all(11...13))
    func limit(_ interpreter: Interpreter) throws {
        let python = try RunningPython(interpreter, "locals")
        let runtime = try python.runtime()
        let thread = try #require(runtime.threads(python).first)
        var reader = PythonStackReader(runtime)
        let few = runtime.locals(reader.capture(thread, python), limit: 5, python)
        #expect(few.flatMap(\.variables).count < 5)
        let all = runtime.locals(reader.capture(thread, python), python)
        for (some, whole) in zip(few, all) {
            #expect(some.function == whole.function)
            for (cut, known) in zip(some.variables, whole.variables) {
                #expect(cut.name == known.name)
                #expect(cut.value == known.value || cut.value == .more)
            }
        }
    }
}
