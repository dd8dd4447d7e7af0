import GRDB
import GlassModel

/// The rollups of a recording of any version, in order of second, within a transaction of the caller's: those that are
/// packed and those that are not. Seconds count as the tables count.
struct RollupTables {
    let connection: SQLiteConnection
    let db: Database
    /// Where rollups stand that are not packed.
    private let table: String
    /// Recordings before version 5 have no packs.
    private let hasPacks: Bool

    struct Row {
        let second: Int64
        let thread: Int32
        let stack: Int32
        let weight: Weight

        fileprivate func isBefore(_ other: Row) -> Bool {
            (second, thread, stack) < (other.second, other.thread, other.stack)
        }
    }

    init(connection: SQLiteConnection, db: Database) throws {
        self.connection = connection
        self.db = db
        let packs = try connection.statement(db, "SELECT count(*) FROM sqlite_schema WHERE name = 'rollup_minute'")
        hasPacks = try packs.number() == 1
        table = hasPacks ? "rollup_second" : "rollup"
    }

    private func statement(_ sql: String) throws -> SQLStatement { try connection.statement(db, sql) }

    /// Calls `body` with each rollup of a stretch. What is damaged ends it with an error: `DatabaseError` or
    /// ``ChunkDamage``.
    func forEachRow(in seconds: Range<Int64>, _ body: (Row) -> Void) throws {
        var next = seconds.lowerBound
        while next < seconds.upperBound, let start = try firstPacked(at: next), start < seconds.upperBound {
            if start > next { try forEachUnpacked(in: next..<start, body) }
            let end = start + RollupPack.length
            let minute = seconds.clamped(to: start..<end)
            for row in try minuteRows(start, in: minute) { body(row) }
            next = end
        }
        if next < seconds.upperBound { try forEachUnpacked(in: next..<seconds.upperBound, body) }
    }

    /// Calls `body` with what threads took at stacks within a stretch, each pair as often as it has parts, in no order: that is
    /// quicker than rollup by rollup. What is damaged ends it with an error.
    func forEachPart(in seconds: Range<Int64>, _ body: (ThreadKey, StackID, Weight) -> Void) throws {
        try forEachUnpacked(in: seconds) { body(ThreadKey($0.thread), StackID($0.stack), $0.weight) }
        guard hasPacks else { return }
        let packs = try statement(
            "SELECT start, thread, stack, seconds FROM rollup_minute WHERE start >= ? AND start < ?")
        defer { packs.reset() }
        packs.bind(1, Self.start(of: seconds.lowerBound)).bind(2, seconds.upperBound)
        while try packs.step() {
            let start = packs.int64(0)
            var sum = Weight.zero
            try packs.withText(3) { text throws(ChunkDamage) in
                try RollupPack.decode(text) { packed in
                    if seconds.contains(start &+ packed.offset) { sum += packed.weight }
                }
            }
            if sum != .zero { body(ThreadKey(packs.int32(1)), StackID(packs.int32(2)), sum) }
        }
    }

    /// The first second of the minute that a second is in, whatever it is.
    private static func start(of second: Int64) -> Int64 {
        second > .min + RollupPack.length ? RollupPack.start(of: second) : second
    }

    private func forEachUnpacked(in seconds: Range<Int64>, _ body: (Row) -> Void) throws {
        let rows = try statement(
            "SELECT second, thread, stack, samples, cpu_ns, wall_ns FROM \(table) WHERE second >= ? AND second < ?")
        defer { rows.reset() }
        rows.bind(1, seconds.lowerBound).bind(2, seconds.upperBound)
        while try rows.step() {
            body(Row(second: rows.int64(0), thread: rows.int32(1), stack: rows.int32(2), weight: rows.weight(3)))
        }
    }

    /// Those of a minute of which something is packed that are within `seconds`, which lie in it.
    private func minuteRows(_ start: Int64, in seconds: Range<Int64>) throws -> [Row] {
        var result: [Row] = []
        let packs = try statement("SELECT thread, stack, seconds FROM rollup_minute WHERE start = ?")
        defer { packs.reset() }
        packs.bind(1, start)
        while try packs.step() {
            let thread = packs.int32(0), stack = packs.int32(1)
            try packs.withText(2) { text throws(ChunkDamage) in
                try RollupPack.decode(text) { packed in
                    let second = start + packed.offset
                    guard seconds.contains(second) else { return }
                    result.append(Row(second: second, thread: thread, stack: stack, weight: packed.weight))
                }
            }
        }
        try forEachUnpacked(in: seconds) { result.append($0) }
        result.sort { $0.isBefore($1) }
        return result
    }

    /// The first minute at or after the one of `second` of which something is packed.
    private func firstPacked(at second: Int64) throws -> Int64? {
        guard hasPacks else { return nil }
        let start = Self.start(of: second)
        let first = try statement("SELECT start FROM rollup_minute WHERE start >= ? ORDER BY start LIMIT 1")
        defer { first.reset() }
        guard try first.bind(1, start).step(), first.int64(0) < .max - RollupPack.length else { return nil }
        return first.int64(0)
    }

    /// The first second at or after `second` in which there is a sample.
    func firstSecond(from second: Int64) throws -> Int64? {
        let unpacked = try statement("SELECT second FROM \(table) WHERE second >= ? ORDER BY second LIMIT 1")
        defer { unpacked.reset() }
        let first = try unpacked.bind(1, second).step() ? unpacked.int64(0) : nil
        var next = second
        while let start = try firstPacked(at: next), start < first ?? .max {
            let earliest = max(start, second)
            if let packed = try packedSecond(of: start, from: earliest, nearestTo: earliest) {
                return min(packed, first ?? packed)
            }
            next = start + RollupPack.length
        }
        return first
    }

    /// The last second in which there is a sample.
    func lastSecond() throws -> Int64? {
        let unpacked = try statement("SELECT second FROM \(table) ORDER BY second DESC LIMIT 1")
        defer { unpacked.reset() }
        let last = try unpacked.step() ? unpacked.int64(0) : nil
        guard hasPacks else { return last }
        let packed = try statement("SELECT start FROM rollup_minute ORDER BY start DESC LIMIT 1")
        defer { packed.reset() }
        guard try packed.step(), packed.int64(0) < .max - RollupPack.length else { return last }
        let start = packed.int64(0)
        let lastPacked = try packedSecond(of: start, from: start, nearestTo: start + RollupPack.length - 1)
        return [last, lastPacked].compactMap { $0 }.max()
    }

    /// Of the seconds of a minute of which something is packed, from one on, that which is nearest to `wanted`.
    private func packedSecond(of start: Int64, from earliest: Int64, nearestTo wanted: Int64) throws -> Int64? {
        let packs = try statement("SELECT seconds FROM rollup_minute WHERE start = ?")
        defer { packs.reset() }
        packs.bind(1, start)
        var nearest: Int64?
        while nearest != wanted, try packs.step() {
            try packs.withText(0) { text throws(ChunkDamage) in
                try RollupPack.decode(text) { packed in
                    let second = start + packed.offset
                    guard second >= earliest else { return }
                    if abs(second - wanted) < nearest.map({ abs($0 - wanted) }) ?? .max { nearest = second }
                }
            }
        }
        return nearest
    }
}
