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
        let candidates = weights.selfWeights.indices.filter { metric.value(of: weights.selfWeights[$0]) > 0 }
        let heaviest = candidates.sorted { left, right in
            let (leftValue, rightValue) = (
                metric.value(of: weights.selfWeights[left]), metric.value(of: weights.selfWeights[right])
            )
            return leftValue != rightValue ? leftValue > rightValue : left < right
        }
        let all = Double(metric.value(of: weights.total))
        stacks = heaviest.prefix(max(0, limit)).map { index in
            let node = NodeID(rawValue: Int32(index))
            let weight = weights.selfWeights[index]
            return HotStack(
                node: node,
                functions: tree.path(to: node).compactMap { tree.function(of: $0) }.map { profile.function($0) },
                weight: weight, share: all > 0 ? min(1, Double(metric.value(of: weight)) / all) : 0)
        }
    }
}
