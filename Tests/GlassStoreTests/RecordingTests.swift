import GlassModel
import GlassTestSupport
import GRDB
import Testing

@testable import GlassStore

@Suite struct RecordingTests {
    @Test func givesBackEveryTable() throws {
        let directory = try TemporaryDirectory()
        var target = TestTarget(seed: 3)
        let path = try record(&target, batches: 80, in: directory)
        let reader = try RecordingReader(path: path)
        var known = KnownRecording()
        known.apply(try #require(try reader.next()))
        #expect(known.threads == Dictionary(uniqueKeysWithValues: target.threads.map { ($0.key.rawValue, $0) }))
        #expect(known.modules == target.modules)
        #expect(known.frames == target.frames)
        #expect(known.stacks == target.stacks)
        #expect(known.counters == target.counters)
        #expect(known.losses == target.lossTotals)
        #expect(known.tallies.contains(UnwindTally(module: nil, end: .noModule, count: Int64(target.frames.count))))
        #expect(known.traffic == target.traffic.known)
        #expect(known.total == target.samples.reduce(.zero) { $0 + $1.weight })
        var info = TestTarget.info
        info.end = target.end
        #expect(reader.info == info)
        #expect(reader.notices == [])
        #expect(try reader.next() == nil)
    }

    @Test func givesBackEverySample() throws {
        let directory = try TemporaryDirectory()
        var target = TestTarget(seed: 4)
        // More than one chunk, and a single batch that is larger than a chunk.
        let path = try record(&target, batches: 30, samples: 900, in: directory)
        #expect(try allSamples(path) == target.samples)
        let middle = target.samples[target.samples.count / 2].time
        let range = middle...(middle + Nanoseconds(3_000_000_000))
        var some: [Sample] = []
        try RecordingReader(path: path).forEachSample(in: range) { some.append($0) }
        #expect(some == target.samples.filter { range.contains($0.time) })
        #expect(!some.isEmpty && some.count < target.samples.count)
    }

    @Test func takesABatchLargerThanAChunk() throws {
        let directory = try TemporaryDirectory()
        var target = TestTarget(seed: 5)
        let path = try record(&target, batches: 2, samples: 30_000, in: directory)
        #expect(try allSamples(path) == target.samples)
    }

    @Test(arguments: [
        RecordingEnd.Reason.stopped, .durationOver, .targetExited(status: 3), .targetKilled(signal: 11), .targetGone,
        .failed("no space"),
    ])
    func tellsHowItEnded(reason: RecordingEnd.Reason) throws {
        let directory = try TemporaryDirectory()
        let writer = try RecordingWriter(path: directory["a.glass"], info: TestTarget.info)
        var batch = RecordingBatch()
        batch.end = RecordingEnd(time: Timestamp(rawValue: 5), reason: reason)
        try writer.write(batch)
        try writer.finish()
        #expect(try RecordingReader(path: directory["a.glass"]).info.end == batch.end)
    }

    @Test func leavesOneFileBehind() throws {
        let directory = try TemporaryDirectory()
        var target = TestTarget(seed: 6)
        _ = try record(&target, batches: 3, in: directory)
        #expect(directory.names() == ["a.glass"])
    }

    /// What someone with nothing but `sqlite3` sees.
    @Test func answersPlainSQL() throws {
        let directory = try TemporaryDirectory()
        var target = TestTarget(seed: 8)
        let path = try record(&target, batches: 40, in: directory)
        let cpu = target.samples.reduce(Weight.zero) { $0 + $1.weight }.cpu.rawValue
        try DatabaseQueue(path: path).read { db in
            let own = try #require(try Double.fetchOne(db, sql: "SELECT sum(cpu_ms) FROM function_self"))
            #expect(abs(own * 1e6 - Double(cpu)) < 1e6)
            let threads = try #require(try Double.fetchOne(db, sql: "SELECT sum(cpu_ms) FROM thread_time"))
            #expect(abs(threads * 1e6 - Double(cpu)) < 1e6)
            let below = try Int.fetchOne(
                db,
                sql: "SELECT count(*) FROM function_self s JOIN function_total t USING (function, module) "
                    + "WHERE t.cpu_ms < s.cpu_ms - 0.001")
            #expect(below == 0)
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM stack_text") == target.stacks.count)
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM counter_reading") == target.counters.count)
            let day = try String.fetchOne(db, sql: "SELECT date(min(time)) FROM rollup_time")
            #expect(day == "2026-11-18")
            #expect(try String.fetchOne(db, sql: "PRAGMA integrity_check") == "ok")
            #expect(try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").isEmpty)
        }
    }
}

/// Writes a whole recording, from its first batch to its end.
func record(
    _ target: inout TestTarget, batches: Int, samples: Int = 20, in directory: TemporaryDirectory
) throws -> String {
    let path = directory["a.glass"]
    let writer = try RecordingWriter(path: path, info: TestTarget.info)
    for _ in 0..<batches { try writer.write(target.nextBatch(samples: samples)) }
    try writer.write(target.lastBatch())
    try writer.finish()
    return path
}

func allSamples(_ path: String) throws -> [Sample] {
    var samples: [Sample] = []
    try RecordingReader(path: path).forEachSample { samples.append($0) }
    return samples
}
