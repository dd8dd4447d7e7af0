import GlassAnalysis
import GlassModel
import GlassTerminal

/// Where the person is in the icicle.
struct IcicleState: Sendable {
    private(set) var isInverted = false
    private(set) var zoom = NodeID.root
    /// Nodes keep their numbers, so a selection stays on its stack while data moves.
    private(set) var selected = NodeID.root
    /// The first row that shows.
    private(set) var top = 0
    var order: IcicleOptions.Order
    var weights = CallTree().weigh(StackWeights(weights: []))
    private(set) var icicle: IcicleLayout?
    private(set) var search: NodeSearch?
    /// Where the icicle is drawn: the pane, less the line of crumbs.
    private(set) var area = Rect(x: 0, y: 0, width: 0, height: 0)

    init(order: IcicleOptions.Order) { self.order = order }

    /// Lays it out for a pane, and looks for matches.
    mutating func arrange(tree: CallTree, profile: Profile, metric: Metric, matcher: TextMatcher?, area pane: Rect) {
        let hasCrumbs = zoom != .root && pane.height > 1
        area = Rect(
            x: pane.x, y: pane.y + (hasCrumbs ? 1 : 0), width: pane.width, height: pane.height - (hasCrumbs ? 1 : 0))
        var options = IcicleOptions(width: area.width)
        options.metric = metric
        options.zoom = zoom
        options.order = order
        icicle = IcicleLayout(tree: tree, weights: weights, profile: profile, options: options)
        search = matcher.map { NodeSearch(tree: tree, weights: weights, profile: profile, matching: $0) }
        settle(tree)
    }

    /// Keeps the selection below the zoomed node and in sight.
    private mutating func settle(_ tree: CallTree) {
        if !tree.path(to: selected).contains(zoom), zoom != .root { selected = zoom }
        let rows = icicle?.rows.count ?? 0
        let row = shown(tree)?.row ?? 0
        top = min(max(top, row - area.height + 1), row)
        top = max(0, min(top, rows - area.height))
    }

    /// The place of the selection or, where it is too narrow to show, of the nearest node above it that does.
    func shown(_ tree: CallTree) -> (row: Int, index: Int)? {
        guard let icicle else { return nil }
        var node: NodeID? = selected
        while let candidate = node {
            if let place = icicle.place(of: candidate) { return place }
            node = tree.parent(of: candidate)
        }
        return nil
    }

    /// The node that the selection shows as.
    func shownNode(_ tree: CallTree) -> NodeID? {
        guard let place = shown(tree) else { return nil }
        return icicle?.rows[place.row][place.index].node
    }

    mutating func select(_ node: NodeID) { selected = node }

    /// Selects the frame in which the stacks part, and scrolls past those that they all have in common.
    mutating func passCommonFrames(of tree: CallTree) {
        var node = NodeID.root
        while weights.total != .zero, weights.selfWeight(of: node) == .zero {
            var heavy = NodeID.root
            tree.forEachChild(of: node) { if weights.total(of: $0) == weights.total { heavy = $0 } }
            if heavy == .root { break }
            node = heavy
        }
        (selected, top) = (node, max(0, tree.depth(of: node) - 1))
    }

    // MARK: Moving

    mutating func moveSideways(_ step: Int, tree: CallTree) {
        guard let icicle, let place = shown(tree) else { return }
        let row = icicle.rows[place.row]
        var index = place.index + step
        while row.indices.contains(index), row[index].node == nil { index += step }
        if row.indices.contains(index), let node = row[index].node { selected = node }
    }

    /// Down goes to the widest child, up to the parent.
    mutating func moveVertically(_ rows: Int, tree: CallTree) {
        for _ in 0..<min(rows.magnitude, 512) {
            guard let place = shown(tree), let icicle, let node = icicle.rows[place.row][place.index].node else {
                return
            }
            if rows < 0 {
                guard node != zoom, let parent = tree.parent(of: node) else { return }
                selected = parent
            } else {
                guard let child = widestChild(of: icicle.rows[place.row][place.index], row: place.row + 1) else {
                    return
                }
                selected = child
            }
        }
    }

    private func widestChild(of span: IcicleLayout.Span, row: Int) -> NodeID? {
        guard let icicle, icicle.rows.indices.contains(row) else { return nil }
        let below = icicle.rows[row].filter { $0.start >= span.start && $0.end <= span.end && $0.node != nil }
        return below.max { $0.width < $1.width }?.node
    }

    // MARK: Zooming

    mutating func zoomIn(tree: CallTree) {
        guard let node = shownNode(tree), node != zoom else { return }
        zoom = node
        selected = node
        top = 0
    }

    /// False where it is not zoomed.
    mutating func zoomOut(tree: CallTree) -> Bool {
        guard zoom != .root else { return false }
        zoom(to: tree.parent(of: zoom) ?? .root)
        return true
    }

    mutating func zoom(to node: NodeID) {
        zoom = node
        top = 0
    }

    /// Shows the other tree, with the heaviest node of the same function selected.
    mutating func invert(from tree: CallTree, to other: CallTree, weights otherWeights: TreeWeights, metric: Metric) {
        let function = tree.function(of: selected)
        isInverted.toggle()
        weights = otherWeights
        (zoom, selected, top) = (.root, .root, 0)
        guard let function else { return }
        let same = (0..<Int32(other.count)).map(NodeID.init(rawValue:)).filter { other.function(of: $0) == function }
        selected =
            same.max { metric.value(of: weights.total(of: $0)) < metric.value(of: weights.total(of: $1)) } ?? .root
    }

    // MARK: Searching

    /// Selects the next match that shows, in rows from the top and from left to right; `step` is 1 or -1.
    mutating func nextMatch(_ step: Int, tree: CallTree) -> Bool {
        guard let icicle, let search else { return false }
        let matches = icicle.rows.joined().compactMap(\.node).filter { search.isMatch(at: $0) }
        guard !matches.isEmpty else { return false }
        let place = icicle.rows.joined().compactMap(\.node)
        let current = place.firstIndex(of: shownNode(tree) ?? .root) ?? 0
        let order = matches.compactMap { place.firstIndex(of: $0) }
        let next =
            step > 0 ? order.first { $0 > current } ?? order[0] : order.last { $0 < current } ?? order[order.count - 1]
        selected = place[next]
        return true
    }

    mutating func switchOrder() {
        switch order {
        case .firstSeen: order = .weight
        case .weight: order = .alphabetical
        case .alphabetical: order = .firstSeen
        }
    }
}

extension NodeSearch {
    func isMatch(at node: NodeID) -> Bool { isMatch.indices.contains(node.index) && isMatch[node.index] }
}
