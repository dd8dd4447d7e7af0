import GRDB
import GlassModel

/// Makes summaries of what a recording holds, within a transaction of the caller's.
struct SummaryTables {
    let connection: SQLiteConnection
    let db: Database

    /// The first second at or after `second` in which there is a sample.
    func firstSecond(from second: Int64) throws -> Int64? {
        try RollupTables(connection: connection, db: db).firstSecond(from: second)
    }

    func summarizeStacks(level: Int, start: Int64) throws {
        let length = SummaryKind.stackLengths[level]
        if level == 0 {
            try summarizeRollups(start..<(start + length))
        } else {
            let parts = try summaries(of: SummaryKind.stackLengths[level - 1], in: start..<(start + length))
            try insert(.stacks, length, start, StackSummary.encode(try merge(parts)))
        }
    }

    /// Both what each thread took at each stack and in each second.
    private func summarizeRollups(_ seconds: Range<Int64>) throws {
        var entries: [StackSummary.Entry] = []
        var threads: [ThreadSummary.Entry] = []
        try RollupTables(connection: connection, db: db).forEachRow(in: seconds) { row in
            entries.append(StackSummary.Entry(thread: row.thread, stack: row.stack, weight: row.weight))
            if let last = threads.last, last.second == row.second, last.thread == row.thread {
                threads[threads.count - 1].weight += row.weight
            } else {
                threads.append(ThreadSummary.Entry(second: row.second, thread: row.thread, weight: row.weight))
            }
        }
        let length = Int64(seconds.count)
        try insert(.stacks, length, seconds.lowerBound, StackSummary.encode(Self.summed(entries)))
        try insert(
            .threads, length, seconds.lowerBound, ThreadSummary.encode(threads, origin: seconds.lowerBound))
    }

    /// Sums up all that was taken before a second that does not change any more.
    func summarizeTotals(until end: Int64) throws {
        guard let first = try firstSecond(from: .min), first < end else { return }
        let reading = try RollupReading(connection: connection, db: db)
        let counts = try BatchCounts(storedIn: db)
        let empty = RollupSums(stacks: counts.stacks, threads: counts.threads)
        let sums = try reading.sums(in: first..<end, like: empty)
        try insert(.totals, end - first, first, TotalsSummary.encode(sums))
    }

    private func summaries(of length: Int64, in seconds: Range<Int64>) throws -> [[UInt8]] {
        let rows = try connection.statement(
            db, "SELECT bytes FROM summary WHERE kind = 'stacks' AND length = ? AND start >= ? AND start < ?")
        defer { rows.reset() }
        rows.bind(1, length).bind(2, seconds.lowerBound).bind(3, seconds.upperBound)
        var result: [[UInt8]] = []
        while try rows.step() { result.append(rows.blob(0)) }
        return result
    }

    private func merge(_ parts: [[UInt8]]) throws -> [StackSummary.Entry] {
        var entries: [StackSummary.Entry] = []
        for part in parts {
            try part.withUnsafeBytes { bytes in
                try StackSummary.decode(bytes) { thread, stack, weight in
                    entries.append(
                        StackSummary.Entry(thread: thread.rawValue, stack: stack.rawValue, weight: weight))
                }
            }
        }
        return Self.summed(entries)
    }

    /// Each pair of thread and stack once, in order.
    private static func summed(_ entries: [StackSummary.Entry]) -> [StackSummary.Entry] {
        var result: [StackSummary.Entry] = []
        for entry in entries.sorted(by: { $0.isBefore($1) }) {
            if let last = result.last, !last.isBefore(entry) {
                result[result.count - 1].weight += entry.weight
            } else {
                result.append(entry)
            }
        }
        return result
    }

    func insert(_ kind: SummaryKind, _ length: Int64, _ start: Int64, _ bytes: [UInt8]) throws {
        let insert = try connection.statement(db, "INSERT OR REPLACE INTO summary VALUES (?, ?, ?, ?)")
        try insert.bind(1, kind.rawValue).bind(2, length).bind(3, start).bind(4, bytes).run()
    }
}
