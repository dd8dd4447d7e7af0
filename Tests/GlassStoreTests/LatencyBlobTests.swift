import GlassModel
import GlassTestSupport
import Testing

@testable import GlassStore

@Suite struct LatencyBlobTests {
    /// Every bucket that there is, and the values around its edges.
    @Test func givesBackEveryValue() throws {
        var counts = LatencyCounts()
        for shift in 0..<63 {
            for step: Int64 in [-1, 0, 1] {
                counts.add(Nanoseconds((1 << Int64(shift)) + step), count: Int64(shift + 1))
            }
        }
        counts.add(Nanoseconds(.max), count: .max)
        counts.add(Nanoseconds(-5))
        #expect(try LatencyBlob.decode(LatencyBlob.encode(counts)) == counts)
    }

    @Test(arguments: 0..<10)
    func givesBackAnyCounts(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var counts = LatencyCounts()
        for _ in 0..<300 {
            let bits = Int64.random(in: 0..<63, using: &random)
            counts.add(Nanoseconds(Int64.random(in: 0...(1 << bits), using: &random)))
        }
        #expect(try LatencyBlob.decode(LatencyBlob.encode(counts)) == counts)
    }

    @Test func isSmall() {
        var random = SeededGenerator(seed: 1)
        var counts = LatencyCounts()
        for _ in 0..<1_000 { counts.add(Nanoseconds(Int64.random(in: 1_000_000..<4_000_000, using: &random))) }
        #expect(LatencyBlob.encode(counts).count <= counts.entries.count * 3)
        #expect(LatencyBlob.encode(LatencyCounts()).isEmpty)
    }

    @Test(arguments: 0..<20)
    func refusesOrReadsRandomBytes(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let bytes = (0..<Int.random(in: 0..<40, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            if let counts = try? LatencyBlob.decode(bytes) { #expect(counts.entries.allSatisfy { $0.count > 0 }) }
        }
        #expect(throws: ChunkDamage.self) { try LatencyBlob.decode([0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 1]) }
        #expect(throws: ChunkDamage.endsEarly) { try LatencyBlob.decode([5]) }
    }
}
