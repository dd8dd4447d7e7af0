import GlassTestSupport
import Testing

@testable import GlassExchange

@Suite struct LineReaderTests {
    private struct Lines: LineTaker {
        var lines: [String] = []
        var skipped: [Int] = []

        mutating func take(_ line: UnsafeBufferPointer<UInt8>, number: Int) {
            lines.append("\(number) \(String(decoding: line, as: UTF8.self))")
        }

        mutating func skippedLine(number: Int) { skipped.append(number) }
    }

    private func read(_ text: String, pieces: Int, longest: Int = 1_000) -> Lines {
        var reader = LineReader(Lines(), longestLine: longest)
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            reader.read(rest.prefix(pieces))
            rest = rest.dropFirst(pieces)
        }
        reader.finish()
        return reader.taker
    }

    @Test(arguments: [1, 2, 3, 5, 100]) func piecesMakeNoDifference(pieces: Int) {
        #expect(read("ab\n\nc\r\nlast", pieces: pieces).lines == ["1 ab", "2 ", "3 c\r", "4 last"])
        #expect(read("a\n", pieces: pieces).lines == ["1 a"])
        #expect(read("", pieces: pieces).lines.isEmpty)
    }

    @Test(arguments: [1, 4, 7]) func aLineBeyondTheLimitIsLeftOutAndTheRestGoesOn(pieces: Int) {
        let taken = read("12345678\nshort\n123456789\nend", pieces: pieces, longest: 6)
        #expect(taken.lines == ["2 short", "4 end"])
        #expect(taken.skipped == [1, 3])
        #expect(read("12345678", pieces: pieces, longest: 6).skipped == [1])
    }
}

@Suite struct NumberTableTests {
    /// Few slots, so that keys meet.
    private struct Key: TableKey {
        let value: Int
        var slot: UInt64 { UInt64(value % 7) }
    }

    @Test func givesEachKeyItsNumberHoweverTheyMeet() {
        var table = NumberTable<Key>()
        var known: [Int: Int32] = [:]
        var random = SeededGenerator(seed: 11)
        for _ in 0..<20_000 {
            let value = Int.random(in: 0..<1_500, using: &random)
            let next = Int32(known.count)
            let (number, isNew) = table.number(of: Key(value: value), orInsert: next)
            #expect(isNew == (known[value] == nil))
            known[value] = known[value] ?? next
            #expect(number == known[value])
        }
        #expect(table.count == known.count)
    }

    @Test func textsThatDifferInAnyByteHaveAnotherHash() {
        var seen: Set<TextHash> = []
        var texts = 0
        for length in 0...40 {
            for place in 0..<max(1, length) {
                var text = [UInt8](repeating: 0, count: length)
                for value: UInt8 in length == 0 ? [0] : [1, 2, 128] {
                    if length > 0 { text[place] = value }
                    seen.insert(text.withUnsafeBufferPointer { TextHash($0) })
                    texts += 1
                }
            }
            let zeros = [UInt8](repeating: 0, count: length + 100)
            seen.insert(zeros.withUnsafeBufferPointer { TextHash($0) })
            texts += 1
        }
        #expect(seen.count == texts)
    }
}
