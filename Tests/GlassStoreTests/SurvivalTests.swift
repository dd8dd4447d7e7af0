import GlassModel
import GlassTestSupport
import Testing

@testable import GlassStore

/// What is left of a recording whose writer was killed, or whose file was damaged.
@Suite struct SurvivalTests {
    /// The files as they are after a batch are what a SIGKILL at that moment leaves.
    @Test(arguments: [1, 2, 7, 40, 90])
    func keepsEveryBatchOfAKilledWriter(batches: Int) throws {
        let directory = try TemporaryDirectory(), copies = try TemporaryDirectory()
        var target = TestTarget(seed: UInt64(batches))
        let writer = try RecordingWriter(path: directory["a.glass"], info: TestTarget.info)
        for _ in 0..<batches { try writer.write(target.nextBatch(samples: 150)) }
        for name in directory.names() { try copyFile(directory[name], copies[name]) }
        let reader = try RecordingReader(path: copies["a.glass"])
        let delta = try #require(try reader.next())
        #expect(delta.stacks == target.stacks)
        #expect(delta.rollups.reduce(.zero) { $0 + $1.weight } == target.samples.reduce(.zero) { $0 + $1.weight })
        #expect(try allSamples(copies["a.glass"]) == target.samples)
        #expect(!reader.isLive && reader.info.end == nil && reader.notices == [])
    }

    /// The write-ahead log of a killed writer ends anywhere: a batch that is not whole is not there at all.
    @Test func keepsWholeBatchesOfACutLog() throws {
        let directory = try TemporaryDirectory(), copies = try TemporaryDirectory()
        var target = TestTarget(seed: 77)
        var totals: Set<Int> = [0]
        let writer = try RecordingWriter(path: directory["a.glass"], info: TestTarget.info)
        for _ in 0..<30 {
            try writer.write(target.nextBatch())
            totals.insert(target.samples.count)
        }
        let file = try readBytes(directory["a.glass"]), log = try readBytes(directory["a.glass-wal"])
        var random = SeededGenerator(seed: 1)
        for _ in 0..<40 {
            try writeBytes(file, copies["a.glass"])
            try writeBytes(Array(log.prefix(Int.random(in: 0...log.count, using: &random))), copies["a.glass-wal"])
            if let samples = try? allSamples(copies["a.glass"]) {
                #expect(totals.contains(samples.count))
                #expect(samples.elementsEqual(target.samples.prefix(samples.count)))
            }
        }
    }

    @Test(arguments: 0..<4)
    func neverCrashesOnDamage(part: UInt64) throws {
        let directory = try TemporaryDirectory(), copies = try TemporaryDirectory()
        var target = TestTarget(seed: part)
        let whole = try readBytes(try record(&target, batches: 60, samples: 100, in: directory))
        var random = SeededGenerator(seed: part + 50)
        for round in 0..<50 {
            var bytes = whole
            if round.isMultiple(of: 2) {
                bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random))
            } else {
                for _ in 0...Int.random(in: 0..<20, using: &random) {
                    // Half of them in the first pages, where the structure is.
                    let range = Bool.random(using: &random) ? 0..<20_000 : 0..<bytes.count
                    bytes[Int.random(in: range, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                }
            }
            try writeBytes(bytes, copies["a.glass"])
            readAllOf(copies["a.glass"], round)
        }
    }

    /// Reads what can be read, and holds it to what every reader may rely on.
    private func readAllOf(_ path: String, _ round: Int) {
        do {
            let reader = try RecordingReader(path: path)
            let delta = try #require(try reader.next())
            #expect(delta.stacks.map(\.id.index) == Array(delta.stacks.indices))
            #expect(delta.stacks.allSatisfy { delta.frames.indices.contains($0.frame.index) })
            #expect(delta.stacks.allSatisfy { ($0.parent?.rawValue ?? 0) < $0.id.rawValue })
            #expect(delta.rollups.allSatisfy { delta.stacks.indices.contains($0.stack.index) })
            #expect(delta.frames.allSatisfy { ($0.module?.index ?? -1) < delta.modules.count })
            holdsTogether(delta)
            for request in delta.requests.prefix(2) {
                #expect(try reader.stacks(of: request.id).allSatisfy { delta.stacks.indices.contains($0.stack.index) })
                #expect(try reader.queries(of: request.id).allSatisfy { $0.request == request.id })
            }
            try reader.forEachSample { #expect(delta.stacks.indices.contains($0.stack.index)) }
        } catch let error as StoreError {
            #expect([.notAProfile, .notPermitted].contains(error.kind), "round \(round): \(error)")
        } catch {
            Issue.record("round \(round): \(error)")
        }
    }

    private func holdsTogether(_ delta: RecordingDelta) {
        #expect(delta.requests.map(\.id.index) == Array(delta.requests.indices))
        #expect(delta.requests.allSatisfy { delta.routes.indices.contains($0.route.index) })
        #expect(delta.requests.allSatisfy { ($0.thread?.index ?? -1) < delta.threads.count })
        #expect(delta.queries.map(\.id.index) == Array(delta.queries.indices))
        #expect(delta.queries.allSatisfy { delta.statements.indices.contains($0.statement.index) })
        #expect(delta.routeSeconds.allSatisfy { delta.routes.indices.contains($0.route.index) })
        #expect(delta.statementSeconds.allSatisfy { ($0.route?.index ?? -1) < delta.routes.count })
    }

    /// A file cut in the middle is read up to there, and says so.
    @Test func readsUpToTheDamage() throws {
        let directory = try TemporaryDirectory()
        var target = TestTarget(seed: 12)
        let path = try record(&target, batches: 200, samples: 100, in: directory)
        let bytes = try readBytes(path)
        try writeBytes(Array(bytes.prefix(bytes.count * 3 / 4)), directory["cut.glass"])
        let reader = try RecordingReader(path: directory["cut.glass"])
        let delta = try #require(try reader.next())
        #expect(!delta.rollups.isEmpty)
        #expect(reader.notices.contains { $0.hasPrefix("the recording is damaged: ") })
        #expect(Set(reader.notices).count == reader.notices.count)
    }

    @Test func leavesOutAChunkThatIsDamaged() throws {
        let directory = try TemporaryDirectory()
        var target = TestTarget(seed: 13)
        let path = try record(&target, batches: 3, in: directory)
        let connection = try SQLiteConnection.writing(path: path)
        try connection.access { try $0.execute(sql: "UPDATE sample_chunk SET bytes = x'0102'") }
        try connection.close()
        let reader = try RecordingReader(path: path)
        try reader.forEachSample { _ in Issue.record("a sample of a damaged chunk") }
        #expect(reader.notices.count == 1)
    }
}
