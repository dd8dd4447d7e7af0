import GlassModel
import GlassTestSupport
import Testing

@testable import GlassStore

/// Sums of single samples are those that the samples have, to the nanosecond.
@Suite struct SampleSumsTests {
    private func sums(
        of samples: [Sample], stacks: Int, where isCounted: (Sample) -> Bool = { _ in true }
    ) -> [Weight] {
        var weights = [Weight](repeating: .zero, count: stacks)
        for sample in samples where isCounted(sample) { weights[sample.stack.index] += sample.weight }
        return weights
    }

    /// Many chunks that are coded, and the last ones of a recording that nobody finished.
    @Test(arguments: 0..<6, [true, false])
    func areThoseOfAllSamples(seed: UInt64, isFinished: Bool) throws {
        let directory = try TemporaryDirectory()
        var target = TestTarget(seed: seed)
        let writer = try RecordingWriter(path: directory["a.glass"], info: TestTarget.info)
        for _ in 0..<40 { try writer.write(target.nextBatch(samples: 1 + Int(seed) * 150)) }
        if isFinished {
            try writer.write(target.lastBatch())
            try writer.finish()
        }
        let reader = try RecordingReader(path: directory["a.glass"])
        #expect(try reader.stackWeights() == sums(of: target.samples, stacks: target.stacks.count))
        #expect(reader.notices == [])
    }

    /// Stretches that begin and end anywhere, mostly in the middle of a chunk.
    @Test(arguments: 0..<3)
    func areThoseOfAnyStretchAndAnyThreads(seed: UInt64) throws {
        let directory = try TemporaryDirectory()
        var target = TestTarget(seed: seed)
        let path = try record(&target, batches: 40, samples: 700, in: directory)
        var random = SeededGenerator(seed: seed)
        let reader = try RecordingReader(path: path)
        let times = target.samples.map(\.time)
        for _ in 0..<10 {
            let ends = (0..<2).map { _ in
                times[Int.random(in: times.indices, using: &random)]
                    + Nanoseconds(Int64.random(in: -1_500...1_500, using: &random))
            }
            let range = min(ends[0], ends[1])...max(ends[0], ends[1])
            let threads = Set(target.threads.map(\.key).filter { _ in Bool.random(using: &random) })
            let expected = sums(of: target.samples, stacks: target.stacks.count) {
                range.contains($0.time) && threads.contains($0.thread)
            }
            #expect(try reader.stackWeights(in: range, threads: threads) == expected)
            let all = sums(of: target.samples, stacks: target.stacks.count) { range.contains($0.time) }
            #expect(try reader.stackWeights(in: range) == all)
        }
    }

    @Test func areThoseOfTheSecondsThatAWriterSummed() throws {
        let directory = try TemporaryDirectory()
        var target = TestTarget(seed: 9)
        let reader = try RecordingReader(path: try record(&target, batches: 100, samples: 400, in: directory))
        let delta = try #require(try reader.next())
        var weights = [Weight](repeating: .zero, count: delta.stacks.count)
        for rollup in delta.rollups { weights[rollup.stack.index] += rollup.weight }
        #expect(try reader.stackWeights() == weights)
    }

    @Test func holdOnlyWhatTheReaderAnnounced() throws {
        let directory = try TemporaryDirectory()
        var target = TestTarget(seed: 6)
        let writer = try RecordingWriter(path: directory["a.glass"], info: TestTarget.info)
        try writer.write(target.nextBatch())
        let reader = try RecordingReader(path: directory["a.glass"])
        let delta = try #require(try reader.next())
        for _ in 0..<20 { try writer.write(target.nextBatch(samples: 2_000)) }
        let expected = sums(of: target.samples, stacks: target.stacks.count) {
            $0.stack.index < delta.stacks.count && $0.thread.rawValue <= delta.threads.count
        }
        #expect(try reader.stackWeights() == Array(expected.prefix(delta.stacks.count)))
    }

    /// Of a chunk whose end turns out to be damaged nothing counts, also of its sound beginning.
    @Test func leaveOutAChunkThatIsDamaged() throws {
        let directory = try TemporaryDirectory()
        var target = TestTarget(seed: 13)
        let path = try record(&target, batches: 3, samples: 9_000, in: directory)
        let connection = try SQLiteConnection.writing(path: path)
        try connection.access { db in
            let id = try connection.statement(db, "SELECT min(id) FROM sample_chunk").number() ?? 0
            let chunk = try connection.statement(db, "SELECT bytes FROM sample_chunk WHERE id = ?").bind(1, id)
            #expect(try chunk.step())
            var bytes = Array(chunk.blob(0).dropLast(Checksum.length))
            chunk.reset()
            bytes[bytes.count - 1] ^= 0xFF
            try connection.statement(db, "UPDATE sample_chunk SET bytes = ? WHERE id = ?")
                .bind(1, Checksum.sealed(bytes)).bind(2, id).run()
        }
        try connection.close()
        let reader = try RecordingReader(path: path)
        var expected = [Weight](repeating: .zero, count: target.stacks.count)
        try reader.forEachSample { expected[$0.stack.index] += $0.weight }
        #expect(reader.notices.count == 1)
        #expect(try reader.stackWeights() == expected)
        #expect(reader.notices.count == 1)
        let all = sums(of: target.samples, stacks: target.stacks.count)
        #expect(expected != all && expected.contains { $0 != .zero })
    }
}

/// Chunk by chunk, of any samples, in any of the ways in which they were ever written.
@Suite struct ChunkSumsTests {
    @Test(arguments: 0..<30, SampleCoding.allCases)
    func areThoseOfItsSamples(seed: UInt64, coding: SampleCoding) throws {
        var random = SeededGenerator(seed: seed)
        let samples = (0..<Int.random(in: 0...3_000, using: &random)).map { index in
            let wall = Int64.random(in: 0...100_000, using: &random) * 1_000
            return Sample(
                time: Timestamp(rawValue: Int64(index) * 1_000_000),
                thread: ThreadKey(.random(in: 1...4, using: &random)),
                stack: StackID(.random(in: -1...9, using: &random)),
                weight: Weight(
                    samples: .random(in: 0...2, using: &random),
                    cpu: Nanoseconds(Bool.random(using: &random) ? wall : 0), wall: Nanoseconds(wall)))
        }
        var known = BatchCounts()
        (known.threads, known.stacks) = (3, 7)
        var sums = SampleSums(known: known, range: nil, threads: nil)
        try coding.encode(samples).withUnsafeBytes { try sums.add($0) }
        var expected = [Weight](repeating: .zero, count: known.stacks)
        for sample in samples where known.holds(sample) { expected[sample.stack.index] += sample.weight }
        #expect(sums.weights == expected)
    }
}
