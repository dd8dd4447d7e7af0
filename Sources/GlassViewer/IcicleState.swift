import GlassAnalysis
import GlassModel
import GlassTerminal

/// Where the person is in the icicle.
struct IcicleState: Sendable {
    private(set) var shape = TreeShape()
    /// What has the whole width, or what is above it where only its narrow children have.
    private(set) var zoom = NodeID.root
    /// The siblings of those children, where the zoom is into these alone.
    private(set) var zoomsPast: Set<NodeID>?
    /// Nodes keep their numbers, so a selection stays on its stack while data moves.
    private(set) var selected = IcicleTarget.node(.root)
    /// Where in the picture it was selected: as time passes, a node may have several spans.
    private var column: Int?
    /// The first row that shows.
    private(set) var top = 0
    var order: IcicleOptions.Order
    var weights = CallTree().weigh(StackWeights(weights: [])) { didSet { searched = nil } }
    /// When stacks were seen, where frames are to stand as time passed.
    private var timeline: StackTimeline?
    private(set) var icicle: IcicleLayout?
    private(set) var search: NodeSearch?
    /// What ``search`` is the answer to.
    private var searched: TextMatcher?
    /// Where the icicle is drawn: the pane, less the line of crumbs.
    private(set) var area = Rect(x: 0, y: 0, width: 0, height: 0)
    /// Into how many parts a cell can be divided: the unit of the layout.
    private(set) var partsPerCell = 1

    init(order: IcicleOptions.Order) { self.order = order }

    /// Lays it out for a pane, and looks for matches.
    mutating func arrange(
        tree: CallTree, profile: Profile, metric: Metric, matcher: TextMatcher?, area pane: Rect, partsPerCell: Int
    ) {
        let hasCrumbs = isZoomed && pane.height > 1
        area = Rect(
            x: pane.x, y: pane.y + (hasCrumbs ? 1 : 0), width: pane.width, height: pane.height - (hasCrumbs ? 1 : 0))
        self.partsPerCell = partsPerCell
        var options = IcicleOptions(width: area.width * partsPerCell)
        // What is narrower may hardly fill a cell, so that it could be neither told from its neighbours nor clicked.
        options.minimumWidth = partsPerCell + partsPerCell / 4
        options.metric = metric
        (options.zoom, options.zoomsPast) = (zoom, zoomsPast)
        options.order = order
        icicle = IcicleLayout(
            tree: tree, weights: weights, profile: profile, options: options, timeline: timeline)
        look(for: matcher, tree, profile)
        settle(tree)
    }

    /// Searching looks at all nodes, so it is done again only where something else would be found.
    private mutating func look(for matcher: TextMatcher?, _ tree: CallTree, _ profile: Profile) {
        guard let matcher else { return search = nil }
        if searched == matcher, search != nil { return }
        searched = matcher
        search = NodeSearch(tree: tree, weights: weights, profile: profile, matching: matcher)
    }

    /// Keeps the selection below the zoomed node and in sight.
    private mutating func settle(_ tree: CallTree) {
        if zoom != .root, !tree.path(to: selected.node).contains(zoom) { selected = zoomTarget }
        let rows = icicle?.rows.count ?? 0
        let row = shown(tree)?.row ?? 0
        top = min(max(top, row - area.height + 1), row)
        top = max(0, min(top, rows - area.height))
    }

    /// The place of the selection or, where it is too narrow to show, of the rest that it is part of or of the nearest
    /// node above it that shows.
    func shown(_ tree: CallTree) -> (row: Int, index: Int)? {
        guard let icicle, !icicle.rows.isEmpty else { return nil }
        let zoomDepth = tree.depth(of: icicle.options.zoom)
        var target = selected
        while true {
            let row = tree.depth(of: target.node) - zoomDepth
            switch target {
            case .node(let node):
                if let place = icicle.place(of: target, row: row, column: column) { return place }
                guard let parent = tree.parent(of: node) else { return (0, 0) }
                target = .rest(of: parent)
            case .rest(let parent):
                target = .node(parent)
                if let place = icicle.place(of: .rest(of: parent), row: row + 1) { return place }
            case .zoomedRest(let parent):
                target = .rest(of: parent)
                if let place = icicle.place(of: .zoomedRest(of: parent), row: 0) { return place }
            }
        }
    }

    /// The span that the selection shows as.
    func shownSpan(_ tree: CallTree) -> IcicleLayout.Span? {
        guard let place = shown(tree) else { return nil }
        return icicle?.rows[place.row][place.index]
    }

    /// The node that the selection shows as; nil for what is too narrow to draw.
    func shownNode(_ tree: CallTree) -> NodeID? { shownSpan(tree)?.node }

    /// What is drawn in a cell of the screen.
    func span(x: Int, y: Int) -> IcicleLayout.Span? {
        guard let icicle, area.contains(x: x, y: y) else { return nil }
        let left = (x - area.x) * partsPerCell
        let columns = [left + partsPerCell / 2, left, left + partsPerCell - 1]
        return columns.lazy.compactMap { icicle.span(row: y - area.y + top, column: $0) }.first
    }

    mutating func select(_ target: IcicleTarget, column: Int? = nil) {
        selected = target
        self.column = column
    }

    mutating func select(_ span: IcicleLayout.Span) { select(span.target, column: span.start + span.width / 2) }

    mutating func select(_ node: NodeID) { select(.node(node)) }

    /// Selects the frame in which the stacks part, and scrolls past those that they all have in common.
    mutating func passCommonFrames(of tree: CallTree) {
        var node = NodeID.root
        while weights.total != .zero, weights.selfWeight(of: node) == .zero {
            var heavy = NodeID.root
            tree.forEachChild(of: node) { if weights.total(of: $0) == weights.total { heavy = $0 } }
            if heavy == .root { break }
            node = heavy
        }
        select(node)
        top = max(0, tree.depth(of: node) - 1)
    }

    /// Takes in what was read of the profile. Where the tree has another shape, the selection and the zoom stay as near
    /// to where they were as that tree knows it.
    mutating func take(
        _ reading: IcicleReading, tree: CallTree, former: CallTree, metric: Metric, profile: Profile
    ) {
        timeline = reading.timeline
        weights = reading.weights
        guard reading.shape != shape else { return }
        func counterpart(_ node: NodeID) -> NodeID {
            former.counterpart(of: node, in: tree, weights: reading.weights, metric: metric, profile: profile)
        }
        let node = counterpart(selected.node)
        zoom(to: reading.shape.direction == shape.direction && zoom != .root ? counterpart(zoom) : .root)
        select(node)
        shape = reading.shape
    }

    mutating func switchOrder() {
        switch order {
        case .firstSeen: order = .weight
        case .weight: order = .alphabetical
        case .alphabetical: order = .time
        case .time: order = .firstSeen
        }
    }

    // MARK: Zooming

    var isZoomed: Bool { zoom != .root || zoomsPast != nil }

    private var zoomTarget: IcicleTarget { zoomsPast == nil ? .node(zoom) : .zoomedRest(of: zoom) }

    /// Gives the selection the whole width. False where it has it already.
    mutating func zoomIn(tree: CallTree) -> Bool {
        guard let span = shownSpan(tree), span.target != zoomTarget else { return false }
        if case .rest(let parent) = span.target {
            zoom(to: parent, past: siblings(ofRestOf: parent, tree))
        } else {
            zoom(to: span.target.node)
        }
        selected = zoomTarget
        return true
    }

    /// The children of a node that have a span of their own, or had one before a zoom into the others.
    private func siblings(ofRestOf parent: NodeID, _ tree: CallTree) -> Set<NodeID> {
        let known = parent == zoom ? zoomsPast ?? [] : []
        let row = tree.depth(of: parent) - tree.depth(of: zoom) + 1
        guard let icicle, icicle.rows.indices.contains(row) else { return known }
        return known.union(icicle.rows[row].compactMap(\.node).filter { tree.parent(of: $0) == parent })
    }

    /// False where it is not zoomed.
    mutating func zoomOut(tree: CallTree) -> Bool {
        guard isZoomed else { return false }
        if zoomsPast != nil {
            zoom(to: zoom)
            selected = .rest(of: zoom)
        } else {
            zoom(to: tree.parent(of: zoom) ?? .root)
        }
        return true
    }

    mutating func zoom(to node: NodeID) { zoom(to: node, past: nil) }

    private mutating func zoom(to node: NodeID, past: Set<NodeID>?) {
        zoom = node
        zoomsPast = past
        top = 0
    }
}
