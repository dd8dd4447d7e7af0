import GlassModel

/// One whole stack and what it took.
public struct HotStack: Hashable, Sendable {
    public let node: NodeID
    /// Outermost first.
    public let functions: [FunctionKey]
    /// Of samples that stood in exactly this stack.
    public let weight: Weight
    /// Of the metric over the whole selection, 0 … 1.
    public let share: Double
}

/// The heaviest whole stacks, merged by function.
public struct HotStacks: Sendable {
    /// The heaviest first.
    public let stacks: [HotStack]

    /// `tree` is one with ``CallTree/Direction/outermostFirst``.
    public init(profile: Profile, tree: CallTree, weights: TreeWeights, metric: Metric = .cpu, limit: Int) {
        let heaviest = Self.heaviest(weights.selfWeights.map { metric.value(of: $0) }, limit: max(0, limit))
        let all = Double(metric.value(of: weights.total))
        stacks = heaviest.map { index in
            let node = NodeID(rawValue: Int32(index))
            let weight = weights.selfWeights[index]
            return HotStack(
                node: node,
                functions: tree.path(to: node).compactMap { tree.function(of: $0) }.map { profile.function($0) },
                weight: weight, share: all > 0 ? min(1, Double(metric.value(of: weight)) / all) : 0)
        }
    }

    /// The places of the greatest values above zero, the greatest first; of equals the earlier first. Few are wanted of
    /// many, so that keeping a short sorted list beats sorting all.
    private static func heaviest(_ values: [Int64], limit: Int) -> [Int] {
        var best: [Int] = []
        for (index, value) in values.enumerated() where value > 0 {
            if best.count == limit {
                guard let least = best.last, values[least] < value else { continue }
                best.removeLast()
            }
            best.insert(index, at: best.partitioningIndex { values[$0] < value })
        }
        return best
    }
}
