import GRDB
import GlassModel

extension DeltaTables {
    /// At first by summaries, as far as there are any, then row by row.
    mutating func readCounters(into delta: inout RecordingDelta) throws {
        var kinds: [Int64: CounterKind] = [:]
        try rows("counters", "SELECT id, name FROM counter_kind") { row, _ in
            kinds[row.int64(0)] = CounterKind(rawValue: row.text(1))
            return true
        }
        if history != nil, tail.counter == 0 { delta.counterRuns = try readCounterRuns(kinds) }
        delta.counters = try readCounterRows(kinds)
    }

    private mutating func readCounterRuns(_ kinds: [Int64: CounterKind]) throws -> [CounterRun] {
        guard try RollupReading(connection: connection, db: db).hasSummaries else { return [] }
        var runs: [CounterRun] = []
        let start = started.rawValue
        let sql = "SELECT start, length, bytes FROM summary WHERE kind = 'counters' ORDER BY length, start"
        try rows("counters", sql) { row, tail in
            // What is missing is read row by row, and all that follows.
            guard row.int64(0) == tail.counter + 1, row.int64(1) == SummaryKind.counters.rowLength else { return true }
            var block: [CounterRun] = []
            let counts = tail.counts
            let isWhole = row.withBlob(2) { bytes in
                (try? CounterSummary.decode(bytes) { series, readings in
                    let thread = series.thread == 0 ? nil : ThreadKey(series.thread)
                    guard let kind = kinds[series.kind] else { return }
                    if let thread, !counts.isKnown(thread, counts.threads) { return }
                    let times = readings.map {
                        CounterRun.Reading(time: Timestamp(rawValue: $0.time &+ start), value: $0.value)
                    }
                    block.append(CounterRun(kind: kind, thread: thread, readings: times))
                }) != nil
            }
            guard isWhole else { return false }
            runs += block
            tail.counter += SummaryKind.counters.rowLength
            return true
        }
        return runs
    }

    private mutating func readCounterRows(_ kinds: [Int64: CounterKind]) throws -> [CounterReading] {
        var readings: [CounterReading] = []
        let start = started.rawValue
        try rows("counters", "SELECT * FROM counter WHERE id > ?", tail.counter) { row, tail in
            let thread = row.isNull(3) ? nil : ThreadKey(row.int32(3))
            guard let kind = kinds[row.int64(2)] else { return false }
            if let thread, !tail.counts.isKnown(thread, tail.counts.threads) { return false }
            let time = Timestamp(rawValue: row.int64(1) &+ start)
            readings.append(CounterReading(time: time, kind: kind, thread: thread, value: row.int64(4)))
            tail.counter = row.int64(0)
            return true
        }
        return readings
    }
}
