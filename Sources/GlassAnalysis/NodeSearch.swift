import GlassModel

/// Which nodes of a tree match a text. A name is compared once, however many nodes bear it.
public struct NodeSearch: Sendable {
    /// By function index.
    private let isMatch: [Bool]
    /// How many nodes that weigh something match.
    public let count: Int
    /// Of all stacks that pass through a match, each counted once.
    public let weight: Weight

    public init(tree: CallTree, weights: TreeWeights, profile: Profile, matching matcher: TextMatcher) {
        isMatch = profile.functions.map { matcher.matches($0.function) }
        (count, weight) = tree.sum(weights, where: isMatch)
    }

    public func contains(_ node: NodeID, of tree: CallTree) -> Bool {
        guard let function = tree.function(of: node) else { return false }
        return isMatch.indices.contains(function.index) && isMatch[function.index]
    }
}

extension CallTree {
    /// How many nodes have a function that is marked, and the weight below the outermost ones. One pass, as parents come
    /// before their children.
    fileprivate func sum(_ weights: TreeWeights, where isMarked: [Bool]) -> (count: Int, weight: Weight) {
        var isBelow = [Bool](repeating: false, count: count)
        var (found, sum) = (0, Weight.zero)
        forEachNode { node, parent, function in
            let isHit = isMarked.indices.contains(function.index) && isMarked[function.index]
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
