import GlassModel

/// Which nodes of a tree match a text.
public struct NodeSearch: Sendable {
    /// In the order of the tree's numbers.
    public let nodes: [NodeID]
    /// By node index.
    public let isMatch: [Bool]
    /// Of all stacks that pass through a match, each counted once.
    public let weight: Weight

    public init(tree: CallTree, weights: TreeWeights, profile: Profile, matching matcher: TextMatcher) {
        // Each name is compared once, however many nodes bear it.
        let names = profile.functions.map { matcher.matches($0.function) }
        var flags = [Bool](repeating: false, count: tree.count)
        var found: [NodeID] = []
        var sum = Weight.zero
        var open = 0
        tree.traverse { node, function in
            guard names.indices.contains(function.index), names[function.index] else { return }
            flags[node.index] = true
            found.append(node)
            if open == 0 { sum = sum + weights.total(of: node) }
            open += 1
        } leave: { node, _ in
            if flags[node.index] { open -= 1 }
        }
        nodes = found.sorted()
        isMatch = flags
        weight = sum
    }
}
