import GlassModel

/// A node of a ``CallTree``. It keeps its number while the tree grows.
public struct NodeID: RawRepresentable, Hashable, Comparable, Sendable {
    public let rawValue: Int32

    public init(rawValue: Int32) { self.rawValue = rawValue }

    /// The node that stands for everything.
    public static let root = NodeID(rawValue: 0)
    public var index: Int { Int(rawValue) }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// The stacks of a profile merged by function: under one parent, each function has one node, wherever in it the
/// samples stood. Nodes are only ever added, so that a selection or a zoom keeps meaning the same thing while a
/// recording grows; and a parent always has a lower number than its children.
public struct CallTree: Sendable {
    /// Which frame is nearest to the root.
    public enum Direction: Hashable, Sendable {
        /// Callers above callees: where does the time go?
        case outermostFirst
        /// Callees above callers (inverted): who calls what takes the time? The nodes below the root are the innermost
        /// functions of the stacks that were seen, and a node weighs what its innermost function took when it was
        /// called along this way. Chains deeper than `depthLimit` are cut at their outer end.
        case innermostFirst(depthLimit: Int)
        /// Of the stacks through one function, which is the root, what it calls. Where a stack passes it several times,
        /// the outermost time counts and the others are among its callees, so that nothing is counted twice.
        case callees(of: FunctionID)
        /// Of the stacks through one function, which is the root, who calls it, and who calls those. The outermost
        /// time counts here too. Chains deeper than `depthLimit` are cut at their outer end.
        case callers(of: FunctionID, depthLimit: Int)
    }

    struct Node: Sendable {
        let parent: Int32
        let label: FrameLabel
        let depth: Int32
        var firstChild: Int32 = -1
        var lastChild: Int32 = -1
        var nextSibling: Int32 = -1

        static let root = Node(parent: -1, label: .everything, depth: 0)
    }

    public let shape: TreeShape
    public var direction: Direction { shape.direction }
    private var nodes: ChunkedArray<Node> = [.root]
    /// By parent and label: of each node's children those behind the first ``walkedChildren``. Most nodes have few.
    private var edges = NumberIndex()
    /// So many children are looked at one after the other.
    static let walkedChildren = 8
    /// By stack index; -1 where the stack has no node yet.
    private var nodesOfStacks: ChunkedArray<Int32> = []
    /// What the profile's stacks weighed when it was last looked at: of use to find out which are new to an inverted
    /// tree.
    private var totalsSeen: ChunkedArray<Weight> = []
    /// What ``reweigh(_:)`` gave last.
    private var latest: Weighing?
    /// Where threads are apart, which nodes stand for whose stacks.
    var threadStacks = ThreadStacks()

    public init(shape: TreeShape) { self.shape = shape }

    public init(direction: Direction = .outermostFirst) {
        var shape = TreeShape()
        shape.direction = direction
        self.init(shape: shape)
    }

    /// The inverted tree with the usual depth limit.
    public static var inverted: CallTree { CallTree(direction: .innermostFirst(depthLimit: 64)) }

    /// How many nodes there are, the root among them.
    public var count: Int { nodes.count }

    /// Takes in the stacks that the profile has gained since the last time. A tree belongs to one profile.
    public mutating func extend(with profile: Profile) {
        let known = nodesOfStacks.count
        guard profile.stackFrames.count >= known else { return }
        switch direction {
        case .outermostFirst where known == 0 && count == 1 && !shape.folds:
            let built = TreeBuilder(profile: profile, shape: shape)
            (nodes, edges) = (ChunkedArray(built.nodes), built.edges)
            nodesOfStacks = ChunkedArray(built.nodesOfStacks)
        case .outermostFirst:
            for stack in known..<profile.stackFrames.count {
                let parent = profile.stackParents[stack]
                let parentNode = parent < 0 ? 0 : nodesOfStacks[Int(parent)]
                let label = profile.label(of: profile.stackFunctions[stack], in: shape)
                nodesOfStacks.append(step(from: parentNode, to: label))
            }
        case .innermostFirst(let depthLimit):
            nodesOfStacks.extend(to: profile.stackFrames.count, with: -1)
            profile.stackTotals.forEachChangedRange(since: totalsSeen) { stacks in
                for stack in stacks where nodesOfStacks[stack] < 0 && profile.stackTotals[stack] != .zero {
                    nodesOfStacks[stack] = chain(from: Int32(stack), in: profile, depthLimit: depthLimit)
                }
            }
            totalsSeen = profile.stackTotals
        case .callees(let subject):
            for stack in known..<profile.stackFrames.count {
                var node: Int32 = profile.stackFunctions[stack] == subject ? 0 : -1
                if let parent = nodeOfParent(of: stack, in: profile) {
                    node = step(from: parent, to: profile.label(of: profile.stackFunctions[stack], in: shape))
                }
                nodesOfStacks.append(node)
            }
        case .callers(let subject, let depthLimit):
            for stack in known..<profile.stackFrames.count {
                if let parent = nodeOfParent(of: stack, in: profile) {
                    nodesOfStacks.append(parent)
                } else if profile.stackFunctions[stack] == subject {
                    let parent = profile.stackParents[stack]
                    nodesOfStacks.append(chain(from: parent, in: profile, depthLimit: depthLimit))
                } else {
                    nodesOfStacks.append(-1)
                }
            }
        }
    }

    /// Where the stack outside a stack stands in this tree; nil where it does not.
    private func nodeOfParent(of stack: Int, in profile: Profile) -> Int32? {
        let parent = profile.stackParents[stack]
        guard parent >= 0, nodesOfStacks[Int(parent)] >= 0 else { return nil }
        return nodesOfStacks[Int(parent)]
    }

    /// The end of a stack's way from its innermost frame, below an inverted root; that itself for no stack.
    mutating func chain(from stack: Int32, below root: Int32 = 0, in profile: Profile, depthLimit: Int) -> Int32 {
        let limit = min(depthLimit, affordableDepth)
        return innermostFirst(stack, of: profile, limit: limit).reduce(root) { child(of: $0, label: $1) }
    }

    /// Inverted, stacks share little: a million of them would be tens of millions of nodes. Later ones are cut short.
    private var affordableDepth: Int {
        switch count {
        case ..<1_000_000: .max
        case ..<2_000_000: 16
        default: 4
        }
    }

    mutating func child(of parent: Int32, label: FrameLabel) -> Int32 {
        let hash = NumberIndex.hash(parent, label.code)
        let (known, isIndexed) = look(for: label, below: parent, hash: hash)
        if let known { return known }
        let number = Int32(clamping: nodes.count)
        if isIndexed { edges.insert(hash: hash, number) }
        nodes.append(Node(parent: parent, label: label, depth: nodes[Int(parent)].depth + 1))
        link(number, under: Int(parent))
        return number
    }

    /// The child with a label, if there is one; if not, whether it would stand in the index.
    private func look(for label: FrameLabel, below parent: Int32, hash: UInt64) -> (child: Int32?, isIndexed: Bool) {
        var child = nodes[Int(parent)].firstChild
        for _ in 0..<Self.walkedChildren {
            guard child >= 0 else { return (nil, false) }
            let node = nodes[Int(child)]
            if node.label == label { return (child, false) }
            child = node.nextSibling
        }
        let found = edges.find(hash: hash) { number in
            let node = nodes[Int(number)]
            return node.parent == parent && node.label == label
        }
        return (found, true)
    }

    private mutating func link(_ node: Int32, under parent: Int) {
        let last = nodes[parent].lastChild
        if last < 0 { nodes[parent].firstChild = node } else { nodes[Int(last)].nextSibling = node }
        nodes[parent].lastChild = node
    }
}

// MARK: - Walking

extension CallTree {
    /// Nil for the root, and for a node that is not of this tree.
    public func parent(of node: NodeID) -> NodeID? {
        guard contains(node), node != .root else { return nil }
        return NodeID(rawValue: nodes[node.index].parent)
    }

    /// Nil for what stands for no function: the root, and what a shape makes of modules and threads.
    public func function(of node: NodeID) -> FunctionID? { label(of: node).function }

    /// What a node stands for; the root's for a node that is not of this tree. (In a tree of callers or callees the root
    /// stands for their function.)
    public func label(of node: NodeID) -> FrameLabel { contains(node) ? nodes[node.index].label : .everything }

    /// The child with a label, where there is one.
    func child(of parent: NodeID, label: FrameLabel) -> NodeID? {
        guard contains(parent) else { return nil }
        let hash = NumberIndex.hash(parent.rawValue, label.code)
        return look(for: label, below: parent.rawValue, hash: hash).child.map(NodeID.init(rawValue:))
    }

    /// 0 for the root.
    public func depth(of node: NodeID) -> Int { contains(node) ? Int(nodes[node.index].depth) : 0 }

    /// In the order in which they were first seen.
    public func children(of node: NodeID) -> [NodeID] {
        var result: [NodeID] = []
        forEachChild(of: node) { result.append($0) }
        return result
    }

    public func forEachChild(of node: NodeID, _ body: (NodeID) -> Void) {
        guard contains(node) else { return }
        var child = nodes[node.index].firstChild
        while child >= 0 {
            body(NodeID(rawValue: child))
            child = nodes[Int(child)].nextSibling
        }
    }

    /// Visits every node but the root, parents before their children.
    public func forEachNode(_ body: (_ node: NodeID, _ parent: NodeID, FrameLabel) -> Void) {
        nodes.forEachChunk { start, chunk in
            for (offset, node) in chunk.enumerated() where node.parent >= 0 {
                body(NodeID(rawValue: Int32(start + offset)), NodeID(rawValue: node.parent), node.label)
            }
        }
    }

    /// Visits every node but the root of a tree of functions, depth first: `enter` before its children, `leave` after them.
    public func traverse<Failure: Error>(
        enter: (NodeID, FunctionID) throws(Failure) -> Void, leave: (NodeID, FunctionID) throws(Failure) -> Void
    ) throws(Failure) {
        var node = nodes[0].firstChild
        while node > 0 {
            let entered = nodes[Int(node)]
            if let function = entered.label.function { try enter(NodeID(rawValue: node), function) }
            if entered.firstChild >= 0 {
                node = entered.firstChild
                continue
            }
            if let function = entered.label.function { try leave(NodeID(rawValue: node), function) }
            while node > 0, nodes[Int(node)].nextSibling < 0 {
                node = nodes[Int(node)].parent
                if node > 0, let function = nodes[Int(node)].label.function {
                    try leave(NodeID(rawValue: node), function)
                }
            }
            if node > 0 { node = nodes[Int(node)].nextSibling }
        }
    }

    /// From below the root to the node itself; empty for the root.
    public func path(to node: NodeID) -> [NodeID] {
        var result: [NodeID] = []
        var current = contains(node) ? node : .root
        while current != .root {
            result.append(current)
            current = NodeID(rawValue: nodes[current.index].parent)
        }
        return result.reversed()
    }

    public func contains(_ node: NodeID) -> Bool { nodes.indices.contains(node.index) }

    /// Where the samples of a stack stand in this tree; nil for a stack that it has not taken in.
    public func node(of stack: StackID) -> NodeID? {
        guard nodesOfStacks.indices.contains(stack.index), nodesOfStacks[stack.index] >= 0 else { return nil }
        return NodeID(rawValue: nodesOfStacks[stack.index])
    }
}

// MARK: - Weighing

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
    private struct Weighing: Sendable {
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
