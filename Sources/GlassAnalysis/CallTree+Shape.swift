import GlassModel

// How a tree takes stacks in as its shape says.

extension CallTree {
    /// The node of a label below another one; the same or an outer one where the shape makes them one.
    mutating func step(from node: Int32, to label: FrameLabel) -> Int32 {
        folded(label, at: node) ?? child(of: node, label: label)
    }

    /// The node that a label below `node` is folded into; nil where it has one of its own.
    private func folded(_ label: FrameLabel, at node: Int32) -> Int32? {
        guard shape.folds else { return nil }
        var outer = NodeID(rawValue: node)
        if shape.collapsesModules, label.isModule, self.label(of: outer) == label { return node }
        guard shape.mergesRecursion else { return nil }
        while let parent = parent(of: outer) {
            if self.label(of: outer) == label { return outer.rawValue }
            outer = parent
        }
        return nil
    }

    /// The labels of a stack from its innermost one, as they follow each other below an inverted root.
    func innermostFirst(_ stack: Int32, of profile: Profile, limit: Int) -> [FrameLabel] {
        var chain: [FrameLabel] = []
        var index = stack
        while index >= 0, shape.folds || chain.count < limit {
            chain.append(profile.label(of: profile.stackFunctions[Int(index)], in: shape))
            index = profile.stackParents[Int(index)]
        }
        return shape.folds ? Array(folded(chain.reversed()).reversed().prefix(limit)) : chain
    }

    /// A chain of labels, outermost first, with those that the shape makes one left out.
    private func folded(_ chain: [FrameLabel]) -> [FrameLabel] {
        var result: [FrameLabel] = []
        for label in chain {
            if shape.collapsesModules, label.isModule, result.last == label { continue }
            if shape.mergesRecursion, let outer = result.firstIndex(of: label) {
                result.removeSubrange((outer + 1)...)
            } else {
                result.append(label)
            }
        }
        return result
    }
}

// MARK: - Threads apart

/// Which nodes below a thread's stand for which stacks.
struct ThreadStacks: Sendable {
    /// By the thread's node, then by the stack's index; -1 where there is none. Most of it is one chunk of nothing.
    private var nodes: [Int32: ChunkedArray<Int32>] = [:]
    /// The first thread of each group.
    private var firsts: [String: ThreadKey] = [:]

    subscript(root: Int32, stack: Int) -> Int32? {
        guard let known = nodes[root], stack < known.count, known[stack] >= 0 else { return nil }
        return known[stack]
    }

    /// - Parameter count: How many stacks there are.
    mutating func set(_ node: Int32, below root: Int32, for stack: Int, of count: Int) {
        var known = nodes.removeValue(forKey: root) ?? []
        known.extend(to: count, with: -1)
        known[stack] = node
        nodes[root] = known
    }

    mutating func label(of thread: ThreadKey, in profile: Profile, _ threads: TreeShape.Threads) -> FrameLabel {
        guard threads == .groups, let name = profile.threads[thread]?.name else { return .thread(thread) }
        let group = threadGroup(of: name)
        let first = firsts[group] ?? thread
        firsts[group] = first
        return .threadGroup(of: first)
    }
}

extension CallTree {
    /// What the nodes weigh within a selection. With ``TreeShape/Threads/together`` the weights of stacks are summed;
    /// else the stacks are taken in as each thread has them, and what is known of threads decides.
    public mutating func weigh(_ profile: Profile, selection: Selection, stackWeights: StackWeights) -> TreeWeights {
        guard shape.threads != .together else {
            extend(with: profile)
            return reweigh(stackWeights)
        }
        var own: [(node: Int32, weight: Weight)] = []
        for (thread, stacks) in profile.stackWeightsByThread(for: selection) {
            let label = threadStacks.label(of: thread, in: profile, shape.threads)
            let root = child(of: 0, label: label)
            for (stack, weight) in stacks { own.append((node(of: stack.index, below: root, profile), weight)) }
        }
        var weights = [Weight](repeating: .zero, count: count)
        for (node, weight) in own { weights[Int(node)] = weights[Int(node)] + weight }
        return sums(ofSelfWeights: weights)
    }

    private mutating func node(of stack: Int, below root: Int32, _ profile: Profile) -> Int32 {
        if let known = threadStacks[root, stack] { return known }
        if case .innermostFirst(let limit) = direction {
            let node = chain(from: Int32(stack), below: root, in: profile, depthLimit: limit)
            threadStacks.set(node, below: root, for: stack, of: profile.stackFrames.count)
            return node
        }
        // Up to what is known, and down again; stacks may be deeper than a recursive function should go.
        var unknown = [stack]
        var node = root
        while let last = unknown.last, profile.stackParents[last] >= 0 {
            let parent = Int(profile.stackParents[last])
            if let known = threadStacks[root, parent] {
                node = known
                break
            }
            unknown.append(parent)
        }
        for stack in unknown.reversed() {
            node = step(from: node, to: profile.label(of: profile.stackFunctions[stack], in: shape))
            threadStacks.set(node, below: root, for: stack, of: profile.stackFrames.count)
        }
        return node
    }
}

// MARK: - The same place in another tree

extension CallTree {
    /// The node of another tree of the same profile that stands for the same place, as nearly as that tree knows it: a
    /// selection stays where it was when the shape changes. Trees of two directions share no ways; there it is the
    /// heaviest node of the same function.
    public func counterpart(
        of node: NodeID, in other: CallTree, weights: TreeWeights, metric: Metric, profile: Profile
    ) -> NodeID {
        func value(_ node: NodeID) -> Int64 { metric.value(of: weights.total(of: node)) }
        let path = path(to: node).map { other.relabelled(label(of: $0), profile) }
        guard !path.isEmpty else { return .root }
        guard direction == other.direction else {
            guard let wanted = path.last, !wanted.isThreads else { return .root }
            var best = NodeID.root
            other.forEachNode { node, _, label in
                if label == wanted, best == .root || value(node) > value(best) { best = node }
            }
            return best
        }
        let frames = path.filter { !$0.isThreads }
        let starts = other.shape.threads == .together ? [.root] : other.children(of: .root)
        let named = path.first.flatMap { other.child(of: .root, label: $0) }
        let ends = (named.map { [$0] } ?? starts).map { other.follow(frames, from: $0, value: value, profile) }
        return ends.max { (other.depth(of: $0), value($0)) < (other.depth(of: $1), value($1)) } ?? .root
    }

    /// What this tree would call what another tree calls `label`.
    private func relabelled(_ label: FrameLabel, _ profile: Profile) -> FrameLabel {
        label.function.map { profile.label(of: $0, in: shape) } ?? label
    }

    /// The end of a way down; what the tree does not know on it is passed over.
    private func follow(
        _ labels: [FrameLabel], from start: NodeID, value: (NodeID) -> Int64, _ profile: Profile
    ) -> NodeID {
        var node = start
        for label in labels {
            if let outer = folded(label, at: node.rawValue) {
                node = NodeID(rawValue: outer)
            } else if let next = child(of: node, label: label)
                ?? heaviest(below: node, value, where: { isWhole(of: label, $0, profile) })
            {
                node = next
            }
        }
        return node
    }

    /// Whether a node is what another tree calls `label`: the same, deeper in a recursion that was merged there, or a
    /// function of the module.
    private func isWhole(of label: FrameLabel, _ node: NodeID, _ profile: Profile) -> Bool {
        guard case .module(let module) = label.meaning else { return self.label(of: node) == label }
        return function(of: node).map { profile.function($0).module == module } ?? false
    }

    /// The heaviest of the nodes nearest below one that are looked for, among as many as take no time to look at.
    private func heaviest(below node: NodeID, _ value: (NodeID) -> Int64, where isWanted: (NodeID) -> Bool) -> NodeID? {
        var level = children(of: node)
        var seen = 0
        while !level.isEmpty, seen < 2_000 {
            if let found = level.filter(isWanted).max(by: { value($0) < value($1) }) { return found }
            seen += level.count
            level = level.flatMap { children(of: $0) }
        }
        return nil
    }
}
