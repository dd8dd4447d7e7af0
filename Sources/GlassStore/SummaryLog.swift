import GRDB
import GlassModel

/// Writes summaries as time goes on: of a stretch once it can not change any more. It remembers only how far it is, so
/// that an agent needs no memory for hours; what it sums up it reads from the recording.
struct SummaryLog {
    /// Where the next stretch of each length begins at the earliest, counted as the tables count.
    private var nextStarts: [Int64: Int64] = [:]
    private var counters: Int64 = 0
    private var nextCounter: Int64 = 1

    /// Writes within a transaction of the caller's, who puts the log back as it was where that fails.
    /// - Parameters:
    ///   - end: The first second that may still change.
    ///   - counters: How many readings the batch brought.
    mutating func write(until end: Int64?, counters count: Int, _ db: Database, _ connection: SQLiteConnection) throws {
        let tables = SummaryTables(connection: connection, db: db)
        counters += Int64(count)
        while counters - nextCounter + 1 >= SummaryKind.counterLength {
            try tables.summarizeCounters(from: nextCounter)
            nextCounter += SummaryKind.counterLength
        }
        guard let end else { return }
        for (level, length) in SummaryKind.stackLengths.enumerated() {
            while let start = try nextStart(length, until: end, tables) {
                try tables.summarizeStacks(level: level, start: start)
                nextStarts[length] = start + length
            }
        }
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

/// Makes summaries of what a recording holds, within a transaction of the caller's.
struct SummaryTables {
    let connection: SQLiteConnection
    let db: Database

    /// The first second at or after `second` in which there is a sample.
    func firstSecond(from second: Int64) throws -> Int64? {
        let statement = try connection.statement(db, "SELECT second FROM rollup WHERE second >= ? LIMIT 1")
        defer { statement.reset() }
        return try statement.bind(1, second).step() ? statement.int64(0) : nil
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
        let rows = try connection.statement(
            db, "SELECT second, thread, stack, samples, cpu_ns, wall_ns FROM rollup WHERE second >= ? AND second < ?")
        defer { rows.reset() }
        rows.bind(1, seconds.lowerBound).bind(2, seconds.upperBound)
        var entries: [StackSummary.Entry] = []
        var threads: [ThreadSummary.Entry] = []
        while try rows.step() {
            let (second, thread) = (rows.int64(0), rows.int32(1))
            let weight = rows.weight(3)
            entries.append(StackSummary.Entry(thread: thread, stack: rows.int32(2), weight: weight))
            if let last = threads.last, last.second == second, last.thread == thread {
                threads[threads.count - 1].weight += weight
            } else {
                threads.append(ThreadSummary.Entry(second: second, thread: thread, weight: weight))
            }
        }
        let length = Int64(seconds.count)
        try insert(.stacks, length, seconds.lowerBound, StackSummary.encode(Self.summed(entries)))
        try insert(
            .threads, length, seconds.lowerBound, ThreadSummary.encode(threads, origin: seconds.lowerBound))
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

    func summarizeCounters(from first: Int64) throws {
        let rows = try connection.statement(
            db, "SELECT at_ns, kind, thread, value FROM counter WHERE id >= ? AND id < ? ORDER BY id")
        defer { rows.reset() }
        rows.bind(1, first).bind(2, first + SummaryKind.counterLength)
        var places: [CounterSummary.Series: Int] = [:]
        var series: [(series: CounterSummary.Series, readings: [CounterSummary.Reading])] = []
        while try rows.step() {
            let key = CounterSummary.Series(kind: rows.int64(1), thread: rows.isNull(2) ? 0 : rows.int32(2))
            let place = places[key] ?? series.count
            if place == series.count {
                places[key] = place
                series.append((key, []))
            }
            series[place].readings.append(CounterSummary.Reading(time: rows.int64(0), value: rows.int64(3)))
        }
        try insert(.counters, SummaryKind.counterLength, first, CounterSummary.encode(series))
    }

    private func insert(_ kind: SummaryKind, _ length: Int64, _ start: Int64, _ bytes: [UInt8]) throws {
        let insert = try connection.statement(db, "INSERT INTO summary VALUES (?, ?, ?, ?)")
        try insert.bind(1, kind.rawValue).bind(2, length).bind(3, start).bind(4, bytes).run()
    }
}
