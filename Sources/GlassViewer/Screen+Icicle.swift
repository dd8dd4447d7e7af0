import GlassAnalysis
import GlassModel
import GlassTerminal

extension Screen {
    mutating func drawIcicle() {
        guard let profile = state.profile, let icicle = state.icicle.icicle else { return }
        drawCrumbs()
        guard let whole = icicle.rows.first?.first, state.metric.value(of: whole.weight) > 0 else {
            return say(emptyIcicle)
        }
        let rootLabel =
            state.routeScope?.name ?? (state.selection.threads == nil ? "all threads" : state.scopeText)
        let painter = FramePainter(
            icicle: state.icicle, tree: state.tree, metric: state.metric, theme: theme, coloring: state.coloring,
            profile: profile, rootLabel: rootLabel)
        drawIcicle(state.icicle, painter)
    }

    mutating func drawIcicle(_ state: IcicleState, _ painter: FramePainter) {
        guard let icicle = state.icicle else { return }
        let area = state.area
        for (index, row) in icicle.rows.dropFirst(state.top).prefix(area.height).enumerated() {
            painter.paint(row, in: area.row(index), on: &buffer)
        }
        drawScrollMark(rows: icicle.rows.count, top: state.top, in: area)
    }

    private var emptyIcicle: String {
        if let scope = state.routeScope, scope.stacks.isEmpty {
            if scope.isLoading { return "reading the samples of this route …" }
            if let failure = scope.failure { return "its samples cannot be read: \(failure)" }
            return "no sample is known to have worked for this route · Esc goes back"
        }
        return switch state.metric {
        case .cpu: "no CPU time here yet · c shows wall time"
        case .wall, .samples: "no samples here yet"
        case .waiting: "nothing waited here · c shows CPU time"
        }
    }

    private mutating func drawCrumbs() {
        let row = layout.body.row(0)
        for (index, crumb) in state.crumbs.enumerated() {
            if index > 0 { buffer.text(" › ", x: crumb.area.x - 3, y: row.y, style: theme.style(.dim)) }
            let isLast = index == state.crumbs.count - 1
            let style = isLast ? theme.style(.accent).bold : theme.style(.dim)
            buffer.text(crumb.label, x: crumb.area.x, y: row.y, style: style, width: crumb.area.width)
        }
    }

    /// Says in the corner that there is more above or below.
    mutating func drawScrollMark(rows: Int, top: Int, in area: Rect) {
        let below = rows - top - area.height
        guard area.width >= 12, area.height >= 2 else { return }
        let style = theme.style(.dim, on: .header)
        for (text, count, y) in [(" ↑ ", top, area.y), (" ↓ ", below, area.bottom - 1)] where count > 0 {
            let mark = text + NumberText.count(Int64(count)) + " "
            let width = max(8, columns(of: mark))
            let place = Rect(x: area.right - width, y: y, width: width, height: 1)
            buffer.text(mark, in: place, style: style, align: .right)
        }
    }
}

/// A step of the way to the zoomed node.
struct Crumb: Hashable, Sendable {
    let node: NodeID
    let label: String
    let area: Rect
}

extension ViewerState {
    /// The way from the root to the zoomed node; the outer steps are left out where there is no room.
    var crumbs: [Crumb] {
        guard pane == .icicle, let profile, icicle.isZoomed, let layout = icicle.icicle else { return [] }
        let row = self.layout.body.row(0)
        var labels = [(NodeID.root, "all"), (layout.options.zoom, fitted(zoomLabel(layout, profile), to: 28))]
        var used = labels.reduce(1) { $0 + columns(of: $1.1) + 3 }
        // From the inside outwards: a deep way has many more steps than there is room for.
        for node in layout.path.reversed() {
            let label = fitted(label(of: node, profile), to: 28)
            used += columns(of: label) + 3
            guard used <= row.width else { break }
            labels.insert((node, label), at: 1)
        }
        var x = row.x + 1
        return labels.map { node, label in
            let width = max(0, min(columns(of: label), row.right - x))
            defer { x += width + 3 }
            return Crumb(node: node, label: label, area: Rect(x: x, y: row.y, width: width, height: 1))
        }
    }

    private func zoomLabel(_ layout: IcicleLayout, _ profile: Profile) -> String {
        guard case .zoomedRest(_, let count) = layout.rows.first?.first?.content else {
            return label(of: layout.options.zoom, profile)
        }
        return "… \(NumberText.count(Int64(count)))"
    }

    private func label(of node: NodeID, _ profile: Profile) -> String {
        node == .root ? "all" : profile.text(of: tree.label(of: node))
    }
}
