import GlassTestSupport
import Testing

@testable import GlassStore

@Suite struct CodedColumnTests {
    private func encode(_ column: [UInt64]) -> [UInt8] {
        var writer = VarintWriter()
        CodedColumn.append(column[...], to: &writer)
        return writer.bytes
    }

    private func decode(_ bytes: [UInt8], count: Int) throws(ChunkDamage) -> [UInt64] {
        let room = ColumnReader.Room(
            table: .allocate(capacity: PrefixTable.size), block: .allocate(capacity: ColumnReader.blockSize))
        defer {
            room.table.deallocate()
            room.block.deallocate()
        }
        return try bytes.withUnsafeBytes { bytes in
            Result { () throws(ChunkDamage) in
                var reader = VarintReader(bytes)
                var column = try ColumnReader(from: &reader, room)
                guard reader.isAtEnd else { throw .trailingBytes }
                return try read(&column, room, count: count)
            }
        }.get()
    }

    private func read(
        _ column: inout ColumnReader, _ room: ColumnReader.Room, count: Int
    ) throws(ChunkDamage) -> [UInt64] {
        var numbers: [UInt64] = []
        while numbers.count < count {
            let rows = min(ColumnReader.blockSize, count - numbers.count)
            column.readBlock(of: rows, room)
            numbers += UnsafeBufferPointer(start: room.block, count: rows)
        }
        try column.finish()
        return numbers
    }

    private static let extremes: [[UInt64]] = [
        [], [0], [1], [.max], [0, 0, 0], [7, 8, 9], [0, .max, 0, .max - 1],
        [UInt64](repeating: 0, count: 100_000), [UInt64](repeating: 5, count: 9),
        (0..<64).map { UInt64(1) << $0 }, (0..<64).map { UInt64.max >> $0 },
    ]

    @Test(arguments: extremes)
    func keepsExtremes(column: [UInt64]) throws {
        #expect(try decode(encode(column), count: column.count) == column)
    }

    @Test(arguments: 0..<100)
    func keepsAnyNumbers(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let bits = UInt64.random(in: 1...64, using: &random)
        let zeros = Double.random(in: 0...1, using: &random)
        let column = (0..<Int.random(in: 1...3_000, using: &random)).map { _ in
            Double.random(in: 0...1, using: &random) < zeros
                ? 0
                : UInt64.random(in: 0...(.max), using: &random) >> UInt64.random(in: (64 - bits)...63, using: &random)
        }
        #expect(try decode(encode(column), count: column.count) == column)
    }

    /// Frequencies that would make codes longer than a table has bits for.
    @Test func keepsNumbersOfVeryDifferentFrequency() throws {
        var column: [UInt64] = []
        for size in 0..<22 {
            column += [UInt64](repeating: 1 << UInt64(size * 2), count: max(1, (1 << 17) >> size))
        }
        let bytes = encode(column)
        #expect(try decode(bytes, count: column.count) == column)
        #expect(bytes.count < column.count)
    }

    /// Each number in little more than the bits that chance leaves it.
    @Test func takesAboutAsManyBitsAsChanceLeaves() {
        var random = SeededGenerator(seed: 3)
        let even = (0..<20_000).map { _ in UInt64.random(in: 0..<1_024, using: &random) }
        #expect(encode(even).count * 8 < 20_000 * 10 + 20_000 / 4)
        let seldom = (0..<20_000).map { _ -> UInt64 in Int.random(in: 0..<50, using: &random) == 0 ? 9 : 0 }
        #expect(encode(seldom).count * 8 < 20_000 / 4)
    }

    @Test(arguments: 0..<100)
    func surviveAnyBytes(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var bytes = encode((0..<100).map { _ in UInt64.random(in: 0..<300, using: &random) })
        for _ in 0..<100 {
            bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            if let column = try? decode(bytes, count: 100) { #expect(column.count == 100) }
            for length in 0..<min(20, bytes.count) { _ = try? decode(Array(bytes[..<length]), count: 100) }
        }
    }

    @Test func refusesCodesThatCannotBe() {
        // No code at all, one of too many bits, more of one bit than there can be, a kind that there is none of.
        #expect(throws: ChunkDamage.unknownFormat) { try decode([0, 1, 0], count: 1) }
        #expect(throws: ChunkDamage.unknownFormat) { try decode([1, 1 << 4 | 11, 1, 0], count: 1) }
        #expect(throws: ChunkDamage.unknownFormat) { try decode([3, 17, 17, 17, 1, 0], count: 1) }
        #expect(throws: ChunkDamage.unknownFormat) { try decode([1, 0 << 4 | 1, 1, 0], count: 1) }
    }

    @Test func noticesMoreOrFewerNumbersThanThereAre() {
        for column: [UInt64] in [[1, 2, 3, 4, 5, 6, 7, 8, 9], [0, 0, 0]] {
            let bytes = encode(column)
            #expect(throws: ChunkDamage.self) { try decode(bytes, count: column.count - 2) }
            #expect(throws: ChunkDamage.self) { try decode(bytes, count: column.count + 40) }
            #expect(throws: ChunkDamage.self) { try decode(bytes + [0], count: column.count) }
        }
    }
}
