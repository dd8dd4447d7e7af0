import GlassModel
import GlassTestSupport
import Testing

@testable import GlassStore

@Suite struct SummaryBytesTests {
    private func weight(_ random: inout SeededGenerator) -> Weight {
        let wall = Int64.random(in: 0...5_000_000_000, using: &random)
        let cpu = Bool.random(using: &random) ? 0 : Int64.random(in: 0...5_000_000_000, using: &random)
        return Weight(
            samples: .random(in: 0...99, using: &random), cpu: Nanoseconds(cpu), wall: Nanoseconds(wall))
    }

    private func stacks(_ random: inout SeededGenerator) -> [StackSummary.Entry] {
        var pairs: Set<[Int32]> = []
        for _ in 0..<50 { pairs.insert([.random(in: 1...9, using: &random), .random(in: 1...500, using: &random)]) }
        return pairs.map { StackSummary.Entry(thread: $0[0], stack: $0[1], weight: weight(&random)) }
            .sorted { $0.isBefore($1) }
    }

    @Test func comesBackAsItWas() throws {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<50 {
            let entries = stacks(&random)
            var back: [StackSummary.Entry] = []
            var ofOne: [StackSummary.Entry] = []
            try StackSummary.encode(entries).withUnsafeBytes { bytes in
                try StackSummary.decode(bytes) {
                    back.append(StackSummary.Entry(thread: $0.rawValue, stack: $1.rawValue, weight: $2))
                }
                try StackSummary.decode(bytes, threads: [ThreadKey(3)]) {
                    ofOne.append(StackSummary.Entry(thread: $0.rawValue, stack: $1.rawValue, weight: $2))
                }
            }
            #expect(back == entries)
            #expect(ofOne == entries.filter { $0.thread == 3 })
            let threads = (0..<30).map { (index: Int) -> ThreadSummary.Entry in
                let second = Int64(index / 4) - 5
                return ThreadSummary.Entry(second: second, thread: Int32(1 + index % 4), weight: weight(&random))
            }
            var threadsBack: [ThreadSummary.Entry] = []
            try ThreadSummary.encode(threads, origin: -9).withUnsafeBytes { bytes in
                try ThreadSummary.decode(bytes, origin: -9) {
                    threadsBack.append(ThreadSummary.Entry(second: $0, thread: $1.rawValue, weight: $2))
                }
            }
            #expect(threadsBack == threads)
        }
    }

    @Test func extremeNumbersComeBack() throws {
        let readings = [Int64.min, .max, 0, -1, .max, .min].map { CounterSummary.Reading(time: $0, value: $0) }
        let series = [(series: CounterSummary.Series(kind: .max, thread: .max), readings: readings)]
        var back: [CounterSummary.Reading] = []
        try CounterSummary.encode(series).withUnsafeBytes { bytes in
            try CounterSummary.decode(bytes) { back += $1 }
        }
        #expect(back == readings)
    }

    /// Whatever the bytes are, decoding ends, and no identifier is made up beyond 32 bits.
    @Test func damagedBytesNeverTrap() {
        var random = SeededGenerator(seed: 2)
        let whole = [
            StackSummary.encode(stacks(&random)),
            ThreadSummary.encode([ThreadSummary.Entry(second: 4, thread: 1, weight: weight(&random))], origin: 0),
            CounterSummary.encode([
                (CounterSummary.Series(kind: 1, thread: 0), [CounterSummary.Reading(time: 5, value: 6)])
            ]),
        ]
        for _ in 0..<3_000 {
            var bytes = whole.randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                guard let place = bytes.indices.randomElement(using: &random) else { break }
                switch Int.random(in: 0...2, using: &random) {
                case 0: bytes[place] = .random(in: 0...255, using: &random)
                case 1: bytes.removeSubrange(place...)
                default: bytes.insert(.random(in: 0...255, using: &random), at: place)
                }
            }
            bytes.withUnsafeBytes { bytes in
                try? StackSummary.decode(bytes) { _, _, _ in }
                try? ThreadSummary.decode(bytes, origin: .max) { _, _, _ in }
                try? CounterSummary.decode(bytes) { _, _ in }
            }
        }
    }
}
