import GRDB
import GlassModel

/// Moves the rollups of a minute that is over into packs, within a transaction of the caller's.
struct RollupPacking {
    let connection: SQLiteConnection
    let db: Database

    private struct Place: Hashable {
        let thread: Int32
        let stack: Int32
    }

    /// Packs what can be; a thread's rollups at a stack stay as they are where one of them cannot (see
    /// ``RollupPack/rounded(_:)``).
    func pack(minuteFrom start: Int64) throws {
        var packs: [Place: String] = [:]
        var unpackable: Set<Place> = []
        try forEachRow(of: start) { place, second, weight in
            guard let rounded = RollupPack.rounded(weight) else {
                unpackable.insert(place)
                return
            }
            RollupPack.append(
                RollupPack.Second(offset: second - start, weight: rounded), to: &packs[place, default: ""])
        }
        for place in unpackable { packs[place] = nil }
        try insert(packs, start)
        try deletePacked(start)
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

    private func forEachRow(of start: Int64, _ body: (Place, Int64, Weight) -> Void) throws {
        let rows = try connection.statement(db, "SELECT * FROM rollup_second WHERE second >= ? AND second < ?")
        defer { rows.reset() }
        rows.bind(1, start).bind(2, start + RollupPack.length)
        while try rows.step() {
            body(Place(thread: rows.int32(1), stack: rows.int32(2)), rows.int64(0), rows.weight(3))
        }
    }

    private func insert(_ packs: [Place: String], _ start: Int64) throws {
        let insert = try connection.statement(db, "INSERT INTO rollup_minute VALUES (?, ?, ?, ?)")
        // In the order of the table's key, so that pages are filled one after the other.
        for (place, text) in packs.sorted(by: { ($0.key.thread, $0.key.stack) < ($1.key.thread, $1.key.stack) }) {
            insert.bind(1, start).bind(2, Int64(place.thread)).bind(3, Int64(place.stack)).bind(4, text)
            try insert.run()
        }
    }

    private func deletePacked(_ start: Int64) throws {
        let delete = try connection.statement(
            db,
            """
            DELETE FROM rollup_second WHERE second >= ?1 AND second < ?2 AND EXISTS (
                SELECT 1 FROM rollup_minute m
                WHERE m.start = ?1 AND m.thread = rollup_second.thread AND m.stack = rollup_second.stack)
            """)
        try delete.bind(1, start).bind(2, start + RollupPack.length).run()
    }
}
