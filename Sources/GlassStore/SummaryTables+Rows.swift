import GRDB
import GlassModel

extension SummaryTables {
    /// Sums up as many rows as one summary of a kind stands for.
    func summarizeRows(_ kind: SummaryKind, from first: Int64) throws {
        switch kind {
        case .counters: try summarizeCounters(from: first)
        case .frames: try insert(kind, kind.rowLength, first, FrameSummary.encode(try frames(from: first)))
        case .tree: try insert(kind, kind.rowLength, first, TreeSummary.encode(try stacks(from: first)))
        case .stacks, .threads, .totals: break
        }
    }

    private func frames(from first: Int64) throws -> [Frame] {
        let rows = try connection.statement(db, "SELECT * FROM frame WHERE id >= ? AND id < ? ORDER BY id")
        defer { rows.reset() }
        rows.bind(1, first).bind(2, first + SummaryKind.frames.rowLength)
        var frames: [Frame] = []
        while try rows.step() { if let frame = rows.frame() { frames.append(frame) } }
        return frames
    }

    private func stacks(from first: Int64) throws -> [StackNode] {
        let rows = try connection.statement(db, "SELECT * FROM stack WHERE id >= ? AND id < ? ORDER BY id")
        defer { rows.reset() }
        rows.bind(1, first).bind(2, first + SummaryKind.tree.rowLength)
        var stacks: [StackNode] = []
        while try rows.step() { stacks.append(rows.stackNode()) }
        return stacks
    }

    private func summarizeCounters(from first: Int64) throws {
        let rows = try connection.statement(
            db, "SELECT at_ns, kind, thread, value FROM counter WHERE id >= ? AND id < ? ORDER BY id")
        defer { rows.reset() }
        rows.bind(1, first).bind(2, first + SummaryKind.counters.rowLength)
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
        try insert(.counters, SummaryKind.counters.rowLength, first, CounterSummary.encode(series))
    }
}
