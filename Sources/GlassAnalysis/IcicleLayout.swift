import GlassModel

/// What to draw of a tree, and how wide.
public struct IcicleOptions: Hashable, Sendable {
    /// How the children of one parent follow each other.
    public enum Order: Hashable, Sendable {
        /// As they were first seen: nothing moves when a recording grows.
        case firstSeen
        case alphabetical
        /// The heaviest first.
        case weight
    }

    public var metric: Metric = .cpu
    /// The node that gets the whole width.
    public var zoom: NodeID = .root
    /// Of the picture, in cells or in parts of cells.
    public var width: Int
    /// The narrowest span worth drawing, in the unit of `width`.
    public var minimumWidth = 1
    /// How many rows there are at most, the zoomed node's among them.
    public var depthLimit = 512
    public var order: Order = .firstSeen

    public init(width: Int) { self.width = width }
}

/// An icicle: rows of spans, the zoomed node on top, callees (or, inverted, callers) below.
public struct IcicleLayout: Sendable {
    /// One rectangle of a row.
    public struct Span: Hashable, Sendable {
        /// What a span stands for.
        public enum Content: Hashable, Sendable {
            case node(NodeID)
            /// Children of `parent` that are each too narrow to draw.
            case elided(parent: NodeID, count: Int)
        }

        public let content: Content
        public let start: Int
        public let width: Int
        public let weight: Weight
        /// Of the metric, 0 … 1. The parent of the zoomed node's span is its parent in the tree.
        public let shareOfParent: Double
        /// Of the metric over the whole tree, 0 … 1.
        public let shareOfAll: Double
        /// Children that even together are too narrow for a span below this one.
        public fileprivate(set) var hiddenCount = 0
        public fileprivate(set) var hiddenWeight = Weight.zero

        /// The node, where it stands for one.
        public var node: NodeID? { if case .node(let node) = content { node } else { nil } }
        /// Which part of its time was spent on a CPU, 0 … 1; the rest was waiting.
        public var shareOnCPU: Double { weight.shareOnCPU }
        public var shareWaiting: Double { 1 - shareOnCPU }
        public var end: Int { start + width }
    }

    /// The zoomed node's row first; spans of a row from left to right.
    public private(set) var rows: [[Span]] = []
    public let options: IcicleOptions
    /// What the nodes above the zoomed one are, from below the root.
    public let path: [NodeID]

    /// Lays out the part of a tree below the zoomed node. A zoom into a node of another tree shows the root.
    /// `profile` gives the names that an alphabetical order needs.
    public init(tree: CallTree, weights: TreeWeights, profile: Profile, options: IcicleOptions) {
        var options = options
        if !tree.contains(options.zoom) { options.zoom = .root }
        self.options = options
        path = Array(tree.path(to: options.zoom).dropLast())
        guard options.width > 0, options.depthLimit > 0 else { return }
        let layout = RowLayout(tree: tree, weights: weights, profile: profile, options: options)
        rows = layout.rows()
    }

    /// The span at a place, if there is one.
    public func span(row: Int, column: Int) -> Span? {
        guard rows.indices.contains(row) else { return nil }
        let next = rows[row].partitionPoint { $0.start > column }
        guard next > 0, column < rows[row][next - 1].end else { return nil }
        return rows[row][next - 1]
    }

    /// Where a node is drawn.
    public func place(of node: NodeID) -> (row: Int, index: Int)? {
        for (row, spans) in rows.enumerated() {
            if let index = spans.firstIndex(where: { $0.node == node }) { return (row, index) }
        }
        return nil
    }
}

/// The work behind ``IcicleLayout``.
private struct RowLayout {
    typealias Span = IcicleLayout.Span

    let tree: CallTree
    let weights: TreeWeights
    let profile: Profile
    let options: IcicleOptions

    private var wholeValue: Double { Double(options.metric.value(of: weights.total)) }

    init(tree: CallTree, weights: TreeWeights, profile: Profile, options: IcicleOptions) {
        self.tree = tree
        self.weights = weights
        self.profile = profile
        self.options = options
    }

    func rows() -> [[Span]] {
        var rows = [[top()]]
        while rows.count < options.depthLimit {
            var below: [Span] = []
            for index in rows[rows.count - 1].indices { below += children(of: &rows[rows.count - 1][index]) }
            if below.isEmpty { break }
            rows.append(below)
        }
        return rows
    }

    private func top() -> Span {
        let weight = weights.total(of: options.zoom)
        let parent = tree.parent(of: options.zoom).map { weights.total(of: $0) } ?? weight
        return span(.node(options.zoom), start: 0, width: options.width, weight: weight, parentValue: value(parent))
    }

    /// The spans below one span. Widths follow from rounded running sums, so no error adds up and the children never
    /// get wider than their parent, whose own width is what they share.
    private func children(of parent: inout Span) -> [Span] {
        guard let node = parent.node else { return [] }
        var (wide, narrow) = sorted(childrenOf: node, parentWidth: parent.width, parentValue: value(parent.weight))
        order(&wide)
        let whole = max(value(parent.weight), wide.reduce(narrow.value) { $0 + $1.value })
        guard whole > 0 else { return [] }
        var result: [Span] = []
        var sum = 0.0
        var edge = parent.start
        for child in wide {
            let end = parent.start + Int(((sum + child.value) / whole * Double(parent.width)).rounded())
            if end - edge < options.minimumWidth {
                narrow.add(child)
                continue
            }
            sum += child.value
            result.append(
                span(.node(child.node), start: edge, width: end - edge, weight: child.weight, parentValue: whole))
            edge = end
        }
        appendElided(narrow, to: &result, below: &parent, from: edge, sum: sum, whole: whole)
        return result
    }

    private func appendElided(
        _ narrow: Narrow, to spans: inout [Span], below parent: inout Span, from edge: Int, sum: Double, whole: Double
    ) {
        guard narrow.count > 0, let node = parent.node else { return }
        let end = parent.start + Int((min(1, (sum + narrow.value) / whole) * Double(parent.width)).rounded())
        if end - edge >= options.minimumWidth {
            let content = Span.Content.elided(parent: node, count: narrow.count)
            spans.append(span(content, start: edge, width: end - edge, weight: narrow.weight, parentValue: whole))
        } else {
            parent.hiddenCount = narrow.count
            parent.hiddenWeight = narrow.weight
        }
    }

    private struct Child {
        let node: NodeID
        let weight: Weight
        let value: Double
    }

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

    /// The children that may get a span, and the sum of those that certainly do not.
    private func sorted(childrenOf node: NodeID, parentWidth: Int, parentValue: Double) -> ([Child], Narrow) {
        var wide: [Child] = []
        var narrow = Narrow()
        let threshold = Double(options.minimumWidth) / 2
        tree.forEachChild(of: node) { id in
            let weight = weights.total(of: id)
            let child = Child(node: id, weight: weight, value: value(weight))
            guard child.value > 0 else { return }
            if child.value / max(parentValue, 1) * Double(parentWidth) >= threshold {
                wide.append(child)
            } else {
                narrow.add(child)
            }
        }
        return (wide, narrow)
    }

    private func order(_ children: inout [Child]) {
        switch options.order {
        case .firstSeen: break
        case .alphabetical: children.sort { (name($0.node), $0.node) < (name($1.node), $1.node) }
        case .weight: children.sort { ($1.value, $0.node) < ($0.value, $1.node) }
        }
    }

    private func name(_ node: NodeID) -> String { tree.function(of: node).map { profile.function($0).function } ?? "" }

    private func value(_ weight: Weight) -> Double { Double(options.metric.value(of: weight)) }

    private func span(_ content: Span.Content, start: Int, width: Int, weight: Weight, parentValue: Double) -> Span {
        let value = value(weight)
        return Span(
            content: content, start: start, width: width, weight: weight,
            shareOfParent: parentValue > 0 ? min(1, value / parentValue) : 0,
            shareOfAll: wholeValue > 0 ? min(1, value / wholeValue) : 0)
    }
}
