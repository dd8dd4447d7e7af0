import GRDB
import GlassModel

/// Sums up stretches of rollups, within a transaction of the caller's: by the longest summaries that fit, and at the
/// edges, and where there are none, by the rollups themselves. Seconds count as the tables count.
final class RollupReading {
    let connection: SQLiteConnection
    let db: Database
    /// What could not be read.
    private(set) var damage: [String] = []
    private let rollups: RollupTables
    /// Older recordings have none.
    let hasSummaries: Bool

    init(connection: SQLiteConnection, db: Database) throws {
        self.connection = connection
        self.db = db
        rollups = try RollupTables(connection: connection, db: db)
        let table = try connection.statement(db, "SELECT count(*) FROM sqlite_schema WHERE name = 'summary'")
        hasSummaries = try table.number() == 1
    }

    typealias StackBody = (ThreadKey, StackID, Weight) -> Void

    func forEachWeight(in seconds: Range<Int64>, threads: Set<ThreadKey>?, _ body: StackBody) throws {
        try sum(seconds, lengths: SummaryKind.stackLengths.reversed()[...], threads, body)
    }

    private func sum(
        _ seconds: Range<Int64>, lengths: ArraySlice<Int64>, _ threads: Set<ThreadKey>?, _ body: StackBody
    ) throws {
        guard !seconds.isEmpty else { return }
        guard let length = lengths.first else {
            return try guarding {
                try rollups.forEachPart(in: seconds) { thread, stack, weight in
                    if threads?.contains(thread) ?? true { body(thread, stack, weight) }
                }
            }
        }
        var next = seconds.lowerBound
        for start in try starts(.stacks, length, in: seconds) where start >= next {
            try sum(next..<start, lengths: lengths.dropFirst(), threads, body)
            try decode(.stacks, length, start) { bytes throws(ChunkDamage) in
                try StackSummary.decode(bytes, threads: threads, body)
            }
            next = start + length
        }
        try sum(next..<seconds.upperBound, lengths: lengths.dropFirst(), threads, body)
    }

    /// What each thread took in each second, in order of second.
    func forEachThreadSecond(in seconds: Range<Int64>, _ body: (Int64, ThreadKey, Weight) -> Void) throws {
        let length = SummaryKind.threadLength
        var next = seconds.lowerBound
        for start in try starts(.threads, length, in: seconds) where start >= next {
            try sumThreads(next..<start, body)
            try decode(.threads, length, start) { bytes throws(ChunkDamage) in
                try ThreadSummary.decode(bytes, origin: start, body)
            }
            next = start + length
        }
        try sumThreads(next..<seconds.upperBound, body)
    }

    private func sumThreads(_ seconds: Range<Int64>, _ body: (Int64, ThreadKey, Weight) -> Void) throws {
        var sum: (second: Int64, thread: ThreadKey, weight: Weight)?
        try forEachRollup(in: seconds) { second, thread, _, weight in
            if let last = sum, last.second == second, last.thread == thread {
                sum?.weight += weight
            } else {
                if let last = sum { body(last.second, last.thread, last.weight) }
                sum = (second, thread, weight)
            }
        }
        if let last = sum { body(last.second, last.thread, last.weight) }
    }

    func forEachRollup(in seconds: Range<Int64>, _ body: (Int64, ThreadKey, StackID, Weight) -> Void) throws {
        guard !seconds.isEmpty else { return }
        try guarding {
            try rollups.forEachRow(in: seconds) { row in
                body(row.second, ThreadKey(row.thread), StackID(row.stack), row.weight)
            }
        }
    }

    /// The first second that holds anything, and the last.
    func bounds() throws -> ClosedRange<Int64>? {
        var bounds: ClosedRange<Int64>?
        try guarding {
            guard let first = try rollups.firstSecond(from: .min), let last = try rollups.lastSecond() else { return }
            bounds = first <= last ? first...last : nil
        }
        return bounds
    }

    func starts(_ kind: SummaryKind, _ length: Int64, in seconds: Range<Int64>) throws -> [Int64] {
        let last = seconds.upperBound.subtractingReportingOverflow(length)
        guard hasSummaries, !last.overflow, last.partialValue >= seconds.lowerBound else { return [] }
        var starts: [Int64] = []
        try guarding {
            let rows = try connection.statement(
                db,
                "SELECT start FROM summary WHERE kind = ? AND length = ? AND start >= ? AND start <= ? ORDER BY start")
            defer { rows.reset() }
            rows.bind(1, kind.rawValue).bind(2, length).bind(3, seconds.lowerBound).bind(4, last.partialValue)
            while try rows.step() { starts.append(rows.int64(0)) }
        }
        return starts
    }

    func decode(
        _ kind: SummaryKind, _ length: Int64, _ start: Int64,
        _ body: (UnsafeRawBufferPointer) throws(ChunkDamage) -> Void
    ) throws {
        try guarding {
            let row = try connection.statement(
                db, "SELECT bytes FROM summary WHERE kind = ? AND length = ? AND start = ?")
            defer { row.reset() }
            guard try row.bind(1, kind.rawValue).bind(2, length).bind(3, start).step() else { return }
            try row.withBlob(0, body)
        }
    }

    /// Notes what is damaged and goes on behind it.
    func guarding(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as DatabaseError where error.meansDamage {
            note(error.message ?? "unreadable")
        } catch let error as ChunkDamage {
            note("\(error)")
        }
    }

    private func note(_ what: String) { notify("the recording is damaged: times could be read only in part (\(what))") }

    func notify(_ notice: String) {
        if !damage.contains(notice) { damage.append(notice) }
    }
}
