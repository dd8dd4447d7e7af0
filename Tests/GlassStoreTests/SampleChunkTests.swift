import GlassModel
import GlassTestSupport
import Testing

@testable import GlassStore

@Suite struct SampleChunkTests {
    @Test(arguments: 0..<40)
    func givesBackWhatItTook(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let samples = anySamples(Int.random(in: 0...300, using: &random), &random)
        #expect(try SampleChunk.decode(SampleChunk.encode(samples)) == samples)
    }

    @Test func keepsExtremes() throws {
        let extremes: [Int64] = [.min, .max, -1_000, 0, 1_000, 1 << 62].map { $0 / 1_000 * 1_000 }
        let samples = extremes.flatMap { time in
            extremes.map { value in
                Sample(
                    time: Timestamp(rawValue: time), thread: ThreadKey(.max), stack: StackID(.min),
                    weight: Weight(samples: value, cpu: Nanoseconds(time), wall: Nanoseconds(value)))
            }
        }
        #expect(try SampleChunk.decode(SampleChunk.encode(samples)) == samples)
    }

    @Test func cutsToMicrosecondsWithoutDrift() throws {
        var random = SeededGenerator(seed: 9)
        var now: Int64 = 1_795_000_000_000_000_123
        let samples = (0..<5_000).map { _ in
            let wall = Int64.random(in: 0...20_000_000, using: &random)
            now += wall
            let cpu = Bool.random(using: &random) ? 0 : Int64.random(in: 0...wall, using: &random)
            let weight = Weight(samples: 1, cpu: Nanoseconds(cpu), wall: Nanoseconds(wall))
            return Sample(time: Timestamp(rawValue: now), thread: ThreadKey(1), stack: StackID(1), weight: weight)
        }
        let bytes = SampleChunk.encode(samples)
        let decoded = try SampleChunk.decode(bytes)
        for (cut, exact) in zip(decoded, samples) {
            #expect((0..<1_000).contains((exact.time - cut.time).rawValue))
            #expect(abs((exact.weight - cut.weight).wall.rawValue) < 1_000)
            #expect(abs((exact.weight - cut.weight).cpu.rawValue) < 1_000)
        }
        let drift = samples.reduce(.zero) { $0 + $1.weight } - decoded.reduce(.zero) { $0 + $1.weight }
        #expect(abs(drift.wall.rawValue) < 1_000 && abs(drift.cpu.rawValue) < 1_000)
    }

    /// Two threads in turn, each sample a tick after the thread's last: what a sampler produces.
    @Test func takesFewBytesForARegularSampler() {
        var random = SeededGenerator(seed: 7)
        let samples = (0..<10_000).map { index in
            let tick = Int64(index / 2) * 10_101_010
            return Sample(
                time: Timestamp(rawValue: 1_795_000_000_000_000_000 + tick + Int64(index % 2) * 60_000),
                thread: ThreadKey(Int32(index % 2 + 1)), stack: StackID(Int32.random(in: 1...60, using: &random)),
                weight: Weight(samples: 1, cpu: Nanoseconds(10_101_010), wall: Nanoseconds(10_101_010)))
        }
        #expect(SampleChunk.encode(samples).count < 4 * samples.count)
    }

    @Test(arguments: 0..<20)
    func refusesRandomBytes(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            var bytes = (0..<Int.random(in: 0..<60, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            if !bytes.isEmpty, Bool.random(using: &random) { bytes[0] = UInt8(SampleChunk.format) }
            _ = try? SampleChunk.decode(bytes)
        }
    }

    @Test(arguments: 0..<20)
    func survivesDamage(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let whole = SampleChunk.encode(anySamples(50, &random))
        for _ in 0..<200 {
            var bytes = whole
            for _ in 0...Int.random(in: 0..<3, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if let samples = try? SampleChunk.decode(bytes) { #expect(samples.count <= SampleChunk.countLimit) }
        }
        for length in 0..<whole.count {
            #expect(throws: ChunkDamage.self) { try SampleChunk.decode(Array(whole[..<length])) }
        }
    }

    @Test func namesWhatIsWrong() {
        var random = SeededGenerator(seed: 1)
        let one = SampleChunk.encode(anySamples(1, &random))
        #expect(throws: ChunkDamage.endsEarly) { try SampleChunk.decode([]) }
        #expect(throws: ChunkDamage.unknownFormat) { try SampleChunk.decode([9]) }
        #expect(throws: ChunkDamage.countTooLarge) { try SampleChunk.decode([1, 0xFF, 0xFF, 0xFF, 0x7F]) }
        #expect(throws: ChunkDamage.trailingBytes) { try SampleChunk.decode(one + [0]) }
        #expect(throws: ChunkDamage.numberTooLong) { try SampleChunk.decode([UInt8](repeating: 0xFF, count: 12)) }
    }

    private func anyTime(_ random: inout SeededGenerator) -> Int64 {
        Int64.random(in: .min ... .max, using: &random) / 1_000 * 1_000
    }

    private func anySamples(_ count: Int, _ random: inout SeededGenerator) -> [Sample] {
        (0..<count).map { _ in
            Sample(
                time: Timestamp(rawValue: anyTime(&random)),
                thread: ThreadKey(Int32.random(in: 1...5, using: &random)),
                stack: StackID(Int32.random(in: .min ... .max, using: &random)),
                weight: Weight(
                    samples: Int64.random(in: 0...2, using: &random),
                    cpu: Nanoseconds(Bool.random(using: &random) ? 0 : anyTime(&random)),
                    wall: Nanoseconds(anyTime(&random))))
        }
    }
}
