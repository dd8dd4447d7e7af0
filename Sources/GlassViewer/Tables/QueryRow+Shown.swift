import GlassAnalysis
import GlassModel
import GlassTerminal

extension QueryRow: ShownRow {
    static var tableName: TableName { .queries }

    static var usualColumns: [Column] {
        [.total, .count, .p99, .repeated, .failed, .statement, .p50, .maximum, .rows, .senders]
    }

    static var sortedFirst: [Column] { [.total, .count, .p50, .p99, .maximum, .rows, .failed, .repeated, .statement] }
    static var barColumns: [Column] { [.total] }

    static func look(of column: Column) -> ColumnLook {
        switch column {
        case .total: .figure("total", 11, "time of all together, with a bar")
        case .count: .figure("count", 8, "how often it was sent")
        case .rate: .figure("a second", 9, "how often a second")
        case .p50: .figure("p50", 8, "half were faster")
        case .p99: .figure("p99", 8, "99 of 100 were faster")
        case .maximum: .figure("max", 8, "the slowest")
        case .rows: .figure("rows", 8, "rows that were returned or changed")
        case .failed: .figure("errors", 7, "how many failed")
        case .repeated: .figure("N+1", 6, "requests that sent it many times")
        case .statement: .text("statement", 28, "what was sent, without its values", fills: true)
        case .wireProtocol: .text("protocol", 10, "protocol")
        case .senders: .text("sent by", 22, "routes that send it")
        }
    }

    var copiedName: String { statement.text }

    func cell(_ column: Column, in context: CellContext) -> TableCell {
        let value = value(of: column, metric: context.metric)
        switch column {
        case .total:
            var cell = TableCell.figure(value)
            cell.bar = [TableCell.BarPart(value: Double(total.rawValue), role: .waiting)]
            return cell
        case .rate: return TableCell(text: rateText(rate))
        case .rows: return rows > 0 ? .figure(value, role: .dim) : TableCell(text: "")
        case .failed: return failed > 0 ? .figure(value, role: .bad) : TableCell(text: "–", role: .dim)
        case .repeated:
            return isRepeating
                ? TableCell(text: NumberText.count(repeatingRequests), role: .warn, isBold: true)
                : TableCell(text: "")
        case .statement: return TableCell(text: statement.text, isName: true)
        case .senders:
            let names = senders.compactMap { $0.route?.name }
            return TableCell(text: names.joined(separator: ", "), role: .dim)
        case .count, .p99: return .figure(value)
        case .p50, .maximum, .wireProtocol: return .figure(value, role: .dim)
        }
    }
}
