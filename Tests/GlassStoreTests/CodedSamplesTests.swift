import GlassModel
import GlassTestSupport
import Testing

@testable import GlassStore

/// The ways in which many samples are written, or were.
enum SampleCoding: CaseIterable {
    case packed, coded

    func encode(_ samples: [Sample]) -> [UInt8] {
        switch self {
        case .packed: PackedSamples.encode(samples)
        case .coded: CodedSamples.encode(samples)
        }
    }

    var format: UInt8 {
        switch self {
        case .packed: UInt8(PackedSamples.format)
        case .coded: UInt8(CodedSamples.format)
        }
    }
}

extension SampleChunk {
    static func decode(_ bytes: [UInt8]) throws(ChunkDamage) -> [Sample] {
        var samples: [Sample] = []
        try bytes.withUnsafeBytes { bytes in
            Result { () throws(ChunkDamage) in try SampleChunk.decode(bytes, into: &samples) }
        }.get()
        return samples
    }
}

@Suite struct CodedSamplesTests {
    private func anyTime(_ random: inout SeededGenerator) -> Int64 {
        // Of any size, not only large.
        let bits = Int64.random(in: 0..<63, using: &random)
        return (Int64.random(in: .min ... .max, using: &random) >> bits) / 1_000 * 1_000
    }

    private func anySamples(_ count: Int, _ random: inout SeededGenerator) -> [Sample] {
        (0..<count).map { _ in
            Sample(
                time: Timestamp(rawValue: anyTime(&random)), thread: ThreadKey(Int32.random(in: 1...5, using: &random)),
                stack: StackID(Int32.random(in: Bool.random(using: &random) ? 1...3 : .min ... .max, using: &random)),
                weight: Weight(
                    samples: Int64.random(in: 0...2, using: &random),
                    cpu: Nanoseconds(Bool.random(using: &random) ? 0 : anyTime(&random)),
                    wall: Nanoseconds(anyTime(&random))))
        }
    }

    @Test(arguments: 0..<40, SampleCoding.allCases)
    func givesBackWhatItTook(seed: UInt64, coding: SampleCoding) throws {
        var random = SeededGenerator(seed: seed)
        let samples = anySamples(Int.random(in: 0...400, using: &random), &random)
        #expect(try SampleChunk.decode(coding.encode(samples)) == samples)
    }

    /// A carry through many digits, and a chance as certain as it gets.
    @Test(arguments: SampleCoding.allCases)
    func keepsLongRunsAndWhatBreaksThem(coding: SampleCoding) throws {
        var random = SeededGenerator(seed: 3)
        var samples: [Sample] = []
        for index in 0..<50_000 {
            let isOdd = Int.random(in: 0..<5_000, using: &random) == 0
            let wall = isOdd ? anyTime(&random) : 10_000_000
            samples.append(
                Sample(
                    time: Timestamp(rawValue: Int64(index) * 10_000_000), thread: ThreadKey(1),
                    stack: StackID(isOdd ? Int32(index + 1) : 1),
                    weight: Weight(samples: 1, cpu: Nanoseconds(wall), wall: Nanoseconds(wall))))
        }
        let bytes = coding.encode(samples)
        #expect(try SampleChunk.decode(bytes) == samples)
        #expect(bytes.count < samples.count * 2)
    }

    /// Two threads in turn, each stopped a little after it was last known to stand: what a sampler produces.
    @Test(arguments: SampleCoding.allCases)
    func takesFewBytesForARegularSampler(coding: SampleCoding) throws {
        var random = SeededGenerator(seed: 7)
        var samples: [Sample] = []
        var tick: Int64 = 1_795_000_000_000_000_000
        var last = [tick, tick]
        for _ in 0..<5_000 {
            tick += 10_101_000 + Int64.random(in: -1_000...1_000, using: &random) * 1_000
            for thread in 0..<2 {
                let time = tick + Int64(thread) * 60_000 + Int64.random(in: 0..<32, using: &random) * 1_000
                let wall = time - last[thread]
                let weight = Weight(
                    samples: 1, cpu: Nanoseconds(wall - Int64.random(in: 0..<64, using: &random) * 1_000),
                    wall: Nanoseconds(wall))
                last[thread] = time
                samples.append(
                    Sample(
                        time: Timestamp(rawValue: time), thread: ThreadKey(Int32(thread + 1)),
                        stack: StackID(Int32.random(in: 1...60, using: &random)), weight: weight))
            }
        }
        let packed = coding.encode(samples).count
        // Chance alone makes 21 bits of it: the stack, the time and the CPU time.
        #expect(packed * 8 < samples.count * 25)
        #expect(packed * 4 < SampleChunk.encode(samples).count * 3)
    }

    @Test(arguments: 0..<10, SampleCoding.allCases)
    func anyDamageIsFound(seed: UInt64, coding: SampleCoding) {
        var random = SeededGenerator(seed: seed)
        let whole = coding.encode(anySamples(50, &random))
        for _ in 0..<200 {
            var bytes = whole
            bytes[Int.random(in: bytes.indices, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
            #expect(throws: ChunkDamage.self) { try SampleChunk.decode(bytes) }
        }
        for length in 0..<whole.count {
            #expect(throws: ChunkDamage.self) { try SampleChunk.decode(Array(whole[..<length])) }
        }
    }

    /// Also what somebody made who knows the checksum.
    @Test(arguments: 0..<20, SampleCoding.allCases)
    func surviveBytesThatNoWriterWrote(seed: UInt64, coding: SampleCoding) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            var bytes: [UInt8] = [coding.format, 200, 1, 0, 1, 2, 1, 2]
            bytes += (0..<Int.random(in: 0..<60, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            if let samples = try? SampleChunk.decode(Checksum.sealed(bytes)) { #expect(samples.count == 200) }
        }
    }

    /// What a writer wrote, with some of it changed: most codes and columns have a meaning still.
    @Test(arguments: 0..<40, SampleCoding.allCases)
    func surviveChangedBytesThatHaveAMeaning(seed: UInt64, coding: SampleCoding) {
        var random = SeededGenerator(seed: seed)
        let whole = coding.encode(anySamples(120, &random)).dropLast(Checksum.length)
        for _ in 0..<100 {
            var bytes = Array(whole)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if let samples = try? SampleChunk.decode(Checksum.sealed(bytes)) {
                #expect(samples.count <= SampleChunk.countLimit)
            }
        }
    }
}
