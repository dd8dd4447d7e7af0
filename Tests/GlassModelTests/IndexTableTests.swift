import Testing

@testable import GlassModel

@Suite struct IndexTableTests {
    @Test func eachPairHasANumberOfItsOwn() {
        var table = IndexTable()
        #expect(table.known(IndexTable.pair(-1, 0)) == nil)
        let given = [(-1, 0), (0, -1), (0, 0)].map { table.index(of: IndexTable.pair($0.0, $0.1)) }
        #expect(given == [0, 1, 2] && table.count == 3)
        #expect(table.known(IndexTable.pair(0, -1)) == 1)
        #expect(table.known(IndexTable.pair(-1, -1)) == nil)
        #expect(table.pair(at: 0)?.first == -1 && table.pair(at: 0)?.second == 0)
        #expect(table.pair(at: 1)?.first == 0 && table.pair(at: 1)?.second == -1)
        #expect(table.pair(at: 3) == nil && table.pair(at: -1) == nil)
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func itAgreesWithADictionary(shift: UInt64) {
        var state = shift
        var table = IndexTable(capacity: Int(shift) * 100)
        var reference: [UInt64: Int] = [:]
        for _ in 0..<2_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let key = (state >> 40 % 1_000) &<< shift
            guard table.known(key) == reference[key] else {
                Issue.record("\(key) has \(String(describing: table.known(key)))")
                return
            }
            let number = reference[key] ?? reference.count
            reference[key] = number
            #expect(table.index(of: key) == number)
        }
        #expect(table.count == reference.count)
        table.removeAll()
        #expect(table.known(1 << shift) == nil && table.count == 0)
        #expect(table.index(of: 1 << shift) == 0)
    }

    /// A long chain, a wide fan and multiples of a power of two: a poor hash would crawl through them.
    @Test func patternsOfRealTreesDoNotCollide() {
        var table = IndexTable()
        for number in 0..<100_000 as Range<Int32> {
            _ = table.index(of: IndexTable.pair(number, number + 1))
            _ = table.index(of: IndexTable.pair(-2, number))
            _ = table.index(of: IndexTable.pair(-3, number &<< 14))
        }
        #expect(table.count == 300_000)
        #expect(table.known(IndexTable.pair(-3, 99_999 &<< 14)) == 299_999)
        #expect(table.longestSearch < 100)
    }
}
