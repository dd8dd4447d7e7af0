import GRDB
import GlassModel

/// Moves the rollups of a minute that is over into packs, within a transaction of the caller's.
struct RollupPacking {
    let connection: SQLiteConnection
    let db: Database

    /// Packs what can be; a thread's rollups at a stack stay as they are where one of them cannot (see
    /// ``RollupPack/rounded(_:)``).
    func pack(minuteFrom start: Int64) throws {
        var minute = Minute()
        try forEachRow(of: start) { thread, stack, second, weight in
            minute.add(weight, thread: thread, stack: stack, offset: second - start)
        }
        try insert(&minute, start)
        try deletePacked(start, leavesSome: minute.hasUnpackable)
    }

    /// Packs every minute from a second on of which nothing is packed yet.
    func packAll(from first: Int64) throws {
        var next = first
        while let second = try firstUnpacked(from: next) {
            let start = RollupPack.start(of: second)
            try pack(minuteFrom: start)
            next = start + RollupPack.length
        }
    }

    private func firstUnpacked(from second: Int64) throws -> Int64? {
        let first = try connection.statement(
            db, "SELECT second FROM rollup_second WHERE second >= ? ORDER BY second LIMIT 1")
        defer { first.reset() }
        return try first.bind(1, second).step() ? first.int64(0) : nil
    }

    private func forEachRow(of start: Int64, _ body: (Int32, Int32, Int64, Weight) -> Void) throws {
        let rows = try connection.statement(db, "SELECT * FROM rollup_second WHERE second >= ? AND second < ?")
        defer { rows.reset() }
        rows.bind(1, start).bind(2, start + RollupPack.length)
        while try rows.step() { body(rows.int32(1), rows.int32(2), rows.int64(0), rows.weight(3)) }
    }

    private func insert(_ minute: inout Minute, _ start: Int64) throws {
        let insert = try connection.statement(db, "INSERT INTO rollup_minute VALUES (?, ?, ?, ?)")
        try minute.forEachPack { thread, stack, text in
            try insert.bind(1, start).bind(2, Int64(thread)).bind(3, Int64(stack)).bind(4, utf8: text).run()
        }
    }

    /// Without the trigger that does away with summaries of what is deleted, which also would make it take many times as long.
    private func deletePacked(_ start: Int64, leavesSome: Bool) throws {
        try db.execute(sql: "DROP TRIGGER IF EXISTS rollup_deleted")
        let isPacked = """
             AND EXISTS (
                SELECT 1 FROM rollup_minute m
                WHERE m.start = ?1 AND m.thread = rollup_second.thread AND m.stack = rollup_second.stack)
            """
        let delete = try connection.statement(
            db, "DELETE FROM rollup_second WHERE second >= ?1 AND second < ?2" + (leavesSome ? isPacked : ""))
        try delete.bind(1, start).bind(2, start + RollupPack.length).run()
        try db.execute(sql: rollupDeletedTrigger)
    }
}

/// The rollups of a minute, to be packed.
private struct Minute {
    private struct Entry {
        let place: UInt32
        let second: RollupPack.Second
    }

    private var table = IndexTable(capacity: 1_024)
    /// How many entries there are of each key of the table, by its number.
    private var counts: ContiguousArray<Int32> = []
    private var isUnpackable: ContiguousArray<Bool> = []
    private var entries: ContiguousArray<Entry> = []
    private(set) var hasUnpackable = false

    mutating func add(_ weight: Weight, thread: Int32, stack: Int32, offset: Int64) {
        let place = table.index(of: IndexTable.pair(thread, stack))
        if place == counts.count {
            counts.append(0)
            isUnpackable.append(false)
        }
        guard let rounded = RollupPack.rounded(weight) else {
            isUnpackable[place] = true
            hasUnpackable = true
            return
        }
        counts[place] += 1
        entries.append(
            Entry(place: UInt32(place), second: RollupPack.Second(offset: offset, weight: rounded)))
    }

    /// Calls `body` with each pack as UTF-8, in the order of the table's key, so that pages are filled one after the other.
    func forEachPack(_ body: (_ thread: Int32, _ stack: Int32, _ text: [UInt8]) throws -> Void) rethrows {
        var starts: [Int] = []
        var next = 0
        for count in counts {
            starts.append(next)
            next += Int(count)
        }
        var ordered = [Int32](repeating: 0, count: entries.count)
        var ends = starts
        for (index, entry) in entries.enumerated() {
            ordered[ends[Int(entry.place)]] = Int32(index)
            ends[Int(entry.place)] += 1
        }
        var text: [UInt8] = []
        for place in table.keys.indices.sorted(by: { table.keys[$0] < table.keys[$1] }) where !isUnpackable[place] {
            text.removeAll(keepingCapacity: true)
            for index in ordered[starts[place]..<ends[place]] {
                RollupPack.append(entries[Int(index)].second, to: &text)
            }
            let key = table.keys[place]
            try body(Int32(truncatingIfNeeded: key >> 32), Int32(truncatingIfNeeded: key), text)
        }
    }
}
