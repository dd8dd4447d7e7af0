import GlassAnalysis
import GlassModel
import GlassTerminal

extension RouteRow: ShownRow {
    static var tableName: TableName { .routes }

    static var usualColumns: [Column] {
        [.method, .route, .count, .p99, .errors, .total, .rate, .p50, .p90, .maximum, .bytesOut, .bytesIn]
    }

    static var sortedFirst: [Column] { [.total, .count, .errors, .p50, .p90, .p99, .maximum] }
    static var barColumns: [Column] { [.total] }

    static func look(of column: Column) -> ColumnLook {
        switch column {
        case .method: .text("method", 7, "method")
        case .route: .text("route", 18, "path with its variable parts folded", fills: true)
        case .wireProtocol: .text("protocol", 10, "protocol")
        case .rate: .figure("req/s", 8, "requests a second")
        case .count: .figure("count", 8, "requests")
        case .failed: .figure("failed", 8, "requests that failed")
        case .errors: .figure("errors", 8, "share of them that failed")
        case .p50: .figure("p50", 8, "half were faster")
        case .p90: .figure("p90", 8, "nine of ten were faster")
        case .p99: .figure("p99", 8, "99 of 100 were faster")
        case .maximum: .figure("max", 8, "the slowest")
        case .total: .figure("total", 11, "time of all together, with a bar")
        case .bytesIn: .figure("in", 8, "bytes that were read")
        case .bytesOut: .figure("out", 8, "bytes that were written")
        }
    }

    var copiedName: String { route.name }

    func cell(_ column: Column, in context: CellContext) -> TableCell {
        let value = value(of: column, metric: context.metric)
        switch column {
        case .method: return TableCell(text: route.shownMethod, role: .dim)
        case .route: return TableCell(text: route.shownPath(), isName: true)
        case .rate: return TableCell(text: rateText(rate))
        case .failed, .errors:
            return failed > 0 ? .figure(value, role: .bad) : TableCell(text: "–", role: .dim)
        case .total:
            var cell = TableCell.figure(value)
            cell.bar = [TableCell.BarPart(value: Double(total.rawValue), role: .waiting)]
            return cell
        case .count, .p99: return .figure(value)
        default: return .figure(value, role: .dim)
        }
    }
}

/// Things a second: `0.25`, `12.3`, `512`, `12.3 k`.
func rateText(_ rate: Double) -> String {
    if rate >= 9_999.5 { return NumberText.count(Int64(clamping: Int(exactly: rate.rounded()) ?? .max)) }
    return NumberText.fixed(rate, rate >= 99.95 ? 0 : rate >= 9.995 ? 1 : 2)
}
