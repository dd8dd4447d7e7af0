import GlassAnalysis
import GlassModel
import GlassTerminal

extension RequestRow: ShownRow {
    typealias Column = RequestTable.Column

    static var tableName: TableName { .requests }
    static var holdsStill: Bool { true }

    static var usualColumns: [Column] {
        [
            .time, .method, .route, .status, .duration, .queries, .queryTime, .cpu, .waiting, .ttfb, .bytesOut,
            .bytesIn,
            .thread, .peer,
        ]
    }

    static var sortedFirst: [Column] {
        [.time, .duration, .ttfb, .cpu, .waiting, .queries, .queryTime, .bytesOut, .bytesIn, .status, .route]
    }
    static var barColumns: [Column] { [.duration] }

    static func look(of column: Column) -> ColumnLook {
        switch column {
        case .time: .text("time", 8, "when it began; with milliseconds from 12 columns on")
        case .method: .text("method", 7, "method")
        case .route: .text("route", 16, "path with its variable parts folded", fills: true)
        case .target: .text("target", 24, "path as it was asked for")
        case .status: .figure("status", 7, "what was answered")
        case .duration: .figure("duration", 12, "from its first byte to its last, with a bar of CPU and waiting")
        case .ttfb: .figure("ttfb", 8, "until the first byte of the answer")
        case .cpu: .figure("cpu", 8, "time on a CPU")
        case .waiting: .figure("waiting", 8, "time off the CPU")
        case .queries: .figure("queries", 8, "queries that were sent for it")
        case .queryTime: .figure("q.time", 8, "time in queries")
        case .bytesIn: .figure("in", 8, "bytes that were read")
        case .bytesOut: .figure("out", 8, "bytes that were written")
        case .peer: .text("peer", 15, "who asked")
        case .thread: .text("thread", 10, "who answered")
        }
    }

    var warning: Theme.Role? { isFailed ? .bad : nil }

    var copiedName: String { "\(route.method) \(record.target)" }

    func cell(_ column: Column, in context: CellContext) -> TableCell {
        switch column {
        case .time:
            let time = timeOfDay(
                record.started, secondsFromUTC: context.secondsFromUTC, milliseconds: context.width >= 12)
            return TableCell(text: time, role: .dim)
        case .method: return TableCell(text: route.shownMethod, role: .dim)
        case .route: return TableCell(text: route.shownPath(target: record.target), isName: true)
        case .status:
            let outcome = Theme.outcome(of: record)
            return TableCell(text: outcome.text, role: outcome.role)
        case .duration: return duration
        case .queries: return queryCount(width: context.width)
        case .queryTime: return record.queryCount > 0 ? .figure(.duration(record.queryTime)) : TableCell(text: "")
        case .bytesIn, .bytesOut:
            let bytes = column == .bytesIn ? record.bytesIn : record.bytesOut
            return bytes > 0 ? .figure(.size(bytes), role: .dim) : TableCell(text: "")
        case .cpu: return .figure(value(of: column.rawValue))
        case .target: return TableCell(text: record.target, isName: true)
        case .ttfb, .waiting, .peer, .thread: return .figure(value(of: column.rawValue), role: .dim)
        }
    }

    /// With a bar; the part of it on a CPU apart, where that is known. Where it is not, neither is the time that the
    /// request waited.
    private var duration: TableCell {
        let isApproximate = record.flags.contains(.approximate)
        let whole = Double(record.duration.rawValue)
        let cpu = min(whole, Double(max(0, record.cpu?.rawValue ?? 0)))
        return TableCell(
            text: (isApproximate ? "~" : "") + DurationText.format(record.duration),
            bar: [
                TableCell.BarPart(value: cpu, role: .cpu),
                TableCell.BarPart(value: whole - cpu, role: record.cpu == nil ? .dim : .waiting),
            ])
    }

    private func queryCount(width: Int) -> TableCell {
        guard record.queryCount > 0 else { return TableCell(text: "") }
        let count = NumberText.count(Int64(record.queryCount))
        guard isRepeating else { return TableCell(text: count) }
        let isRoomy = columns(of: count) + 4 <= width
        return TableCell(text: isRoomy ? "N+1 " + count : count, role: .warn, isBold: true)
    }
}

extension Route {
    /// Of HTTP alone: a query's statement begins with its method.
    var shownMethod: String { wireProtocol == .http ? method : "" }

    /// What stands beside ``shownMethod``.
    func shownPath(target: String = "") -> String {
        if wireProtocol != .http { return name }
        return pattern.isEmpty ? target : pattern
    }
}
