import GlassModel

/// Which nodes of a tree match a text. A name is compared once, however many nodes bear it.
public struct NodeSearch: Sendable {
    /// By function index.
    private let isMatch: [Bool]
    /// Of modules and threads, where nodes stand for these.
    private let others: [FrameLabel: Bool]
    /// How many nodes that weigh something match.
    public let count: Int
    /// Of all stacks that pass through a match, each counted once.
    public let weight: Weight

    public init(tree: CallTree, weights: TreeWeights, profile: Profile, matching matcher: TextMatcher) {
        let isMatch = profile.functions.map { matcher.matches($0.function) }
        var others: [FrameLabel: Bool] = [:]
        (count, weight) = tree.sum(weights) { label in
            if let function = label.function { return isMatch[function.index] }
            if let known = others[label] { return known }
            let isMatch = matcher.matches(profile.text(of: label))
            others[label] = isMatch
            return isMatch
        }
        self.isMatch = isMatch
        self.others = others
    }

    public func contains(_ node: NodeID, of tree: CallTree) -> Bool {
        let label = tree.label(of: node)
        guard let function = label.function else { return others[label] ?? false }
        return isMatch.indices.contains(function.index) && isMatch[function.index]
    }
}

extension CallTree {
    /// How many nodes have a label that is looked for, and the weight below the outermost ones. One pass, as parents come
    /// before their children.
    fileprivate func sum(_ weights: TreeWeights, where isWanted: (FrameLabel) -> Bool) -> (count: Int, weight: Weight) {
        var isBelow = [Bool](repeating: false, count: count)
        var (found, sum) = (0, Weight.zero)
        forEachNode { node, parent, label in
            let isHit = isWanted(label)
            isBelow[node.index] = isHit || isBelow[parent.index]
            guard isHit else { return }
            let total = weights.total(of: node)
            guard total != .zero else { return }
            found += 1
            if !isBelow[parent.index] { sum = sum + total }
        }
        return (found, sum)
    }
}
