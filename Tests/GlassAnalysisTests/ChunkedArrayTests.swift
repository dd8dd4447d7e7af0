import GlassTestSupport
import Testing

@testable import GlassAnalysis

@Suite struct ChunkedArrayTests {
    /// However it is built and changed, it holds what an array holds.
    @Test func holdsWhatAnArrayHolds() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<30 {
            let length = Int.random(in: 0...900, using: &random)
            var plain = (0..<length).map { _ in Int.random(in: 0...9, using: &random) }
            var chunked = ChunkedArray(plain)
            let copy = chunked
            let before = plain
            for _ in 0..<Int.random(in: 0...600, using: &random) {
                switch Int.random(in: 0...3, using: &random) {
                case 0 where !plain.isEmpty:
                    let index = plain.indices.randomElement(using: &random) ?? 0
                    plain[index] += 10
                    chunked[index] += 10
                case 1:
                    let longer = plain.count + Int.random(in: 0...400, using: &random)
                    if Int.random(in: 0...20, using: &random) == 0 {
                        plain += Array(repeating: 7, count: longer - plain.count)
                        chunked.extend(to: longer, with: 7)
                    }
                default:
                    plain.append(plain.count)
                    chunked.append(chunked.count)
                }
            }
            #expect(Array(chunked) == plain)
            #expect(Array(copy) == before)
            #expect(chunked == ChunkedArray(plain))
        }
    }

    @Test func chunksThatBeganAsOneChangeApart() {
        var array = ChunkedArray(repeating: 0, count: 1_000)
        array[700] = 5
        #expect(array.count == 1_000 && array.reduce(0, +) == 5)
        array.extend(to: 2_000, with: 1)
        #expect(array.reduce(0, +) == 1_005)
    }

    @Test func tellsWhatChanged() {
        let earlier = ChunkedArray(0..<1_000)
        var later = earlier
        later[300] = 0
        later.append(9)
        var ranges: [Range<Int>] = []
        later.forEachChangedRange(since: earlier) { ranges.append($0) }
        #expect(ranges.count == 2)
        #expect(ranges.first?.contains(300) == true && ranges.last?.contains(1_000) == true)
        var none = 0
        later.forEachChangedRange(since: later) { _ in none += 1 }
        #expect(none == 0)
    }

    @Test func findsNumbersByHash() {
        var index = NumberIndex()
        var copy = index
        // Few different hashes, so that many collide.
        func hash(_ number: Int32) -> UInt64 { NumberIndex.hash(number % 50, 0) }
        for number in Int32(0)..<2_000 {
            #expect(index.find(hash: hash(number)) { $0 == number } == nil)
            index.insert(hash: hash(number), number)
            if number == 1_000 { copy = index }
        }
        #expect((0..<2_000).allSatisfy { number in index.find(hash: hash(number)) { $0 == number } == number })
        #expect(copy.find(hash: hash(1_000)) { $0 == 1_000 } == 1_000)
        #expect(copy.find(hash: hash(1_001)) { $0 == 1_001 } == nil)
    }
}
