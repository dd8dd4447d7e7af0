import GlassModel
import GlassTestSupport
import Testing

@testable import GlassStore

@Suite struct TailingTests {
    /// However the looks fall between the batches, the deltas add up to what a first look at the end gives.
    @Test(arguments: 0..<12)
    func deltasAddUpToTheWhole(seed: UInt64) throws {
        let directory = try TemporaryDirectory()
        var target = TestTarget(seed: seed)
        var random = SeededGenerator(seed: seed + 100)
        let writer = try RecordingWriter(path: directory["a.glass"], info: TestTarget.info)
        var readers = [
            try RecordingReader(path: directory["a.glass"]), try RecordingReader(path: directory["a.glass"]),
        ]
        var known = [KnownRecording(), KnownRecording()]
        for _ in 0..<60 {
            try writer.write(target.nextBatch(samples: Int.random(in: 0..<60, using: &random)))
            for index in readers.indices where Int.random(in: 0..<3, using: &random) == 0 {
                if let delta = try readers[index].next() { known[index].apply(delta) }
            }
            if readers.count == 2 && Int.random(in: 0..<30, using: &random) == 0 {
                readers.append(try RecordingReader(path: directory["a.glass"]))
                known.append(KnownRecording())
            }
        }
        try writer.write(target.lastBatch())
        for index in readers.indices { known[index].apply(try #require(try readers[index].next())) }
        try writer.finish()
        var whole = KnownRecording()
        whole.apply(try #require(try RecordingReader(path: directory["a.glass"]).next()))
        #expect(known.allSatisfy { $0 == whole })
        #expect(whole.traffic == target.traffic.known)
        #expect(whole.total == target.samples.reduce(.zero) { $0 + $1.weight })
    }

    @Test func givesNothingWhereNothingChanged() throws {
        let directory = try TemporaryDirectory()
        var target = TestTarget(seed: 1)
        let writer = try RecordingWriter(path: directory["a.glass"], info: TestTarget.info)
        let reader = try RecordingReader(path: directory["a.glass"])
        #expect(try reader.next() != nil)
        #expect(try reader.next() == nil)
        try writer.write(target.nextBatch())
        #expect(try reader.next()?.frames.isEmpty == false)
        #expect(try reader.next() == nil)
        try writer.write(RecordingBatch())
        #expect(try reader.next() == nil)
    }

    @Test func writerKnowsWhetherAnybodyWatches() throws {
        let directory = try TemporaryDirectory()
        var target = TestTarget(seed: 5)
        let writer = try RecordingWriter(path: directory["a.glass"], info: TestTarget.info)
        let idle = try RecordingReader(path: directory["a.glass"])
        #expect(try idle.next() != nil)
        #expect(!writer.isWatched)
        var readers = try (0..<2).map { _ in try RecordingReader(path: directory["a.glass"]) }
        for reader in readers { reader.watch() }
        #expect(writer.isWatched && idle.isLive)
        #expect(throws: StoreError.busy(path: directory["a.glass"])) {
            _ = try RecordingWriter(path: directory["a.glass"], info: TestTarget.info, overwrite: true)
        }
        readers.removeLast()
        #expect(writer.isWatched)
        try writer.write(target.lastBatch())
        // Who has seen the end lets go.
        #expect(try readers[0].next() != nil)
        #expect(!writer.isWatched)
        try writer.finish()
        #expect(!writer.isWatched)
    }

    @Test func givesAgainOnlyTheSecondsThatMayChange() throws {
        let directory = try TemporaryDirectory()
        var target = TestTarget(seed: 2)
        let writer = try RecordingWriter(path: directory["a.glass"], info: TestTarget.info)
        let reader = try RecordingReader(path: directory["a.glass"])
        var newest = Int64.min
        for _ in 0..<50 {
            try writer.write(target.nextBatch())
            let delta = try #require(try reader.next())
            #expect(newest == .min ? delta.rollupsFrom == .min : delta.rollupsFrom >= newest - 2)
            #expect(delta.rollups.allSatisfy { $0.second >= delta.rollupsFrom })
            #expect(delta.rollups.map(\.second) == delta.rollups.map(\.second).sorted())
            newest = max(newest, delta.rollups.map(\.second).max() ?? newest)
        }
    }

    /// So many rollups that they are written once a second, which ends without a word, as that of a killed agent; a reader
    /// that looks after each batch, and one that never looked before.
    @Test func aFloodComesThroughWholeOnceItsSecondsAreOver() throws {
        let directory = try TemporaryDirectory()
        let writer = try RecordingWriter(path: directory["a.glass"], info: TestTarget.info)
        let reader = try RecordingReader(path: directory["a.glass"])
        var known = KnownRecording()
        let stacks = Int32(RollupWindow.writtenAtOnce + 1)
        for tenth: Int64 in 0..<25 {
            var batch = RecordingBatch()
            if tenth == 0 { Self.announce(stacks, in: &batch) }
            let time = TestTarget.info.started + Nanoseconds(tenth * 100_000_000)
            batch.samples = (1...stacks).map { stack in
                Sample(
                    time: time, thread: ThreadKey(1), stack: StackID(stack),
                    weight: Weight(samples: 1, cpu: Nanoseconds(1_000), wall: Nanoseconds(1_000)))
            }
            try writer.write(batch)
            if let delta = try reader.next() { known.apply(delta) }
            let seconds = Set((0...tenth).map { (TestTarget.info.started + Nanoseconds($0 * 100_000_000)).second })
            let begun = (0...tenth).count {
                (TestTarget.info.started + Nanoseconds($0 * 100_000_000)).second == seconds.max()
            }
            #expect(known.total.samples >= (tenth + 1 - Int64(begun)) * Int64(stacks))
        }
        try writer.finish()
        if let delta = try reader.next() { known.apply(delta) }
        #expect(known.total.samples == 25 * Int64(stacks))
        var whole = KnownRecording()
        whole.apply(try #require(try RecordingReader(path: directory["a.glass"]).next()))
        #expect(whole == known)
    }

    private static func announce(_ stacks: Int32, in batch: inout RecordingBatch) {
        batch.threads = [
            ThreadRecord(
                key: ThreadKey(1), process: ProcessID(1), thread: ThreadID(1), name: "one",
                started: TestTarget.info.started)
        ]
        batch.frames = [Frame(id: FrameID(1), kind: .native, function: "main")]
        batch.stacks = (1...stacks).map { StackNode(id: StackID($0), parent: nil, frame: FrameID(1)) }
    }

    @Test func knowsWhetherAWriterLives() throws {
        let directory = try TemporaryDirectory()
        var target = TestTarget(seed: 3)
        var writer: RecordingWriter? = try RecordingWriter(path: directory["a.glass"], info: TestTarget.info)
        try writer?.write(target.nextBatch())
        let reader = try RecordingReader(path: directory["a.glass"])
        #expect(reader.isLive)
        writer = nil
        #expect(!reader.isLive)
        #expect(reader.info.end == nil)
    }

    /// A reader that has seen the end lets the writer make a single file of it, and can still read samples.
    @Test func isNotInTheWayOfTheEnd() throws {
        let directory = try TemporaryDirectory()
        var target = TestTarget(seed: 4)
        let writer = try RecordingWriter(path: directory["a.glass"], info: TestTarget.info)
        let reader = try RecordingReader(path: directory["a.glass"])
        try writer.write(target.nextBatch())
        try writer.write(target.lastBatch())
        #expect(try reader.next()?.info.end == target.end)
        #expect(!reader.isLive)
        try writer.finish()
        #expect(directory.names() == ["a.glass"])
        #expect(try reader.next() == nil)
        var samples: [Sample] = []
        try reader.forEachSample { samples.append($0) }
        #expect(samples == target.samples)
    }

    /// A reader that does not look any more keeps its log beside the recording, but nothing is missing.
    @Test func survivesAReaderThatStopsLooking() throws {
        let directory = try TemporaryDirectory()
        var target = TestTarget(seed: 5)
        let writer = try RecordingWriter(path: directory["a.glass"], info: TestTarget.info)
        let idle = try RecordingReader(path: directory["a.glass"])
        _ = try idle.next()
        try writer.write(target.nextBatch())
        try writer.write(target.lastBatch())
        try writer.finish()
        #expect(try allSamples(directory["a.glass"]) == target.samples)
        #expect(try idle.next()?.info.end == target.end)
    }

    @Test func givesOnlySamplesOfWhatItAnnounced() throws {
        let directory = try TemporaryDirectory()
        var target = TestTarget(seed: 6)
        let writer = try RecordingWriter(path: directory["a.glass"], info: TestTarget.info)
        try writer.write(target.nextBatch())
        let reader = try RecordingReader(path: directory["a.glass"])
        let stacks = try #require(try reader.next()).stacks.count
        for _ in 0..<20 { try writer.write(target.nextBatch()) }
        var highest: Int32 = 0
        try reader.forEachSample { highest = max(highest, $0.stack.rawValue) }
        #expect(highest > 0 && highest <= stacks)
        #expect(reader.notices == [])
        _ = try reader.next()
        var count = 0
        try reader.forEachSample { _ in count += 1 }
        #expect(count == target.samples.count)
    }

    @Test func passesOnWhatTheBodyThrows() throws {
        let directory = try TemporaryDirectory()
        var target = TestTarget(seed: 7)
        let reader = try RecordingReader(path: try record(&target, batches: 2, in: directory))
        #expect(throws: TestFailure.self) { try reader.forEachSample { _ in throw TestFailure("enough") } }
        #expect(try reader.next() != nil)
    }
}
