import GlassAnalysis
import GlassModel
import GlassTerminal

extension FunctionRow: ShownRow {
    static var tableName: TableName { .functions }

    static var usualColumns: [Column] {
        [.selfTime, .selfShare, .total, .totalShare, .name, .module, .selfWaiting, .totalWaiting, .samples]
    }

    static var sortedFirst: [Column] { [.selfTime, .total, .name, .module] }
    static var barColumns: [Column] { [.selfShare, .totalShare] }

    static func look(of column: Column) -> ColumnLook {
        switch column {
        case .selfTime: .figure("self", 9, "time in the function itself")
        case .selfShare: .figure("self %", 9, "share of it, with a bar")
        case .total: .figure("total", 9, "time in it and in what it called")
        case .totalShare: .figure("total %", 9, "share of that, with a bar")
        case .name: .text("function", 26, "name", fills: true)
        case .module: .text("module", 18, "file that it stands in")
        case .kind: .text("kind", 9, "native, inlined, system call")
        case .selfCPU: .figure("self cpu", 9, "time on a CPU in itself")
        case .selfWall: .figure("self wall", 10, "time that passed in itself")
        case .selfWaiting: .figure("self wait", 10, "time off the CPU in itself")
        case .totalCPU: .figure("total cpu", 10, "time on a CPU with what it called")
        case .totalWall: .figure("total wall", 11, "time that passed with what it called")
        case .totalWaiting: .figure("total wait", 11, "time off the CPU with what it called")
        case .samples: .figure("samples", 8, "samples in itself")
        case .totalSamples: .figure("total smp", 10, "samples in it and in what it called")
        }
    }

    var copiedName: String { name }

    func cell(_ column: Column, in context: CellContext) -> TableCell {
        let value = value(of: column, metric: context.metric)
        var cell = TableCell.figure(value)
        switch column {
        case .selfTime, .total: break
        case .selfShare: cell.bar = bar(of: selfWeight, context.metric)
        case .totalShare: cell.bar = bar(of: total, context.metric)
        case .name:
            cell.isName = true
            cell.mark = context.colors.color(of: key)
        default: cell.role = .dim
        }
        return cell
    }

    /// In hundredths of the whole; where time off the CPU counts too, that apart.
    private func bar(of weight: Weight, _ metric: Metric) -> [TableCell.BarPart] {
        let whole = Double(max(1, metric.value(of: all)))
        func part(_ counted: Metric, _ role: Theme.Role) -> TableCell.BarPart {
            TableCell.BarPart(value: Double(counted.value(of: weight)) / whole * 100, role: role)
        }
        switch metric {
        case .wall: return [part(.cpu, .cpu), part(.waiting, .waiting)]
        case .waiting: return [part(.waiting, .waiting)]
        case .cpu, .samples: return [part(metric, .cpu)]
        }
    }
}

extension FilterValue {
    /// Whether it is a figure that says nothing happened.
    var isZero: Bool {
        switch self {
        case .text: false
        case .number(let number), .percent(let number): number == 0
        case .duration(let time): time == .zero
        case .size(let bytes): bytes == 0
        }
    }
}
