import GlassModel

/// The work behind ``IcicleLayout``: the spans of one row after the other.
struct IcicleRows {
    typealias Span = IcicleLayout.Span

    let tree: CallTree
    let weights: TreeWeights
    let profile: Profile
    let options: IcicleOptions
    private let wholeValue: Double

    init(tree: CallTree, weights: TreeWeights, profile: Profile, options: IcicleOptions) {
        self.tree = tree
        self.weights = weights
        self.profile = profile
        self.options = options
        wholeValue = Double(options.metric.value(of: weights.total))
    }

    func rows() -> [[Span]] {
        var rows = [[top()]]
        while rows.count < options.depthLimit {
            var below: [Span] = []
            let last = rows.count - 1
            for index in rows[last].indices { below += children(of: &rows[last][index], isTop: last == 0) }
            if below.isEmpty { break }
            rows.append(below)
        }
        return rows
    }

    private func top() -> Span {
        let whole = weights.total(of: options.zoom)
        guard let past = options.zoomsPast else {
            let parent = tree.parent(of: options.zoom).map { weights.total(of: $0) } ?? whole
            return span(.node(options.zoom), start: 0, width: options.width, weight: whole, of: value(parent))
        }
        var rest = Narrow()
        forEachChild(of: options.zoom, besides: past) { rest.add($0) }
        let content = Span.Content.zoomedRest(parent: options.zoom, count: rest.count)
        return span(content, start: 0, width: options.width, weight: rest.weight, of: value(whole))
    }

    // MARK: Below one span

    /// The spans below one span. The zoomed one's narrow children always get one together, so that whatever is too
    /// narrow to draw can be reached: by a zoom into its parent, and then into the rest.
    private func children(of parent: inout Span, isTop: Bool) -> [Span] {
        var group: Group
        if let node = parent.node {
            group = split(childrenOf: node, below: parent)
        } else if isTop, let past = options.zoomsPast {
            group = spread(childrenOf: options.zoom, besides: past, below: parent)
        } else {
            return []
        }
        guard group.whole > 0 else { return [] }
        order(&group.wide)
        var placed = place(group, below: parent)
        if isTop, placed.narrow.count > 0, placed.rest == nil, group.room > 2 * options.minimumWidth {
            group.room -= options.minimumWidth
            placed = place(group, below: parent)
            if placed.rest == nil { placed.addRest(width: options.minimumWidth) }
        }
        if let rest = placed.rest {
            let content = Span.Content.elided(parent: parent.target.node, count: placed.narrow.count)
            let weight = placed.narrow.weight
            placed.spans.append(
                span(content, start: rest.lowerBound, width: rest.count, weight: weight, of: value(parent.weight)))
        } else {
            (parent.hiddenCount, parent.hiddenWeight) = (placed.narrow.count, placed.narrow.weight)
        }
        return placed.spans
    }

    /// Widths follow from rounded running sums, so no error adds up and the children never get wider than their parent,
    /// whose own width is what they share.
    private func place(_ group: Group, below parent: Span) -> Placed {
        var placed = Placed(narrow: group.narrow, edge: parent.start)
        var sum = 0.0
        func edge(after value: Double) -> Int {
            parent.start + Int((min(1, value / group.whole) * Double(group.room)).rounded())
        }
        for child in group.wide {
            let end = edge(after: sum + child.value)
            if end - placed.edge < options.minimumWidth {
                placed.narrow.add(child)
                continue
            }
            sum += child.value
            placed.spans.append(
                span(
                    .node(child.node), start: placed.edge, width: end - placed.edge, weight: child.weight,
                    of: value(parent.weight)))
            placed.edge = end
        }
        guard placed.narrow.count > 0 else { return placed }
        let end = group.fillsWidth ? parent.end : edge(after: sum + placed.narrow.value)
        if end - placed.edge >= options.minimumWidth { placed.addRest(width: end - placed.edge) }
        return placed
    }

    // MARK: Which children get a span

    /// The children that may get a span, and the sum of those that certainly do not.
    private func split(childrenOf node: NodeID, below parent: Span) -> Group {
        var group = Group(room: parent.width)
        let parentValue = value(parent.weight)
        let threshold = Double(options.minimumWidth) / 2 / Double(max(1, parent.width)) * max(parentValue, 1)
        var sum = 0.0
        forEachChild(of: node, besides: []) { child in
            sum += child.value
            if child.value >= threshold { group.wide.append(child) } else { group.narrow.add(child) }
        }
        group.whole = max(parentValue, sum)
        return group
    }

    /// As many of the heaviest children as get a span each. Those that do not are kept to a quarter of the width,
    /// however much they weigh together: else a zoom into many small ones would show nothing but the same rest again.
    private func spread(childrenOf node: NodeID, besides past: Set<NodeID>, below parent: Span) -> Group {
        var children: [Child] = []
        forEachChild(of: node, besides: past) { children.append($0) }
        children.sort { ($1.value, $0.node) < ($0.value, $1.node) }
        let count = fitting(children, into: parent.width)
        guard count < children.count else {
            var group = Group(room: parent.width)
            group.wide = children
            group.whole = children.reduce(0) { $0 + $1.value }
            return group
        }
        var group = Group(room: parent.width - parent.width / 4)
        group.wide = Array(children.prefix(fitting(children, into: group.room, each: Self.readable)))
        for child in children.dropFirst(group.wide.count) { group.narrow.add(child) }
        group.whole = group.wide.reduce(0) { $0 + $1.value }
        group.fillsWidth = true
        return group
    }

    /// How many narrowest spans wide those of a rest are, so that there is something to read.
    private static let readable = 5

    /// How many of them, the heaviest first, can share a width so that each gets so many of the narrowest spans.
    private func fitting(_ children: [Child], into width: Int, each: Int = 1) -> Int {
        // Rounded edges may take half a unit at either side.
        let least = Double(options.minimumWidth * each + 1)
        var sum = 0.0
        var count = 0
        for child in children {
            sum += child.value
            if child.value / sum * Double(width) < least { break }
            count += 1
        }
        return max(count, children.isEmpty ? 0 : 1)
    }

    private func forEachChild(of node: NodeID, besides past: Set<NodeID>, _ body: (Child) -> Void) {
        tree.forEachChild(of: node) { id in
            let weight = weights.total(of: id)
            let child = Child(node: id, weight: weight, value: value(weight))
            if child.value > 0, past.isEmpty || !past.contains(id) { body(child) }
        }
    }

    private func order(_ children: inout [Child]) {
        switch options.order {
        case .firstSeen, .time: children.sort { $0.node < $1.node }
        case .alphabetical: children.sort { (name($0.node), $0.node) < (name($1.node), $1.node) }
        case .weight: children.sort { ($1.value, $0.node) < ($0.value, $1.node) }
        }
    }

    private func name(_ node: NodeID) -> String { profile.text(of: tree.label(of: node)) }

    private func value(_ weight: Weight) -> Double { Double(options.metric.value(of: weight)) }

    private func span(_ content: Span.Content, start: Int, width: Int, weight: Weight, of parentValue: Double) -> Span {
        let value = value(weight)
        return Span(
            content: content, start: start, width: width, weight: weight,
            shareOfParent: parentValue > 0 ? min(1, value / parentValue) : 0,
            shareOfAll: wholeValue > 0 ? min(1, value / wholeValue) : 0)
    }
}

// MARK: - What is passed on

private struct Child {
    let node: NodeID
    let weight: Weight
    let value: Double
}

/// Children that get no span of their own.
private struct Narrow {
    var count = 0
    var weight = Weight.zero
    var value = 0.0

    mutating func add(_ child: Child) {
        count += 1
        weight = weight + child.weight
        value += child.value
    }
}

/// The children of one node, and the room that they share.
private struct Group {
    var wide: [Child] = []
    var narrow = Narrow()
    /// What the whole room stands for.
    var whole = 0.0
    /// The width for those in ``wide``.
    var room: Int
    /// Whether the narrow ones have all that is left, whatever they weigh.
    var fillsWidth = false

    init(room: Int) { self.room = room }
}

private struct Placed {
    var spans: [IcicleLayout.Span] = []
    var narrow: Narrow
    /// Where the last span ends.
    var edge: Int
    /// The span of those that are too narrow.
    var rest: Range<Int>?

    init(narrow: Narrow, edge: Int) {
        self.narrow = narrow
        self.edge = edge
    }

    mutating func addRest(width: Int) { rest = edge..<(edge + width) }
}
