import GRDB
import GlassModel
import GlassTestSupport
import Testing

@testable import GlassStore

/// Whatever is summed up, and however a stretch of time is put together from it, the sums are those of the rollups.
@Suite struct SummaryTests {
    private static let start: Int64 = 1_795_000_000
    private static let info = RecordingInfo(
        process: ProcessID(1), executable: "/bin/x", commandLine: "x", host: "h",
        started: Timestamp(rawValue: start * 1_000_000_000 + 400), rate: 99, engine: .ptrace, version: "0")

    /// Some seconds a batch, from `first` on; now and then nothing happens for minutes.
    private func batches(seconds: Int, from first: Int64 = start, seed: UInt64) -> [RecordingBatch] {
        var random = SeededGenerator(seed: seed)
        var dictionary = RecordingBatch()
        dictionary.threads = (1...3).map {
            ThreadRecord(
                key: ThreadKey($0), process: ProcessID(1), thread: ThreadID($0), name: "t", started: Self.info.started)
        }
        dictionary.frames = [Frame(id: FrameID(1), kind: .native, function: "f")]
        dictionary.stacks = (1...20).map { StackNode(id: StackID($0), parent: nil, frame: FrameID(1)) }
        var batches = [dictionary]
        var second = first
        while second < first + Int64(seconds) {
            var batch = RecordingBatch()
            for _ in 0..<20 {
                let time = Timestamp(rawValue: second * 1_000_000_000 + .random(in: 0..<1_000_000_000, using: &random))
                let wall = Int64.random(in: 0...2_000_000, using: &random) * 1_000
                let cpu = Bool.random(using: &random) ? 0 : Int64.random(in: 0...2_000_000, using: &random) * 1_000
                batch.samples.append(
                    Sample(
                        time: time, thread: ThreadKey(.random(in: 1...3, using: &random)),
                        stack: StackID(.random(in: 1...20, using: &random)),
                        weight: Weight(samples: 1, cpu: Nanoseconds(cpu), wall: Nanoseconds(wall))))
                if Int.random(in: 0..<8, using: &random) == 0 { second += 1 }
            }
            batch.samples.sort { $0.time < $1.time }
            batch.counters = counters(at: second, &random)
            if Int.random(in: 0..<40, using: &random) == 0 { second += .random(in: 0...400, using: &random) }
            batches.append(batch)
        }
        return batches
    }

    private func counters(at second: Int64, _ random: inout SeededGenerator) -> [CounterReading] {
        (0..<20).map { index in
            CounterReading(
                time: Timestamp(rawValue: second * 1_000_000_000 + Int64(index)),
                kind: index < 10 ? .threadCPU : .memoryResident, thread: index < 10 ? ThreadKey(1 + index % 3) : nil,
                value: .random(in: Int64.min ... .max, using: &random))
        }
    }

    private func write(_ batches: [RecordingBatch], to path: String) throws {
        let writer = try RecordingWriter(path: path, info: Self.info)
        for batch in batches { try writer.write(batch) }
        var last = RecordingBatch()
        last.end = RecordingEnd(time: Timestamp(rawValue: Self.start * 2_000_000_000), reason: .stopped)
        try writer.write(last)
        try writer.finish()
    }

    private struct Pair: Hashable {
        let thread: ThreadKey
        let stack: StackID
    }

    private func expectEqual(_ past: RecordingPast, _ rollups: [Rollup], in seconds: Range<Int64>) {
        let expected = rollups.filter { seconds.contains($0.second) }
        let threads: Set<ThreadKey>? = seconds.lowerBound % 2 == 0 ? nil : [ThreadKey(2)]
        let counted = expected.filter { threads?.contains($0.thread) ?? true }
        var sums: [Pair: Weight] = [:]
        past.history.forEachWeight(in: seconds, threads: threads) {
            sums[Pair(thread: $0, stack: $1), default: .zero] += $2
        }
        #expect(
            sums == Dictionary(counted.map { (Pair(thread: $0.thread, stack: $0.stack), $0.weight) }) { $0 + $1 })
        var byStack = [Weight](repeating: .zero, count: 20)
        for rollup in expected { byStack[rollup.stack.index] += rollup.weight }
        #expect(past.history.stackWeights(in: seconds, count: 20) == byStack)
        #expect(past.history.stackWeights(in: seconds, count: 3) == Array(byStack.prefix(3)))
        var given: [Rollup] = []
        past.history.forEachRollup(in: seconds) { given.append($0) }
        #expect(given == expected)
        var bySecond: [[Int64]: Weight] = [:]
        var order: [Int64] = []
        past.history.forEachThreadSecond(in: seconds) { second, thread, weight in
            bySecond[[second, Int64(thread.rawValue)], default: .zero] += weight
            order.append(second)
        }
        #expect(order == order.sorted())
        #expect(
            bySecond == Dictionary(expected.map { ([$0.second, Int64($0.thread.rawValue)], $0.weight) }) { $0 + $1 })
    }

    @Test(arguments: [Self.start, Self.start - 3_000])
    func stretchesAddUp(first: Int64) throws {
        let directory = try TemporaryDirectory()
        try write(batches(seconds: 9_000, from: first, seed: UInt64(first)), to: directory["a.glass"])
        let whole = try #require(try RecordingReader(path: directory["a.glass"]).next())
        let reader = try RecordingReader(path: directory["a.glass"], loadsPast: false)
        let delta = try #require(try reader.next())
        let past = try #require(delta.past)
        let end = past.seconds.upperBound
        #expect(delta.rollups == whole.rollups.filter { $0.second >= end })
        #expect(past.seconds.lowerBound == whole.rollups.first?.second)
        for (index, total) in past.stackTotals.enumerated() {
            let all = whole.rollups.filter { $0.stack.index == index && $0.second < end }
            #expect(total == all.reduce(.zero) { $0 + $1.weight })
        }
        #expect(past.threadTotals.values.reduce(.zero, +) == past.stackTotals.reduce(.zero, +))
        var random = SeededGenerator(seed: 3)
        expectEqual(past, whole.rollups, in: past.seconds)
        for _ in 0..<25 {
            let low = Int64.random(in: past.seconds, using: &random)
            let high = Int64.random(in: low..<end, using: &random)
            expectEqual(past, whole.rollups, in: low..<high)
        }
        #expect(reader.notices.isEmpty)
    }

    @Test func everyLengthIsWritten() throws {
        let directory = try TemporaryDirectory()
        try write(batches(seconds: 9_000, seed: 5), to: directory["a.glass"])
        let lengths = try DatabaseQueue(path: directory["a.glass"]).read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT kind || ' ' || CASE kind WHEN 'totals' THEN '' ELSE length END FROM summary
                    ORDER BY kind, length
                    """)
        }
        #expect(lengths == ["counters 8192", "stacks 60", "stacks 600", "stacks 3600", "threads 60", "totals "])
    }

    /// Neither a recording of an earlier version nor one that lost its summaries gives anything else.
    @Test func doesWithoutSummaries() throws {
        let directory = try TemporaryDirectory()
        try write(batches(seconds: 700, seed: 6), to: directory["a.glass"])
        let whole = try #require(try RecordingReader(path: directory["a.glass"]).next())
        let changes = [
            "DELETE FROM summary WHERE kind = 'totals'; DROP TRIGGER rollup_deleted; PRAGMA user_version = 3",
            "DELETE FROM summary", "DROP TABLE summary; PRAGMA user_version = 2",
        ]
        for change in changes {
            let queue = try DatabaseQueue(path: directory["a.glass"])
            try queue.writeWithoutTransaction { try $0.execute(sql: change) }
            try queue.close()
            let reader = try RecordingReader(path: directory["a.glass"], loadsPast: false)
            let delta = try #require(try reader.next())
            let past = try #require(delta.past)
            expectEqual(past, whole.rollups, in: past.seconds)
            #expect(delta.counterRuns.isEmpty && delta.counters == whole.counters)
            #expect(reader.notices.isEmpty)
        }
    }

    @Test func counterRunsHoldWhatTheRowsHold() throws {
        let directory = try TemporaryDirectory()
        try write(batches(seconds: 6_000, seed: 7), to: directory["a.glass"])
        let whole = try #require(try RecordingReader(path: directory["a.glass"]).next())
        let delta = try #require(try RecordingReader(path: directory["a.glass"], loadsPast: false).next())
        let inRuns = delta.counterRuns.flatMap { run in
            run.readings.map { CounterReading(time: $0.time, kind: run.kind, thread: run.thread, value: $0.value) }
        }
        #expect(inRuns.count > 0 && inRuns.count % 8_192 == 0)
        #expect(Set(inRuns + delta.counters) == Set(whole.counters))
        #expect(inRuns.count + delta.counters.count == whole.counters.count)
    }

    /// A reader that was there from the start and one that comes later know the same.
    @Test func aTailingReaderFollowsWithoutWhatLiesBehind() throws {
        let directory = try TemporaryDirectory()
        let all = batches(seconds: 400, seed: 8)
        let writer = try RecordingWriter(path: directory["a.glass"], info: Self.info)
        let reader = try RecordingReader(path: directory["a.glass"], loadsPast: false)
        var open: [Rollup] = []
        var past: RecordingPast?
        for (index, batch) in all.enumerated() {
            try writer.write(batch)
            guard index % 3 == 0 || index == all.count - 1, let delta = try reader.next() else { continue }
            past = past ?? delta.past
            let behind = open.filter { $0.second < delta.rollupsFrom }
            if let past, let first = behind.first, let last = behind.last {
                expectEqual(past, behind, in: first.second..<(last.second + 1))
            }
            open = delta.rollups
        }
        #expect(past?.stackTotals.allSatisfy { $0 == .zero } == true)
        var last = RecordingBatch()
        last.end = RecordingEnd(time: Timestamp(rawValue: Self.start * 2_000_000_000), reason: .stopped)
        try writer.write(last)
        _ = try reader.next()
        try writer.finish()
        #expect(directory.names() == ["a.glass"])
        #expect(reader.notices.isEmpty)
    }

    /// Those of any stretch, also of the seconds that are not behind yet.
    @Test func givesTheSamplesToo() throws {
        let directory = try TemporaryDirectory()
        let all = batches(seconds: 300, seed: 10)
        try write(all, to: directory["a.glass"])
        let past = try #require(try RecordingReader(path: directory["a.glass"], loadsPast: false).next()?.past)
        for (low, high) in [(0, 500), (100, 101), (7, 190), (290, 320), (5, 5)] {
            let bounds = [low, high].map { Timestamp(rawValue: (Self.start + Int64($0)) * 1_000_000_000) }
            var given: [Sample] = []
            past.history.forEachSample(in: bounds[0]..<bounds[1]) { given.append($0) }
            var expected: [Sample] = []
            try RecordingReader(path: directory["a.glass"]).forEachSample { expected.append($0) }
            expected.removeAll { $0.time < bounds[0] || $0.time >= bounds[1] }
            #expect(given == expected)
        }
    }

    @Test func saysWhatIsDamaged() throws {
        let directory = try TemporaryDirectory()
        try write(batches(seconds: 700, seed: 9), to: directory["a.glass"])
        let queue = try DatabaseQueue(path: directory["a.glass"])
        try queue.write { try $0.execute(sql: "UPDATE summary SET bytes = x'0102' WHERE start % 120 = 0") }
        try queue.close()
        let reader = try RecordingReader(path: directory["a.glass"], loadsPast: false)
        let past = try #require(try reader.next()?.past)
        past.history.forEachThreadSecond(in: past.seconds) { _, _, _ in }
        #expect(reader.notices == ["the recording is damaged: times could be read only in part (endsEarly)"])
    }
}
