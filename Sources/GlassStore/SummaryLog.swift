import GRDB
import GlassModel

/// Writes summaries as time goes on: of a stretch once it can not change any more. It remembers only how far it is, so
/// that an agent needs no memory for hours; what it sums up it reads from the recording.
struct SummaryLog {
    /// Where the next stretch of each length begins at the earliest, counted as the tables count.
    private var nextStarts: [Int64: Int64] = [:]
    /// How many rows there are of what is summed up by rows, and the first that is not yet.
    private var rows: [SummaryKind: (count: Int64, next: Int64)] = [:]

    /// Writes within a transaction of the caller's, who puts the log back as it was where that fails.
    /// - Parameters:
    ///   - batch: Has just been written.
    ///   - end: The first second that may still change.
    mutating func write(
        _ batch: RecordingBatch, until end: Int64?, _ db: Database, _ connection: SQLiteConnection
    ) throws {
        let tables = SummaryTables(connection: connection, db: db)
        for kind in SummaryKind.ofRows {
            var (count, next) = rows[kind] ?? (0, 1)
            count += Int64(batch.rows(of: kind))
            while count - next + 1 >= kind.rowLength {
                try tables.summarizeRows(kind, from: next)
                next += kind.rowLength
            }
            rows[kind] = (count, next)
        }
        guard let end else { return }
        for (level, length) in SummaryKind.stackLengths.enumerated() {
            while let start = try nextStart(length, until: end, tables) {
                if length == RollupPack.length {
                    try RollupPacking(connection: connection, db: db).pack(minuteFrom: start)
                }
                try tables.summarizeStacks(level: level, start: start)
                nextStarts[length] = start + length
                if length == SummaryKind.totalsLength { try tables.summarizeTotals(until: start + length) }
            }
        }
    }

    /// Packs the rest, and sums up what everything took until `end`, so that a recording that has ended needs no other
    /// summary for that.
    func finish(until end: Int64?, _ db: Database, _ connection: SQLiteConnection) throws {
        try RollupPacking(connection: connection, db: db).packAll(from: nextStarts[RollupPack.length] ?? .min)
        if let end { try SummaryTables(connection: connection, db: db).summarizeTotals(until: end) }
    }

    /// Where the next stretch begins that holds anything and has ended.
    private mutating func nextStart(_ length: Int64, until end: Int64, _ tables: SummaryTables) throws -> Int64? {
        let next = nextStarts[length]
        if let next, next + length > end { return nil }
        guard let second = try tables.firstSecond(from: next ?? .min), second < end else { return nil }
        let start = second - ((second % length) + length) % length
        nextStarts[length] = start
        return start + length <= end ? start : nil
    }
}

extension RecordingBatch {
    /// How many rows it brings of what a kind of summary is made of.
    fileprivate func rows(of kind: SummaryKind) -> Int {
        switch kind {
        case .counters: counters.count
        case .frames: frames.count
        case .tree: stacks.count
        case .stacks, .threads, .totals: 0
        }
    }
}
