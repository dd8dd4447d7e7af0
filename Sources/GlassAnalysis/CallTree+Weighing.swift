import GlassModel

/// What each node of a tree weighs, by node index.
public struct TreeWeights: Sendable {
    /// Of samples that ended in the node itself.
    public let selfWeights: ChunkedArray<Weight>
    /// Of samples that passed through the node.
    public let totals: ChunkedArray<Weight>

    /// Of everything.
    public var total: Weight { totals.first ?? .zero }

    public func selfWeight(of node: NodeID) -> Weight {
        selfWeights.indices.contains(node.index) ? selfWeights[node.index] : .zero
    }

    public func total(of node: NodeID) -> Weight { totals.indices.contains(node.index) ? totals[node.index] : .zero }
}

extension CallTree {
    /// A result, and what it was computed from.
    struct Weighing: Sendable {
        let stacks: ChunkedArray<Weight>
        let weights: TreeWeights
    }

    /// What the samples of one stack gained or lost.
    private struct Change {
        let node: Int
        let weight: Weight
    }

    /// Sums stack weights up the tree, in one pass from the last node to the first.
    public func weigh(_ stackWeights: StackWeights) -> TreeWeights { sum(stackWeights.weights).weights }

    /// The same, at a cost that grows with what differs from the last time it was asked: what a live icicle needs of the
    /// whole recording.
    public mutating func reweigh(_ stackWeights: StackWeights) -> TreeWeights {
        let stacks = stackWeights.weights
        if let earlier = latest, let weights = update(earlier, to: stacks) {
            latest = Weighing(stacks: stacks, weights: weights)
            return weights
        }
        let (weights, isComplete) = sum(stacks)
        // A stack without a node would not show as a change once it has one.
        latest = isComplete ? Weighing(stacks: stacks, weights: weights) : nil
        return weights
    }

    /// Lets go of what the next ``reweigh(_:)`` would spare by.
    public mutating func forgetWeights() { latest = nil }

    private func sum(_ stacks: ChunkedArray<Weight>) -> (weights: TreeWeights, isComplete: Bool) {
        var own = [Weight](repeating: .zero, count: count)
        var isComplete = nodesOfStacks.count >= stacks.count
        own.withUnsafeMutableBufferPointer { own in
            stacks.forEachChunk(with: nodesOfStacks) { weights, nodes in
                if weights.count > nodes.count { isComplete = false }
                for (weight, node) in zip(weights, nodes) where weight != .zero {
                    if node >= 0 { own[Int(node)] += weight } else { isComplete = false }
                }
            }
        }
        return (sums(ofSelfWeights: own), isComplete)
    }

    func sums(ofSelfWeights own: [Weight]) -> TreeWeights {
        var totals = own
        totals.withUnsafeMutableBufferPointer { totals in
            nodes.forEachChunkReversed { start, chunk in
                for place in chunk.indices.reversed() where chunk[place].parent >= 0 {
                    let weight = totals[start + place]
                    if weight != .zero { totals[Int(chunk[place].parent)] += weight }
                }
            }
        }
        return TreeWeights(selfWeights: ChunkedArray(own), totals: ChunkedArray(totals))
    }

    private func node(ofStackAt index: Int) -> Int? {
        guard index < nodesOfStacks.count, nodesOfStacks[index] >= 0 else { return nil }
        return Int(nodesOfStacks[index])
    }

    /// Nil where so much differs that one pass over everything is quicker.
    private func update(_ earlier: Weighing, to stacks: ChunkedArray<Weight>) -> TreeWeights? {
        guard let changes = changes(from: earlier.stacks, to: stacks) else { return nil }
        var (own, totals) = (earlier.weights.selfWeights, earlier.weights.totals)
        own.extend(to: count, with: .zero)
        totals.extend(to: count, with: .zero)
        for change in changes {
            own[change.node] += change.weight
            var node = change.node
            while node >= 0 {
                totals[node] += change.weight
                node = Int(nodes[node].parent)
            }
        }
        return TreeWeights(selfWeights: own, totals: totals)
    }

    private func changes(from earlier: ChunkedArray<Weight>, to stacks: ChunkedArray<Weight>) -> [Change]? {
        guard stacks.count >= earlier.count else { return nil }
        let limit = 1_000 + count / 64
        var changes: [Change] = []
        var areFew = true
        stacks.forEachChangedRange(since: earlier) { range in
            for stack in range where areFew {
                let change = stacks[stack] - (stack < earlier.count ? earlier[stack] : .zero)
                guard change != .zero else { continue }
                guard let node = node(ofStackAt: stack), changes.count < limit else { return areFew = false }
                changes.append(Change(node: node, weight: change))
            }
        }
        return areFew ? changes : nil
    }
}
