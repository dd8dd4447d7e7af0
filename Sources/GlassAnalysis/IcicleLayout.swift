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
        /// As time passed, from left to right: a flame chart. Needs a ``StackTimeline``.
        case time
    }

    public var metric: Metric = .cpu
    /// The node that gets the whole width.
    public var zoom: NodeID = .root
    /// Where there is a set, not the zoomed node itself gets the whole width but its children, less these.
    public var zoomsPast: Set<NodeID>?
    /// Of the picture, in cells or in parts of cells.
    public var width: Int
    /// The narrowest span worth drawing, in the unit of `width`.
    public var minimumWidth = 1
    /// How many rows there are at most, the zoomed node's among them.
    public var depthLimit = 512
    public var order: Order = .firstSeen

    public init(width: Int) { self.width = width }
}

/// What a selection or a zoom is about. It stays the same while data moves.
public enum IcicleTarget: Hashable, Sendable {
    case node(NodeID)
    /// The children of a node that are too narrow to draw, together.
    case rest(of: NodeID)
    /// The same where they have the whole width: what is still too narrow then is the rest below it.
    case zoomedRest(of: NodeID)

    /// The node, or the one above the rest.
    public var node: NodeID {
        switch self {
        case .node(let node), .rest(let node), .zoomedRest(let node): node
        }
    }
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
            /// Such children with the whole width to themselves.
            case zoomedRest(parent: NodeID, count: Int)
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
        public internal(set) var hiddenCount = 0
        public internal(set) var hiddenWeight = Weight.zero

        /// The node, where it stands for one.
        public var node: NodeID? { if case .node(let node) = content { node } else { nil } }
        public var target: IcicleTarget {
            switch content {
            case .node(let node): .node(node)
            case .elided(let parent, _): .rest(of: parent)
            case .zoomedRest(let parent, _): .zoomedRest(of: parent)
            }
        }
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
    /// `profile` gives the names that an alphabetical order needs, `timeline` the times of stacks of a tree that keeps no
    /// threads apart; without one, frames stand as they were first seen.
    public init(
        tree: CallTree, weights: TreeWeights, profile: Profile, options: IcicleOptions, timeline: StackTimeline? = nil
    ) {
        var options = options
        if options.order == .time, timeline != nil { options.zoomsPast = nil }
        if !tree.contains(options.zoom) { (options.zoom, options.zoomsPast) = (.root, nil) }
        self.options = options
        path = options.zoomsPast == nil ? tree.path(to: options.zoom).dropLast() : tree.path(to: options.zoom)
        guard options.width > 0, options.depthLimit > 0 else { return }
        if options.order == .time, let timeline {
            rows = TimeRows(tree: tree, weights: weights, timeline: timeline, options: options).rows()
        } else {
            rows = IcicleRows(tree: tree, weights: weights, profile: profile, options: options).rows()
        }
    }

    /// What has the whole width.
    public var zoom: IcicleTarget { options.zoomsPast == nil ? .node(options.zoom) : .zoomedRest(of: options.zoom) }

    /// The span at a place, if there is one.
    public func span(row: Int, column: Int) -> Span? {
        index(row: row, column: column).map { rows[row][$0] }
    }

    private func index(row: Int, column: Int) -> Int? {
        guard rows.indices.contains(row) else { return nil }
        let next = rows[row].partitioningIndex { $0.start > column }
        return next > 0 && column < rows[row][next - 1].end ? next - 1 : nil
    }

    /// Where a node is drawn.
    public func place(of node: NodeID) -> (row: Int, index: Int)? { place(of: .node(node)) }

    /// Where a target is drawn.
    public func place(of target: IcicleTarget) -> (row: Int, index: Int)? {
        for row in rows.indices {
            if let place = place(of: target, row: row) { return place }
        }
        return nil
    }

    /// The same where the row is known: that of a node is as far below the first as the node below the zoomed one.
    /// As time passes a node may have several spans; of these it is the one at `column`, or else the first.
    public func place(of target: IcicleTarget, row: Int, column: Int? = nil) -> (row: Int, index: Int)? {
        guard rows.indices.contains(row) else { return nil }
        if let column, let index = index(row: row, column: column), rows[row][index].target == target {
            return (row, index)
        }
        return rows[row].firstIndex { $0.target == target }.map { (row, $0) }
    }

    /// The spans below one, as their places in the next row.
    public func children(ofRow row: Int, index: Int) -> Range<Int> {
        guard rows.indices.contains(row), rows[row].indices.contains(index), rows.indices.contains(row + 1) else {
            return 0..<0
        }
        let (span, below) = (rows[row][index], rows[row + 1])
        let first = below.partitioningIndex { $0.start >= span.start }
        return first..<max(first, below.partitioningIndex { $0.start >= span.end })
    }
}
