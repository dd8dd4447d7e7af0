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
public struct FunctionTable: Sendable {
    /// What rows are sorted by.
    public enum Column: String, CaseIterable, Sendable {
        case name, module
        case selfTime = "self"
        case total, samples
    }

    public private(set) var rows: [FunctionRow] = []

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
        for (index, key) in profile.functions.enumerated() where totals[index] != .zero {
            rows.append(
                FunctionRow(
                    id: FunctionID(rawValue: Int32(index)), key: key, module: profile.moduleName(key.module),
                    selfWeight: own[index], total: totals[index], all: weights.total))
        }
    }

    /// Sorts by a column: texts rising and weights falling unless `reversed`; equal rows by name.
    public mutating func sort(by column: Column, metric: Metric = .cpu, reversed: Bool = false) {
        switch column {
        case .name: sort(reversed: reversed) { ($0.name, $0.module) < ($1.name, $1.module) }
        case .module: sort(reversed: reversed) { ($0.module, $0.name) < ($1.module, $1.name) }
        case .selfTime: sort(reversed: reversed, falling: { metric.value(of: $0.selfWeight) })
        case .total: sort(reversed: reversed, falling: { metric.value(of: $0.total) })
        case .samples: sort(reversed: reversed, falling: { Metric.samples.value(of: $0.selfWeight) })
        }
    }

    /// Keeps the rows that match.
    public mutating func keep(_ filter: Filter) { rows.removeAll { !filter.matches($0) } }

    private mutating func sort(reversed: Bool, by before: (FunctionRow, FunctionRow) -> Bool) {
        rows.sort { reversed ? before($1, $0) : before($0, $1) }
    }

    private mutating func sort(reversed: Bool, falling value: (FunctionRow) -> Int64) {
        rows.sort { left, right in
            let (leftValue, rightValue) = (value(left), value(right))
            if leftValue != rightValue { return reversed ? leftValue < rightValue : leftValue > rightValue }
            return (left.name, left.id) < (right.name, right.id)
        }
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
