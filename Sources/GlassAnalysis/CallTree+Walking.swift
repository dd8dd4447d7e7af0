import GlassModel

/// From node to node.
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
