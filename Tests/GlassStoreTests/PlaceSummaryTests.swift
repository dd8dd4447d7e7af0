import GRDB
import GlassModel
import GlassTestSupport
import Testing

@testable import GlassStore

/// Frames and stacks are read from summaries where there are any, and are what the rows say whatever became of these.
@Suite struct PlaceSummaryTests {
    private func batch(seed: UInt64) -> RecordingBatch {
        var random = SeededGenerator(seed: seed)
        var batch = RecordingBatch()
        batch.modules = (1...5).map { Module(id: ModuleID($0), path: "/lib/\($0)", buildID: nil) }
        batch.frames = (Int32(1)...9_000).map { id in
            let isCode = Bool.random(using: &random)
            return Frame(
                id: FrameID(id), kind: FrameKind.allCases.randomElement(using: &random) ?? .native,
                function: id % 11 == 0 ? "" : "f日\(id % 4_000)<T>",
                module: isCode ? ModuleID(.random(in: 1...5, using: &random)) : nil,
                address: isCode ? ModuleAddress(.random(in: 0...UInt64.max, using: &random)) : nil,
                file: isCode ? "/src/\(id % 60).c" : nil,
                line: isCode ? .random(in: Int32.min...Int32.max, using: &random) : nil)
        }
        batch.stacks = (Int32(1)...40_000).map { id in
            let isRoot = id == 1 || Int.random(in: 0..<50, using: &random) == 0
            return StackNode(
                id: StackID(id), parent: isRoot ? nil : StackID(.random(in: 1..<id, using: &random)),
                frame: FrameID(.random(in: 1...9_000, using: &random)))
        }
        return batch
    }

    private func record(_ batch: RecordingBatch, in directory: TemporaryDirectory) throws -> String {
        let path = directory["a.glass"]
        let writer = try RecordingWriter(path: path, info: TestTarget.info)
        try writer.write(batch)
        try writer.finish()
        return path
    }

    private func read(_ path: String) throws -> (delta: RecordingDelta, notices: [String]) {
        let reader = try RecordingReader(path: path, loadsPast: false)
        return (try #require(try reader.next()), reader.notices)
    }

    private func execute(_ sql: String, in path: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { db in
            // For each stack that goes, SQLite would look through all of them for its children.
            try db.execute(sql: "PRAGMA foreign_keys = OFF")
            try db.execute(sql: sql)
        }
        try queue.close()
    }

    @Test func giveWhatTheRowsGive() throws {
        let directory = try TemporaryDirectory()
        let batch = batch(seed: 1)
        let path = try record(batch, in: directory)
        let kinds = try DatabaseQueue(path: path).read { db in
            try String.fetchAll(db, sql: "SELECT kind || ' ' || count(*) FROM summary GROUP BY kind ORDER BY kind")
        }
        #expect(kinds == ["frames 2", "tree 2"])
        for change in ["", "DELETE FROM summary", "DROP TABLE summary; PRAGMA user_version = 2"] {
            try execute(change, in: path)
            let (delta, notices) = try read(path)
            #expect(delta.frames == batch.frames)
            #expect(delta.stacks == batch.stacks)
            #expect(notices.isEmpty)
        }
    }

    /// They are passed over, which is said, and the rows are read.
    @Test(arguments: [
        "bytes = x''", "bytes = x'0105'", "bytes = substr(bytes, 1, length(bytes) - 1)", "bytes = bytes || x'00'",
        "bytes = x'7f' || substr(bytes, 2)", "bytes = (SELECT bytes FROM summary WHERE kind = 'tree') || x'01'",
    ])
    func damagedOnesAreSaidAndPassedOver(change: String) throws {
        let directory = try TemporaryDirectory()
        let batch = batch(seed: 2)
        let path = try record(batch, in: directory)
        try execute("UPDATE summary SET \(change) WHERE start > 1", in: path)
        let (delta, notices) = try read(path)
        #expect(delta.frames == batch.frames)
        #expect(delta.stacks == batch.stacks)
        #expect(
            notices == [
                "a summary of the recording's frames does not fit to them and was passed over",
                "a summary of the recording's stacks does not fit to them and was passed over",
            ])
    }

    @Test func staleOnesAreGone() throws {
        let directory = try TemporaryDirectory()
        let path = try record(batch(seed: 3), in: directory)
        try execute("UPDATE frame SET function = 'secret' WHERE id = 77; DELETE FROM stack WHERE id > 20000", in: path)
        let (delta, notices) = try read(path)
        #expect(delta.frames[76].function == "secret")
        #expect(delta.stacks.count == 20_000)
        #expect(notices.isEmpty)
    }

    /// Where rows vanished in a way that SQLite does not know of.
    @Test func thoseOfRowsThatAreNotThereArePassedOver() throws {
        let directory = try TemporaryDirectory()
        let path = try record(batch(seed: 4), in: directory)
        try execute("DROP TRIGGER stack_deleted; DELETE FROM stack WHERE id > 20000", in: path)
        let (delta, notices) = try read(path)
        #expect(delta.stacks.count == 20_000)
        #expect(notices == ["a summary of the recording's stacks does not fit to them and was passed over"])
    }

    @Test func comeBackAsTheyWere() throws {
        let batch = batch(seed: 5)
        let frames = try FrameSummary.encode(batch.frames).withUnsafeBytes { try FrameSummary.decode($0, from: 1) }
        #expect(frames == batch.frames)
        var stacks: [StackNode] = []
        try TreeSummary.encode(batch.stacks).withUnsafeBytes { bytes in
            try TreeSummary.decode(bytes, from: 1) { stacks.append($0) }
        }
        #expect(stacks == batch.stacks)
    }

    @Test func damagedBytesNeverTrap() {
        var random = SeededGenerator(seed: 6)
        var small = batch(seed: 7)
        (small.frames, small.stacks) = (Array(small.frames.prefix(40)), Array(small.stacks.prefix(40)))
        var sums = RollupSums(stacks: 9, threads: 2)
        sums.withBuffers { $0.add(Weight(samples: 1, cpu: Nanoseconds(2), wall: Nanoseconds(3)), stack: 5, thread: 1) }
        let whole = [FrameSummary.encode(small.frames), TreeSummary.encode(small.stacks), TotalsSummary.encode(sums)]
            .map { Array($0.dropLast(Checksum.length)) }
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
            Checksum.sealed(bytes).withUnsafeBytes { bytes in
                _ = try? FrameSummary.decode(bytes, from: .max - 20)
                try? TreeSummary.decode(bytes, from: 3) { _ in }
                try? TotalsSummary.add(bytes, to: &sums, sign: .plus)
            }
        }
    }

    /// Numbers of every length, near the end of the bytes and far from it.
    @Test func numbersComeBack() throws {
        var random = SeededGenerator(seed: 8)
        for _ in 0..<300 {
            let numbers = (0..<20).map { _ in
                UInt64.random(in: 0...UInt64.max, using: &random) >> UInt64.random(in: 0..<64, using: &random)
            }
            var writer = VarintWriter()
            for number in numbers { writer.append(number) }
            try writer.bytes.withUnsafeBytes { bytes in
                var reader = VarintReader(bytes)
                var back: [UInt64] = []
                for _ in numbers { back.append(try reader.next()) }
                #expect(back == numbers)
                #expect(reader.isAtEnd)
            }
        }
    }
}
