import Testing

@testable import GlassSampler

struct PairNumbersTests {
    private typealias Pair = PairNumbers.Pair

    @Test func eachPairHasANumberOfItsOwn() {
        var numbers = PairNumbers()
        #expect(numbers.number(of: Pair(first: -1, second: 0)) == nil)
        let given = [Pair(first: -1, second: 0), Pair(first: 0, second: -1), Pair(first: 0, second: 0)].map {
            numbers.add($0)
        }
        #expect(given == [0, 1, 2])
        #expect(numbers.number(of: Pair(first: 0, second: -1)) == 1)
        #expect(numbers.number(of: Pair(first: -1, second: -1)) == nil)
        #expect(numbers[2] == Pair(first: 0, second: 0))
        #expect(numbers[3] == nil && numbers[-1] == nil)
    }

    @Test func itAgreesWithADictionary() {
        var state: UInt64 = 7
        var numbers = PairNumbers()
        var reference: [[Int32]: Int32] = [:]
        for _ in 0..<50_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let (first, second) = (Int32((state >> 40) % 300) - 1, Int32((state >> 33) % 100))
            let pair = Pair(first: first, second: second)
            let known = numbers.number(of: pair)
            guard known == reference[[first, second]] else {
                Issue.record("\(pair) has \(String(describing: known))")
                return
            }
            if known == nil { reference[[first, second]] = numbers.add(pair) }
        }
        #expect(numbers.count == reference.count && numbers.count > 20_000)
    }

    /// A long chain, a wide fan and multiples of a power of two: a poor hash would crawl through them.
    @Test func patternsOfRealTreesDoNotCollide() {
        var numbers = PairNumbers()
        for number in 0..<100_000 as Range<Int32> {
            _ = numbers.add(Pair(first: number, second: number + 1))
            _ = numbers.add(Pair(first: -2, second: number))
            _ = numbers.add(Pair(first: -3, second: number &<< 14))
        }
        #expect(numbers.count == 300_000)
        #expect(numbers.number(of: Pair(first: -3, second: 99_999 &<< 14)) == 299_999)
        #expect(numbers.longestSearch < 100)
    }
}
