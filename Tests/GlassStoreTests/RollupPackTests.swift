import GRDB
import GlassModel
import GlassTestSupport
import Testing

@testable import GlassStore

/// Rollups of minutes that are over take less room, and read as they did before.
@Suite struct RollupPackTests {
    private func microseconds(_ samples: Int64, _ cpu: Int64, _ wall: Int64) -> Weight {
        Weight(samples: samples, cpu: Nanoseconds(cpu * 1_000), wall: Nanoseconds(wall * 1_000))
    }

    private func decoded(_ text: [UInt8]) throws -> [RollupPack.Second] {
        var seconds: [RollupPack.Second] = []
        try text.withUnsafeBytes { bytes in
            Result { () throws(ChunkDamage) in try RollupPack.decode(bytes) { seconds.append($0) } }
        }.get()
        return seconds
    }

    /// The numbers around which a character takes another byte, or another place, among them.
    @Test func givesBackWhatItTook() throws {
        let numbers: [Int64] = [
            0, 1, 126, 127, 128, 2_046, 2_047, 0xD7FE, 0xD7FF, 0xD800, 0xE000, 0xFFFD, 0xFFFE, 0xFFFF, 0x10000,
            RollupPack.largest,
        ]
        var text: [UInt8] = []
        var expected: [RollupPack.Second] = []
        for (index, cpu) in numbers.enumerated() {
            for wall in numbers {
                let second = RollupPack.Second(offset: Int64(index % 60), weight: microseconds(wall, cpu, wall))
                #expect(RollupPack.rounded(second.weight) == second.weight)
                RollupPack.append(second, to: &text)
                expected.append(second)
            }
        }
        #expect(try decoded(text) == expected)
        let scalars = try #require(String(validating: text, as: UTF8.self)).unicodeScalars
        #expect(!scalars.contains { $0.value == 0 || (0xD800...0xFFFF).contains($0.value) })
    }

    @Test func cutsToTheNearestMicrosecond() {
        let weight = Weight(samples: 1, cpu: Nanoseconds(1_499), wall: Nanoseconds(1_500))
        #expect(RollupPack.rounded(weight) == microseconds(1, 1, 2))
    }

    @Test func leavesWhatHasNoCharacter() {
        let limit = RollupPack.largest
        for weight in [
            microseconds(1, limit + 1, limit + 1), microseconds(1, 0, limit + 1), microseconds(limit + 1, 0, 0),
            microseconds(-1, 0, 0), microseconds(1, -1, 0), microseconds(1, 0, -1),
            Weight(samples: 1, cpu: Nanoseconds(.min), wall: Nanoseconds(.max)),
        ] { #expect(RollupPack.rounded(weight) == nil) }
    }

    @Test func survivesAnyText() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0..<40, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            for second in (try? decoded(bytes)) ?? [] {
                #expect((0..<60).contains(second.offset) && second.weight.isSound)
            }
        }
        func damage(_ text: String) -> ChunkDamage? {
            do { _ = try decoded(Array(text.utf8)) } catch { return error as? ChunkDamage }
            return nil
        }
        #expect(damage("\u{1}\u{1}\u{1}") == .endsEarly)
        #expect(damage("\u{79}\u{1}\u{1}\u{1}") == .unknownIdentifier)
        #expect(damage("\u{FFFD}\u{1}\u{1}\u{1}") == .unknownIdentifier)
    }

    @Test func startsOfMinutesAreMultiplesAlsoBeforeTheRecording() {
        #expect([-61, -60, -1, 0, 59, 60].map { RollupPack.start(of: $0) } == [-120, -60, -60, 0, 0, 60])
    }
}

/// What whole recordings hold.
@Suite struct PackedRecordingTests {
    private static let start: Int64 = 1_795_000_000
    private static let info = RecordingInfo(
        process: ProcessID(1), executable: "/bin/x", commandLine: "x", host: "h",
        started: Timestamp(rawValue: start * 1_000_000_000), rate: 99, engine: .ptrace, version: "0")

    private struct Key: Hashable {
        let second: Int64
        let thread: Int32
        let stack: Int32
    }

    /// A batch a second of two threads; every tenth second one waits longer than can be packed.
    private func write(
        seconds: Range<Int64>, to writer: RecordingWriter, dictionaries: Bool = true, _ sums: inout [Key: Weight]
    ) throws {
        var random = SeededGenerator(seed: UInt64(seconds.count))
        for second in seconds {
            var batch = RecordingBatch()
            if dictionaries, second == seconds.lowerBound {
                batch.threads = (1...2).map {
                    ThreadRecord(
                        key: ThreadKey($0), process: ProcessID(1), thread: ThreadID($0), name: "t",
                        started: Self.info.started)
                }
                batch.frames = [Frame(id: FrameID(1), kind: .native, function: "f")]
                batch.stacks = (1...30).map { StackNode(id: StackID($0), parent: nil, frame: FrameID(1)) }
            }
            for index in 0..<20 {
                let thread = Int32(index % 2 + 1), stack = Int32.random(in: 1...30, using: &random)
                let wall = second % 10 == 0 && index == 0 ? 5_000_000 : Int64.random(in: 0...40_000, using: &random)
                let cpu = Bool.random(using: &random) ? Int64.random(in: 0...40_000, using: &random) : 0
                let weight = Weight(samples: 1, cpu: Nanoseconds(cpu * 1_000), wall: Nanoseconds(wall * 1_000))
                let time = Timestamp(rawValue: (Self.start + second) * 1_000_000_000 + Int64(index) * 1_000)
                batch.samples.append(
                    Sample(time: time, thread: ThreadKey(thread), stack: StackID(stack), weight: weight))
                sums[Key(second: second, thread: thread, stack: stack), default: .zero] += weight
            }
            try writer.write(batch)
        }
    }

    /// A recording that has ended, and what it is to hold.
    private func recording(of seconds: Range<Int64>) throws -> (directory: TemporaryDirectory, sums: [Key: Weight]) {
        let directory = try TemporaryDirectory()
        let writer = try RecordingWriter(path: directory["a.glass"], info: Self.info)
        var sums: [Key: Weight] = [:]
        try write(seconds: seconds, to: writer, &sums)
        try writer.finish()
        return (directory, sums)
    }

    private func given(_ rollups: [Rollup]) -> [Key: Weight] {
        Dictionary(
            uniqueKeysWithValues: rollups.map {
                (Key(second: $0.second - Self.start, thread: $0.thread.rawValue, stack: $0.stack.rawValue), $0.weight)
            })
    }

    /// As the view gives them.
    private func viewed(_ path: String) throws -> [Key: Weight] {
        try DatabaseQueue(path: path).read { db in
            let rows = try Row.fetchAll(db, sql: "SELECT second, thread, stack, samples, cpu_ns, wall_ns FROM rollup")
            return Dictionary(
                uniqueKeysWithValues: rows.map { row in
                    (
                        Key(second: row[0], thread: row[1], stack: row[2]),
                        Weight(samples: row[3], cpu: Nanoseconds(row[4]), wall: Nanoseconds(row[5]))
                    )
                })
        }
    }

    private func count(_ table: String, _ path: String) throws -> Int {
        try DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") ?? 0 }
    }

    @Test(arguments: [0, -200] as [Int64])
    func readersAndTheViewGiveAllOfThem(first: Int64) throws {
        let directory = try TemporaryDirectory()
        let path = directory["a.glass"]
        let writer = try RecordingWriter(path: path, info: Self.info)
        var sums: [Key: Weight] = [:]
        try write(seconds: first..<(first + 190), to: writer, &sums)
        // As an agent leaves it that is killed: the minutes that are over are packed, the last is not.
        let whole = try #require(try RecordingReader(path: path).next())
        #expect(given(whole.rollups) == sums)
        #expect(zip(whole.rollups, whole.rollups.dropFirst()).allSatisfy { $0.second <= $1.second })
        #expect(try viewed(path) == sums)
        #expect(try count("rollup_minute", path) > 60)
        #expect(try count("rollup_second", path) > 60)
        try writer.finish()
        #expect(given(try #require(try RecordingReader(path: path).next()).rollups) == sums)
        #expect(try viewed(path) == sums)
        // Each of these has a second that cannot be packed.
        let places = "SELECT thread, stack, second - (second % 60 + 60) % 60 AS start FROM rollup_second"
        #expect(
            try count("(SELECT thread, stack FROM (\(places)) JOIN rollup_minute USING (start, thread, stack))", path)
                == 0)
        #expect(try count("rollup_second", path) * 3 < sums.count)
        #expect(try count("pragma_freelist_count WHERE freelist_count = 0", path) == 1)
    }

    /// What cannot be packed stays (second 120), and nothing else.
    @Test(arguments: [(121..<129, 0), (118..<129, 1), (-9..<9, 1)] as [(Range<Int64>, Int)])
    func aShortRecordingIsPackedAtItsEnd(seconds: Range<Int64>, left: Int) throws {
        let (directory, sums) = try recording(of: seconds)
        let path = directory["a.glass"]
        #expect(try count("(SELECT DISTINCT second FROM rollup_second WHERE wall_ns > 4000000000)", path) == left)
        let rows = try count("rollup_second", path)
        #expect(left == 0 ? rows == 0 : (left..<60).contains(rows))
        #expect(try count("pragma_freelist_count WHERE freelist_count = 0", path) == 1)
        #expect(try count("sqlite_schema WHERE name = 'rollup_deleted'", path) == 1)
        #expect(try viewed(path) == sums)
        #expect(given(try #require(try RecordingReader(path: path).next()).rollups) == sums)
    }

    @Test func findsTheFirstAndTheLastSecondOfPacks() throws {
        let directory = try TemporaryDirectory()
        let path = directory["a.glass"]
        let writer = try RecordingWriter(path: path, info: Self.info)
        var sums: [Key: Weight] = [:]
        try write(seconds: 121..<125, to: writer, &sums)
        try write(seconds: 127..<129, to: writer, dictionaries: false, &sums)
        try writer.finish()
        let connection = try SQLiteConnection.reading(path: path)
        try connection.access { db in
            let tables = try RollupTables(connection: connection, db: db)
            let firsts = try [.min, 0, 121, 122, 125, 127, 128].map { try tables.firstSecond(from: $0) }
            #expect(firsts == [121, 121, 121, 122, 127, 127, 128])
            #expect(try tables.firstSecond(from: 129) == nil)
            #expect(try tables.firstSecond(from: .max) == nil)
            #expect(try tables.lastSecond() == 128)
        }
    }

    @Test(arguments: [0, -200] as [Int64])
    func theViewFindsMinutesWithoutDecodingOthers(first: Int64) throws {
        let directory = try TemporaryDirectory()
        let path = directory["a.glass"]
        let writer = try RecordingWriter(path: path, info: Self.info)
        var sums: [Key: Weight] = [:]
        try write(seconds: first..<(first + 190), to: writer, &sums)
        #expect(try count("rollup WHERE minute % 60 != 0 OR second NOT BETWEEN minute AND minute + 59", path) == 0)
        let minute = RollupPack.start(of: first + 60)
        let inMinute = sums.keys.count { (minute..<(minute + 60)).contains($0.second) }
        #expect(try count("rollup WHERE minute = \(minute)", path) == inMinute)
        let plan = try DatabaseQueue(path: path).read { db in
            try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN SELECT * FROM rollup WHERE minute BETWEEN 0 AND 60")
                .map { $0["detail"] as String }
        }
        #expect(plan.contains { $0.hasPrefix("SEARCH m USING PRIMARY KEY") }, "\(plan)")
    }

    @Test func aReaderThatComesLateFindsWhatWasPackedMeanwhile() throws {
        let directory = try TemporaryDirectory()
        let path = directory["a.glass"]
        let writer = try RecordingWriter(path: path, info: Self.info)
        var sums: [Key: Weight] = [:]
        try write(seconds: 0..<30, to: writer, &sums)
        let reader = try RecordingReader(path: path)
        var rollups = try #require(try reader.next()).rollups
        try write(seconds: 30..<400, to: writer, dictionaries: false, &sums)
        let delta = try #require(try reader.next())
        rollups.removeAll { $0.second >= delta.rollupsFrom }
        #expect(given(rollups + delta.rollups) == sums)
        #expect(reader.notices.isEmpty)
    }

    /// Packing is no change that the summaries would have to go for; what somebody does by hand is.
    @Test func packingKeepsSummaries() throws {
        let (directory, _) = try recording(of: 0..<400)
        let path = directory["a.glass"]
        #expect(try count("summary WHERE kind = 'stacks'", path) == 6)
        try DatabaseQueue(path: path).write { try $0.execute(sql: "DELETE FROM rollup_minute WHERE stack = 1") }
        #expect(try count("summary WHERE kind = 'stacks'", path) == 0)
    }

    @Test func aDamagedPackIsToldAndTheRestRead() throws {
        let (directory, sums) = try recording(of: 0..<200)
        let path = directory["a.glass"]
        try DatabaseQueue(path: path).write {
            try $0.execute(sql: "UPDATE rollup_minute SET seconds = seconds || 'x' WHERE start = 120 AND stack > 15")
        }
        let reader = try RecordingReader(path: path)
        let delta = try #require(try reader.next())
        #expect(given(delta.rollups).filter { $0.key.second < 120 } == sums.filter { $0.key.second < 120 })
        #expect(reader.notices == ["the recording is damaged: times could be read only in part (endsEarly)"])
    }

    /// Before there were packs.
    @Test func readsAnEarlierVersionAsItIs() throws {
        let directory = try TemporaryDirectory()
        let path = directory["old.glass"]
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { db in
            try Schema(migrations: Array(Schema.current.migrations.prefix(4))).migrate(db, from: 0)
            try RecordingRow(info: Self.info, pinned: false).insert(db)
            try db.execute(
                sql: """
                    INSERT INTO thread VALUES (1, 1, 1, 'main', 5, NULL, 1);
                    INSERT INTO frame VALUES (1, 'native', 'main', NULL, NULL, NULL, NULL);
                    INSERT INTO stack VALUES (1, NULL, 1);
                    INSERT INTO rollup VALUES (3, 1, 1, 7, 8, 9), (130, 1, 1, 1, 2, 3);
                    """)
        }
        let expected = [
            Key(second: 3, thread: 1, stack: 1): Weight(samples: 7, cpu: Nanoseconds(8), wall: Nanoseconds(9)),
            Key(second: 130, thread: 1, stack: 1): Weight(samples: 1, cpu: Nanoseconds(2), wall: Nanoseconds(3)),
        ]
        #expect(given(try #require(try RecordingReader(path: path).next()).rollups) == expected)
        let past = try #require(try RecordingReader(path: path, loadsPast: false).next()?.past)
        #expect(past.stackTotals.map(\.samples) == [7])
        // Brought up to date, it says the same, and its views still work.
        try queue.writeWithoutTransaction { try Schema.current.migrate($0, from: 4) }
        try queue.close()
        #expect(given(try #require(try RecordingReader(path: path).next()).rollups) == expected)
        #expect(try viewed(path) == expected)
        #expect(try count("function_self", path) == 1)
        #expect(try count("pragma_integrity_check WHERE integrity_check = 'ok'", path) == 1)
    }
}
