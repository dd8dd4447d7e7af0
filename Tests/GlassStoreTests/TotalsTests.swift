import Foundation
import GRDB
import GlassModel
import GlassTestSupport
import Testing

@testable import GlassStore

/// What was taken until some second is kept as a sum. With it and without it, whatever became of it, everything adds up to
/// what the rollups say.
@Suite struct TotalsTests {
    private static let start: Int64 = 1_795_000_000
    private static let stackCount: Int32 = 30

    private static func weight(_ random: inout SeededGenerator) -> Weight {
        let wall = Int64.random(in: 0...3_000_000_000, using: &random)
        let cpu = Bool.random(using: &random) ? 0 : Int64.random(in: 0...wall, using: &random)
        return Weight(samples: 1, cpu: Nanoseconds(cpu), wall: Nanoseconds(wall))
    }

    /// Hours with a batch a minute or so, now and then none for long.
    /// - Parameter finishes: False leaves the recording as a killed agent does.
    private func record(hours: Int, seed: UInt64, in directory: TemporaryDirectory, finishes: Bool = true) throws
        -> String
    {
        var random = SeededGenerator(seed: seed)
        let info = RecordingInfo(
            process: ProcessID(1), executable: "/bin/x", commandLine: "x", host: "h",
            started: Timestamp(rawValue: Self.start * 1_000_000_000), rate: 99, engine: .ptrace, version: "0")
        let path = directory["a.glass"]
        let writer = try RecordingWriter(path: finishes ? path : directory["live.glass"], info: info)
        var batch = RecordingBatch()
        batch.threads = (1...2).map {
            ThreadRecord(
                key: ThreadKey($0), process: ProcessID(1), thread: ThreadID($0), name: "t", started: info.started)
        }
        batch.frames = [Frame(id: FrameID(1), kind: .native, function: "f")]
        batch.stacks = (1...Self.stackCount).map { StackNode(id: StackID($0), parent: nil, frame: FrameID(1)) }
        var second = Self.start + .random(in: -20...4_000, using: &random)
        let end = second + Int64(hours) * 3_600
        while second < end {
            for _ in 0..<3 {
                let time = Timestamp(rawValue: second * 1_000_000_000 + .random(in: 0..<1_000_000_000, using: &random))
                batch.samples.append(
                    Sample(
                        time: time, thread: ThreadKey(.random(in: 1...2, using: &random)),
                        stack: StackID(.random(in: 1...Self.stackCount, using: &random)), weight: Self.weight(&random)))
            }
            try writer.write(batch)
            batch = RecordingBatch()
            let isLong = Int.random(in: 0..<60, using: &random) == 0
            second += .random(in: 1...(isLong ? 5_000 : 120), using: &random)
        }
        if finishes {
            try writer.finish()
        } else {
            for suffix in ["", "-wal"] { try copyFile(directory["live.glass" + suffix], path + suffix) }
            try writer.finish()
        }
        return path
    }

    private func execute(_ sql: String, in path: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
    }

    /// Holds what is summed up to the rows.
    private func expectSums(of path: String, saying notices: [String] = []) throws {
        let whole = try #require(try RecordingReader(path: path).next())
        let reader = try RecordingReader(path: path, loadsPast: false)
        let past = try #require(try reader.next()?.past)
        func sums(_ seconds: Range<Int64>) -> [Weight] {
            var sums = [Weight](repeating: .zero, count: Int(Self.stackCount))
            for rollup in whole.rollups where seconds.contains(rollup.second) {
                sums[rollup.stack.index] += rollup.weight
            }
            return sums
        }
        #expect(past.stackTotals == sums(past.seconds))
        for thread in [ThreadKey(1), ThreadKey(2)] {
            let own = whole.rollups.filter { $0.thread == thread && past.seconds.contains($0.second) }
            #expect(past.threadTotals[thread] == own.reduce(.zero) { $0 + $1.weight })
        }
        var random = SeededGenerator(seed: 5)
        for _ in 0..<40 {
            let low = Int64.random(in: past.seconds, using: &random)
            let high = Int64.random(in: low...past.seconds.upperBound, using: &random)
            #expect(past.history.stackWeights(in: low..<high, count: Int(Self.stackCount)) == sums(low..<high))
        }
        #expect(reader.notices == notices)
    }

    @Test(arguments: UInt64(1)...6)
    func stretchesAddUp(seed: UInt64) throws {
        let directory = try TemporaryDirectory()
        let path = try record(hours: 1 + Int(seed), seed: seed, in: directory)
        try expectSums(of: path)
        try execute("DELETE FROM summary WHERE kind = 'totals'", in: path)
        try expectSums(of: path)
    }

    /// There are totals of each full hour, and it opens without a repair.
    @Test func aKilledRecordingAddsUp() throws {
        let directory = try TemporaryDirectory()
        let path = try record(hours: 5, seed: 9, in: directory, finishes: false)
        try expectSums(of: path)
        let count = try DatabaseQueue(path: path).read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM summary WHERE kind = 'totals'")
        }
        #expect(try #require(count) >= 4)
    }

    /// What the bytes say may be wrong in a way that they can be read nevertheless.
    @Test func totalsThatAreDamagedAreSaidAndPassedOver() throws {
        let directory = try TemporaryDirectory()
        let path = try record(hours: 4, seed: 10, in: directory)
        let passedOver = ["a summary of the recording does not fit to its times and was passed over"]
        let queue = try DatabaseQueue(path: path)
        let rows = try queue.read {
            try Row.fetchAll($0, sql: "SELECT length, bytes FROM summary WHERE kind = 'totals'")
        }
        var random = SeededGenerator(seed: 11)
        for round in 0..<6 {
            try queue.write { db in
                for row in rows {
                    let bytes: Data = row["bytes"]
                    var changed = [UInt8](bytes)
                    if round == 0 {
                        changed.removeAll()
                    } else {
                        let place = Int.random(in: changed.indices, using: &random)
                        changed[place] ^= UInt8(1) << UInt8.random(in: 0..<8, using: &random)
                    }
                    let length: Int64 = row["length"]
                    try db.execute(
                        sql: "UPDATE summary SET bytes = ? WHERE kind = 'totals' AND length = ?",
                        arguments: [Data(changed), length])
                }
            }
            try expectSums(of: path, saying: passedOver)
        }
        try queue.close()
    }

    /// Whoever changes the times by hand need not know of what was made of them.
    @Test(arguments: [
        "DELETE FROM rollup_minute WHERE stack = 3",
        "UPDATE rollup_minute SET seconds = substr(seconds, 1, 4) WHERE thread = 1",
        "DELETE FROM rollup_minute WHERE start < (SELECT max(start) FROM rollup_minute) / 2",
    ])
    func staleTotalsAreGone(change: String) throws {
        let directory = try TemporaryDirectory()
        let path = try record(hours: 3, seed: 12, in: directory)
        try execute(change, in: path)
        try expectSums(of: path)
    }
}
