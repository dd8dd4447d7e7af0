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
        try insert(minute.packs(), of: minute, start)
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

    private func insert(_ packs: [Minute.Pack], of minute: Minute, _ start: Int64) throws {
        var text: [UInt8] = []
        let rows = RowInsertion(connection: connection, db: db, command: "INSERT INTO rollup_minute", columns: 4)
        try rows.insert(packs) { row, first, pack in
            minute.write(pack, to: &text)
            row.bind(first, start).bind(first + 1, Int64(pack.thread)).bind(first + 2, Int64(pack.stack))
            row.bind(first + 3, utf8: text)
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
        if try !leavesSome && isAll(within: start) {
            // The whole table is done away with in one step, where rows take one each.
            try connection.statement(db, "DELETE FROM rollup_second").run()
        } else {
            let delete = try connection.statement(
                db, "DELETE FROM rollup_second WHERE second >= ?1 AND second < ?2" + (leavesSome ? isPacked : ""))
            try delete.bind(1, start).bind(2, start + RollupPack.length).run()
        }
        try db.execute(sql: rollupDeletedTrigger)
    }

    /// Whether no rollup is of another minute than this one, as when a recording ends.
    private func isAll(within start: Int64) throws -> Bool {
        let ends = try connection.statement(
            db, "SELECT (SELECT min(second) FROM rollup_second), (SELECT max(second) FROM rollup_second)")
        defer { ends.reset() }
        return try ends.step() && ends.int64(0) >= start && ends.int64(1) < start + RollupPack.length
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
    /// Indices of entries.
    private var ordered: [Int32] = []
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

    /// What a thread took at a stack: where it stands among the ordered entries.
    struct Pack {
        let thread: Int32
        let stack: Int32
        fileprivate let entries: Range<Int>
    }

    /// The packs in the order of the table's key, so that pages are filled one after the other.
    mutating func packs() -> [Pack] {
        var starts: [Int] = []
        var next = 0
        for count in counts {
            starts.append(next)
            next += Int(count)
        }
        order(from: starts)
        let places = table.keys.indices.filter { !isUnpackable[$0] }.sorted { table.keys[$0] < table.keys[$1] }
        return places.compactMap { place in
            table.pair(at: place).map { pair in
                Pack(
                    thread: pair.first, stack: pair.second,
                    entries: starts[place]..<(starts[place] + Int(counts[place])))
            }
        }
    }

    /// Those of each place behind one another, as they came.
    private mutating func order(from starts: [Int]) {
        ordered = [Int32](repeating: 0, count: entries.count)
        var ends = starts
        for (index, entry) in entries.enumerated() {
            ordered[ends[Int(entry.place)]] = Int32(index)
            ends[Int(entry.place)] += 1
        }
    }

    /// A pack as UTF-8, in place of what `text` held.
    func write(_ pack: Pack, to text: inout [UInt8]) {
        text.removeAll(keepingCapacity: true)
        for index in ordered[pack.entries] { RollupPack.append(entries[Int(index)].second, to: &text) }
    }
}
