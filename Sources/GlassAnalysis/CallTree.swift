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
    public enum Direction: Sendable {
        /// Callers above callees: where does the time go?
        case outermostFirst
        /// Callees above callers (inverted): who calls what takes the time? The nodes below the root are the innermost
        /// functions of the stacks that were seen, and a node weighs what its innermost function took when it was
        /// called along this way. Chains deeper than `depthLimit` are cut at their outer end.
        case innermostFirst(depthLimit: Int)
    }

    private struct Edge: Hashable {
        let parent: Int32
        let function: FunctionID
    }

    public let direction: Direction
    private var parents: [Int32] = [-1]
    private var functionsOfNodes: [FunctionID] = [FunctionID(rawValue: -1)]
    private var depths: [Int32] = [0]
    private var firstChildren: [Int32] = [-1]
    private var lastChildren: [Int32] = [-1]
    private var nextSiblings: [Int32] = [-1]
    private var nodesByEdge: [Edge: Int32] = [:]
    /// By stack index; -1 where the stack has no node yet.
    private var nodesOfStacks: [Int32] = []

    public init(direction: Direction = .outermostFirst) { self.direction = direction }

    /// The inverted tree with the usual depth limit.
    public static var inverted: CallTree { CallTree(direction: .innermostFirst(depthLimit: 64)) }

    /// How many nodes there are, the root among them.
    public var count: Int { parents.count }

    /// Takes in the stacks that the profile has gained since the last time. A tree belongs to one profile.
    public mutating func extend(with profile: Profile) {
        let known = nodesOfStacks.count
        guard profile.stacks.count >= known else { return }
        nodesOfStacks.append(contentsOf: repeatElement(-1, count: profile.stacks.count - known))
        switch direction {
        case .outermostFirst:
            for stack in known..<profile.stacks.count {
                let parent = profile.stackParents[stack]
                let parentNode = parent < 0 ? 0 : nodesOfStacks[Int(parent)]
                nodesOfStacks[stack] = child(of: parentNode, function: profile.stackFunctions[stack])
            }
        case .innermostFirst(let depthLimit):
            for stack in nodesOfStacks.indices where nodesOfStacks[stack] < 0 && profile.stackTotals[stack] != .zero {
                nodesOfStacks[stack] = chain(from: stack, in: profile, depthLimit: depthLimit)
            }
        }
    }

    private mutating func chain(from stack: Int, in profile: Profile, depthLimit: Int) -> Int32 {
        var node: Int32 = 0
        var stack = Int32(stack)
        var depth = 0
        while stack >= 0, depth < depthLimit {
            node = child(of: node, function: profile.stackFunctions[Int(stack)])
            stack = profile.stackParents[Int(stack)]
            depth += 1
        }
        return node
    }

    private mutating func child(of parent: Int32, function: FunctionID) -> Int32 {
        let edge = Edge(parent: parent, function: function)
        if let known = nodesByEdge[edge] { return known }
        let node = Int32(parents.count)
        nodesByEdge[edge] = node
        parents.append(parent)
        functionsOfNodes.append(function)
        depths.append(depths[Int(parent)] + 1)
        firstChildren.append(-1)
        lastChildren.append(-1)
        nextSiblings.append(-1)
        link(node, under: Int(parent))
        return node
    }

    private mutating func link(_ node: Int32, under parent: Int) {
        if lastChildren[parent] < 0 {
            firstChildren[parent] = node
        } else {
            nextSiblings[Int(lastChildren[parent])] = node
        }
        lastChildren[parent] = node
    }
}

// MARK: - Walking

extension CallTree {
    /// Nil for the root, and for a node that is not of this tree.
    public func parent(of node: NodeID) -> NodeID? {
        guard contains(node), node != .root else { return nil }
        return NodeID(rawValue: parents[node.index])
    }

    /// Nil for the root, which stands for everything.
    public func function(of node: NodeID) -> FunctionID? {
        guard contains(node), node != .root else { return nil }
        return functionsOfNodes[node.index]
    }

    /// 0 for the root.
    public func depth(of node: NodeID) -> Int { contains(node) ? Int(depths[node.index]) : 0 }

    /// In the order in which they were first seen.
    public func children(of node: NodeID) -> [NodeID] {
        var result: [NodeID] = []
        forEachChild(of: node) { result.append($0) }
        return result
    }

    public func forEachChild(of node: NodeID, _ body: (NodeID) -> Void) {
        guard contains(node) else { return }
        var child = firstChildren[node.index]
        while child >= 0 {
            body(NodeID(rawValue: child))
            child = nextSiblings[Int(child)]
        }
    }

    /// Visits every node but the root, parents before their children.
    public func forEachNode(_ body: (_ node: NodeID, _ parent: NodeID, FunctionID) -> Void) {
        for node in parents.indices.dropFirst() {
            body(NodeID(rawValue: Int32(node)), NodeID(rawValue: parents[node]), functionsOfNodes[node])
        }
    }

    /// Visits every node but the root, depth first: `enter` before its children, `leave` after them.
    public func traverse<Failure: Error>(
        enter: (NodeID, FunctionID) throws(Failure) -> Void, leave: (NodeID, FunctionID) throws(Failure) -> Void
    ) throws(Failure) {
        var node = firstChildren[0]
        while node > 0 {
            try enter(NodeID(rawValue: node), functionsOfNodes[Int(node)])
            if firstChildren[Int(node)] >= 0 {
                node = firstChildren[Int(node)]
                continue
            }
            try leave(NodeID(rawValue: node), functionsOfNodes[Int(node)])
            while node > 0, nextSiblings[Int(node)] < 0 {
                node = parents[Int(node)]
                if node > 0 { try leave(NodeID(rawValue: node), functionsOfNodes[Int(node)]) }
            }
            if node > 0 { node = nextSiblings[Int(node)] }
        }
    }

    /// From below the root to the node itself; empty for the root.
    public func path(to node: NodeID) -> [NodeID] {
        var result: [NodeID] = []
        var current = contains(node) ? node : .root
        while current != .root {
            result.append(current)
            current = NodeID(rawValue: parents[current.index])
        }
        return result.reversed()
    }

    public func contains(_ node: NodeID) -> Bool { parents.indices.contains(node.index) }

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
    public let selfWeights: [Weight]
    /// Of samples that passed through the node.
    public let totals: [Weight]

    /// Of everything.
    public var total: Weight { totals.first ?? .zero }

    public func selfWeight(of node: NodeID) -> Weight {
        selfWeights.indices.contains(node.index) ? selfWeights[node.index] : .zero
    }

    public func total(of node: NodeID) -> Weight { totals.indices.contains(node.index) ? totals[node.index] : .zero }
}

extension CallTree {
    /// Sums stack weights up the tree, in one pass from the last node to the first.
    public func weigh(_ stackWeights: StackWeights) -> TreeWeights {
        var own = [Weight](repeating: .zero, count: count)
        for (stack, weight) in stackWeights.weights.enumerated() where weight != .zero {
            guard stack < nodesOfStacks.count, nodesOfStacks[stack] >= 0 else { continue }
            let node = Int(nodesOfStacks[stack])
            own[node] = own[node] + weight
        }
        var totals = own
        for node in stride(from: count - 1, to: 0, by: -1) where totals[node] != .zero {
            let parent = Int(parents[node])
            totals[parent] = totals[parent] + totals[node]
        }
        return TreeWeights(selfWeights: own, totals: totals)
    }
}
