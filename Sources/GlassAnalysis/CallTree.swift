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
    private(set) var nodes: ChunkedArray<Node> = [.root]
    /// By parent and label: of each node's children those behind the first ``walkedChildren``. Most nodes have few.
    private var edges = NumberIndex()
    /// So many children are looked at one after the other.
    static let walkedChildren = 8
    /// By stack index; -1 where the stack has no node yet.
    private(set) var nodesOfStacks: ChunkedArray<Int32> = []
    /// What the profile's stacks weighed when it was last looked at: of use to find out which are new to an inverted
    /// tree.
    private var totalsSeen: ChunkedArray<Weight> = []
    /// What ``reweigh(_:)`` gave last.
    var latest: Weighing?
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
    func look(for label: FrameLabel, below parent: Int32, hash: UInt64) -> (child: Int32?, isIndexed: Bool) {
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
