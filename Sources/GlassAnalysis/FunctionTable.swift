import GlassModel

/// What one function took.
public struct FunctionRow: Hashable, Sendable {
    public let id: FunctionID
    public let key: FunctionKey
    /// The module's file name; empty where there is none.
    public let module: String
    /// Of samples in the function itself.
    public let selfWeight: Weight
    /// Of samples in it or in what it called, each counted once however often it recurs in a stack.
    public let total: Weight
    /// Of the whole selection, so that a row knows its shares.
    public let all: Weight

    public var name: String { key.function }

    public func selfShare(_ metric: Metric) -> Double { share(selfWeight, metric) }
    public func totalShare(_ metric: Metric) -> Double { share(total, metric) }

    private func share(_ weight: Weight, _ metric: Metric) -> Double {
        let whole = metric.value(of: all)
        return whole > 0 ? min(1, Double(metric.value(of: weight)) / Double(whole)) : 0
    }
}

/// All functions of a selection that weigh anything.
public typealias FunctionTable = RowTable<FunctionRow>

extension RowTable<FunctionRow> {
    /// `tree` is one with ``CallTree/Direction/outermostFirst``.
    public init(profile: Profile, tree: CallTree, weights: TreeWeights) {
        var own = [Weight](repeating: .zero, count: profile.functions.count)
        var totals = own
        var open = [Int32](repeating: 0, count: profile.functions.count)
        tree.traverse { node, function in
            own[function.index] = own[function.index] + weights.selfWeight(of: node)
            if open[function.index] == 0 {
                totals[function.index] = totals[function.index] + weights.total(of: node)
            }
            open[function.index] += 1
        } leave: { _, function in
            open[function.index] -= 1
        }
        let whole = weights.total
        self.init(
            profile.functions.enumerated().compactMap { index, key in
                guard totals[index] != .zero else { return nil }
                return FunctionRow(
                    id: FunctionID(rawValue: Int32(index)), key: key, module: profile.moduleName(key.module),
                    selfWeight: own[index], total: totals[index], all: whole)
            })
    }
}

extension FunctionRow: TableRow {
    /// Times and shares are of the metric that is looked at, unless the column names one.
    public enum Column: String, TableColumn {
        case selfTime = "self"
        case selfShare = "self_share"
        case total
        case totalShare = "total_share"
        case name = "function"
        case module, kind
        case selfCPU = "self_cpu"
        case selfWall = "self_wall"
        case selfWaiting = "self_waiting"
        case totalCPU = "total_cpu"
        case totalWall = "total_wall"
        case totalWaiting = "total_waiting"
        case samples
        case totalSamples = "total_samples"

        public var isRising: Bool { self == .name || self == .module || self == .kind }
    }

    public static var firstOrder: TableOrder<Column> { TableOrder(.selfTime) }

    public func value(of column: Column, metric: Metric) -> FilterValue? {
        switch column {
        case .name: .text(name)
        case .module: .text(module)
        case .kind: .text(String(describing: key.kind))
        case .selfTime: metric.filterValue(of: selfWeight)
        case .total: metric.filterValue(of: total)
        case .selfShare: .percent(selfShare(metric) * 100)
        case .totalShare: .percent(totalShare(metric) * 100)
        case .selfCPU: Metric.cpu.filterValue(of: selfWeight)
        case .selfWall: Metric.wall.filterValue(of: selfWeight)
        case .selfWaiting: Metric.waiting.filterValue(of: selfWeight)
        case .totalCPU: Metric.cpu.filterValue(of: total)
        case .totalWall: Metric.wall.filterValue(of: total)
        case .totalWaiting: Metric.waiting.filterValue(of: total)
        case .samples: Metric.samples.filterValue(of: selfWeight)
        case .totalSamples: Metric.samples.filterValue(of: total)
        }
    }

    public static func isBefore(_ left: FunctionRow, _ right: FunctionRow) -> Bool {
        (left.name, left.module, left.id) < (right.name, right.module, right.id)
    }
}

extension Metric {
    /// This metric's part of a weight.
    func filterValue(of weight: Weight) -> FilterValue {
        isTime ? .duration(Nanoseconds(value(of: weight))) : .number(Double(value(of: weight)))
    }
}

extension FunctionRow: FilterSubject {
    public static let filterFields: [FilterField] = [
        FilterField("function", .text), FilterField("module", .text), FilterField("kind", .text),
        FilterField("self", .duration), FilterField("total", .duration), FilterField("wall", .duration),
        FilterField("waiting", .duration), FilterField("samples", .number), FilterField("share", .percent),
    ]

    public func value(of field: String) -> FilterValue? {
        switch field {
        case "function": .text(name)
        case "module": .text(module)
        case "kind": .text(String(describing: key.kind))
        case "self": .duration(selfWeight.cpu)
        case "total": .duration(total.cpu)
        case "wall": .duration(total.wall)
        case "waiting": .duration(total.waiting)
        case "samples": .number(Double(total.samples))
        case "share": .percent(totalShare(.cpu) * 100)
        default: nil
        }
    }

    public var texts: [String] { [name, module] }
}
