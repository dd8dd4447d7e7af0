import GlassAnalysis
import GlassModel
import GlassTerminal

extension ThreadRow: ShownRow {
    static var tableName: TableName { .threads }

    static var usualColumns: [Column] { [.name, .state, .cpu, .share, .wall, .waiting, .topFunction, .tid, .samples] }

    static var sortedFirst: [Column] { [.cpu, .wall, .waiting, .name, .tid, .state] }
    static var barColumns: [Column] { [.share, .wall] }

    static func look(of column: Column) -> ColumnLook {
        switch column {
        case .name: .text("thread", 15, "name")
        case .tid: .figure("tid", 8, "the kernel's number of it")
        case .pid: .figure("pid", 8, "number of its process")
        case .state: .text("state", 8, "what it does now")
        case .cpu: .figure("cpu", 9, "time on a CPU")
        case .share: .figure("share", 9, "share of all threads, with a bar")
        case .wall: .figure("wall", 11, "time that passed, with a bar of CPU and waiting")
        case .waiting: .figure("waiting", 10, "time off the CPU")
        case .samples: .figure("samples", 8, "how often it was seen")
        case .topFunction: .text("mostly in", 16, "where it spent most of its time", fills: true)
        }
    }

    var copiedName: String { name }

    func cell(_ column: Column, in context: CellContext) -> TableCell {
        var cell = TableCell.figure(value(of: column, metric: context.metric))
        switch column {
        case .name: cell.isName = true
        case .state: (cell.text, cell.role) = stateWord
        case .cpu: break
        case .wall: cell.bar = Self.bar(of: weight)
        case .tid, .pid:
            cell.text = String(column == .tid ? thread.thread.rawValue : thread.process.rawValue)
            cell.role = .dim
        case .share:
            let role: Theme.Role = context.metric == .waiting || context.metric == .wall ? .waiting : .cpu
            cell.bar = [TableCell.BarPart(value: share(context.metric) * 100, role: role)]
        case .waiting, .samples, .topFunction: cell.role = .dim
        }
        if hasEnded, column != .state { cell.role = .dim }
        return cell
    }

    /// Time on a CPU and off it.
    private static func bar(of weight: Weight) -> [TableCell.BarPart] {
        [
            TableCell.BarPart(value: Double(Metric.cpu.value(of: weight)), role: .cpu),
            TableCell.BarPart(value: Double(Metric.waiting.value(of: weight)), role: .waiting),
        ]
    }

    private var stateWord: (String, Theme.Role) {
        if hasEnded { return ("ended", .dim) }
        return switch state {
        case "R": ("running", .good)
        case "S": ("sleeping", .waiting)
        case "D": ("disk", .warn)
        case "T", "t": ("stopped", .warn)
        case "Z", "X": ("dead", .bad)
        case "I": ("idle", .dim)
        default: ("", .dim)
        }
    }
}
