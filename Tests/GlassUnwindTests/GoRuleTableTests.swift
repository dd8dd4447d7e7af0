import Foundation
import GlassModel
import GlassTestSupport
import Testing

@testable import GlassUnwind

@Suite struct GoRuleTableTests {
    /// A table as Go 1.20 and later write it.
    private struct Builder {
        var functions: [(name: String, size: UInt32, moves: [UInt8])]
        let text: UInt64 = 0x40_1000

        func bytes() -> [UInt8] {
            var (names, values, records): ([UInt8], [UInt8], [UInt8]) = ([], [0], [])
            var (index, start): ([UInt8], UInt32) = ([], 0)
            let indexSize = UInt32(functions.count * 8 + 4)
            for function in functions {
                let record = indexSize + UInt32(records.count)
                for number in [start, record] { index += Self.little(number) }
                for number in [start, UInt32(names.count), 0, 0, UInt32(values.count), 0, 0, 0, 0, 0] {
                    records += Self.little(number)
                }
                names += Array(function.name.utf8) + [0]
                values += function.moves + [0]
                start += function.size
            }
            index += Self.little(start)
            var header = Self.little(UInt32(0xFFFF_FFF1)) + [0, 0, 1, 8]
            let sizes = [72, names.count, 0, 0, values.count]
            let places = sizes.indices.map { UInt64(sizes[...$0].reduce(0, +)) }
            for word in [UInt64(functions.count), 0, text, places[0], places[1], places[2], places[3], places[4]] {
                header += Self.little(word)
            }
            return header + names + values + index + records
        }

        private static func little(_ number: some FixedWidthInteger) -> [UInt8] {
            withUnsafeBytes(of: number.littleEndian) { Array($0) }
        }
    }

    /// The stack pointer has not moved for 4 bytes, by 24 for the next 16, and is back for the last one.
    private static let framed: [UInt8] = [2, 4, 48, 16, 47, 1]
    private static let sample = Builder(functions: [
        ("main.work", 21, framed), ("runtime.systemstack.abi0", 16, [2, 16]), ("runtime.goexit", 8, [2, 8]),
        ("runtime.nanotime1", 21, framed), ("main.leaf", 8, [2, 8]),
    ])

    private static func table() throws -> RuleTable {
        var compiler = GoRuleTable(sample.bytes(), text: 0)
        let table = compiler?.compile()
        return try #require(table)
    }

    @Test func `the distance that the stack pointer moved is the rule`() throws {
        let table = try Self.table()
        func rule(_ offset: UInt64) -> UnwindRule { table.rule(at: ModuleAddress(0x40_1000 + offset)) }
        let bare = UnwindRule(.fromStackPointer, offset: 8, framePointer: .unchanged)
        let moved = UnwindRule(.fromStackPointer, offset: 32, framePointer: .savedBelowCFA(16))
        #expect(rule(0) == bare && rule(3) == bare && rule(4) == moved && rule(19) == moved && rule(20) == bare)
        #expect(rule(21) == .stackSwitch && rule(37) == .outermost)
        #expect(rule(50) == UnwindRule(.fromFramePointer, offset: 16, framePointer: .savedBelowCFA(16)))
        #expect(rule(66) == bare && rule(73) == bare && rule(74) == .other)
        #expect(table.rule(at: ModuleAddress(0x40_0fff)) == .other)
    }

    @Test func `its rows take the place of others`() throws {
        let inner = try Self.table()
        let rule = try #require(UnwindRule(.fromFramePointer, offset: 16, framePointer: .savedBelowCFA(16)))
        let outer = RuleTable(
            base: ModuleAddress(0x40_0000),
            rows: [RuleTable.Row(offset: 0, rule: rule), RuleTable.Row(offset: 0x1008, rule: .outermost)])
        let merged = try #require(RuleTable.merged(outer, inner))
        #expect(merged.rule(at: ModuleAddress(0x40_0fff)) == rule)
        #expect(merged.rule(at: ModuleAddress(0x40_1004)) == inner.rule(at: ModuleAddress(0x40_1004)))
        #expect(merged.rule(at: ModuleAddress(0x40_104a)) == .outermost)
        #expect(RuleTable.merged(nil, inner)?.rows === inner.rows && RuleTable.merged(outer, nil)?.rows === outer.rows)
        #expect(RuleTable.merged(nil, nil) == nil)
    }

    @Test func `damaged tables give no rules, or some, and nothing else`() {
        var random = SeededGenerator(seed: 5)
        let sound = Self.sample.bytes()
        for _ in 0..<4_000 {
            var bytes = sound
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
            var compiler = GoRuleTable(bytes, text: UInt64.random(in: 0...UInt64.max, using: &random))
            _ = compiler?.compile()
        }
    }
}
