import Testing

@testable import glass_demo

@Suite struct WorkTests {
    @Test func sievesPrimes() {
        #expect(sievePrimes(below: 30) == [2, 3, 5, 7, 11, 13, 17, 19, 23, 29])
        #expect(sievePrimes(below: 10_000).count == 1_229)
        #expect(sievePrimes(below: 2).isEmpty)
        #expect(sievePrimes(below: -5).isEmpty)
    }

    @Test func multipliesMatrices() {
        let left = Matrix(size: 2) { row, column in [[1.0, 2], [3, 4]][row][column] }
        let right = Matrix(size: 2) { row, column in [[5.0, 6], [7, 8]][row][column] }
        #expect(left.multiplied(by: right).cells == [19, 22, 43, 50])
        #expect(left.transposed().cells == [1, 3, 2, 4])
    }

    @Test func reportsTheSameForTheSameSeed() {
        let report = buildSalesReport(days: 300, seed: 1)
        #expect(report == buildSalesReport(days: 300, seed: 1))
        #expect(report != buildSalesReport(days: 300, seed: 2))
        let revenues = report.bestDays.map(\.revenueCents)
        #expect(revenues == revenues.sorted(by: >))
        #expect(revenues.count == 200)
    }

    @Test func countsEveryRequestOnceAlsoAcrossACompaction() {
        let journal = AccessJournal()
        let found = AccessJournal.Entry(path: "items", status: 200)
        let missing = AccessJournal.Entry(path: "items", status: 404)
        journal.record(path: "items", status: 200)
        journal.compact()
        journal.record(path: "items", status: 200)
        journal.record(path: "items", status: 404)
        #expect(journal.totals() == [found: 2, missing: 1])
        journal.compact()
        #expect(journal.totals() == [found: 2, missing: 1])
    }

    @Test func generatesTheKnownSequence() {
        // The first values of the reference implementation for the seed 1234567.
        var random = SplitMix64(seed: 1_234_567)
        #expect(random.next() == 6_457_827_717_110_365_317)
        #expect(random.next() == 3_203_168_211_198_807_973)
    }

    @Test func mixesTheRequestsInTheirShares() {
        var mix = RequestMix(seed: 42)
        var counts: [String: Int] = [:]
        for _ in 0..<18_000 {
            counts[RequestTarget(mix.next(servers: []).uri).segments.first ?? "/", default: 0] += 1
        }
        // Without servers the shares add up to 90.
        let expected = [
            "/": 12, "items": 32, "favicon.ico": 1, "search": 10, "report": 14, "slow": 4, "fail": 3, "healthz": 4,
            "events": 4, "items.csv": 1, "quotes": 5,
        ]
        #expect(Set(counts.keys) == Set(expected.keys))
        for (path, share) in expected { #expect(abs((counts[path] ?? 0) - share * 200) < 200, "\(path)") }
    }

    @Test func pausesAroundTheMean() {
        var mix = RequestMix(seed: 1)
        let pauses = (0..<1_000).map { _ in mix.pause(aroundMicroseconds: 1_000) }
        #expect(pauses.allSatisfy { (500...1_500).contains($0) })
        #expect(Set(pauses).count > 100)
    }
}
