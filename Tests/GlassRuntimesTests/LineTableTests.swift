import GlassTestSupport
import Testing

@testable import GlassRuntimes

@Suite struct LineTableTests {
    @Test("Every instruction's line, against Python's own reading", arguments: Interpreter.all(8...14))
    func standardLibrary(_ interpreter: Interpreter) throws {
        let program = try RunningPython(interpreter, "lines")
        #expect(program.lines.count > 300)
        for line in program.lines {
            let fields = line.split(separator: " ")
            let table = LineTable(
                Self.bytes(fields[1]), firstLine: Int32(fields[0]) ?? 0, format: Self.format(of: interpreter))
            var expected = Int32(fields[0])
            var runs: [Int: Int32?] = [:]
            for field in fields.dropFirst(3) {
                let pair = field.split(separator: ":")
                runs[Int(pair[0]) ?? -1] = .some(Int32(pair[1]))
            }
            for offset in stride(from: 0, to: Int(fields[2]) ?? 0, by: 2) {
                if let run = runs[offset] { expected = run }
                guard table.line(at: offset) == expected else {
                    Issue.record("offset \(offset) is not of line \(expected ?? 0): \(line)")
                    break
                }
            }
        }
    }

    @Test("Bytes that are no table", arguments: [LineTableFormat.deltas, .ranges, .locations])
    func anyBytes(_ format: LineTableFormat) {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0...64, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            let table = LineTable(bytes, firstLine: .max, format: format)
            _ = (-2...200).map { table.line(at: $0) }
        }
    }

    private static func format(of interpreter: Interpreter) -> LineTableFormat {
        switch interpreter.version.minor {
        case ...9: .deltas
        case 10: .ranges
        default: .locations
        }
    }

    private static func bytes(_ hexadecimal: Substring) -> [UInt8] {
        let digits = hexadecimal.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
