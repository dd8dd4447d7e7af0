import GlassAnalysis
import GlassModel
import GlassTerminal

extension ViewerState {
    /// Two presses on one cell within this time are one double click.
    private static let doubleClick = Nanoseconds(400_000_000)

    mutating func reduce(_ mouse: MouseEvent, at time: Nanoseconds) -> [ViewerEffect] {
        switch mouse.action {
        case .wheelUp, .wheelDown:
            let isUp = mouse.action == .wheelUp
            if isOverTime(mouse) { wheelOverTime(mouse, isUp ? 1 : -1) } else { scroll(isUp ? -3 : 3) }
        case .wheelLeft, .wheelRight: scrollTime(by: mouse.action == .wheelLeft ? -4 : 4)
        case .press(.left): return closeHints() + press(mouse, at: time)
        case .drag(.left) where columnDrag != nil: dragColumn(to: mouse)
        case .drag(.left): dragTimeline(mouse)
        case .release:
            columnDrag = nil
            releaseTimeline()
        default: break
        }
        return []
    }

    private mutating func scroll(_ rows: Int) {
        if palette != nil {
            movePalette(by: rows.signum())
        } else if overlay != nil {
            for _ in 0..<abs(rows) { _ = performInOverlay(rows < 0 ? .moveUp : .moveDown) }
        } else {
            move(by: pane == .icicle || pane == .sandwich ? rows.signum() : rows)
        }
    }

    private mutating func press(_ mouse: MouseEvent, at time: Nanoseconds) -> [ViewerEffect] {
        notice = nil
        if overlay != nil {
            overlay = nil
            return []
        }
        if palette != nil { return press(inPalette: mouse) }
        let isDouble =
            lastClick.map { $0.x == mouse.x && $0.y == mouse.y && time - $0.time < Self.doubleClick } ?? false
        lastClick = isDouble ? nil : Click(x: mouse.x, y: mouse.y, time: time)
        if layout.header.contains(x: mouse.x, y: mouse.y) { return perform(.explain) }
        if layout.tabs.contains(x: mouse.x, y: mouse.y) {
            if let pane = tabs.first(where: { $0.area.contains(x: mouse.x, y: mouse.y) })?.pane { show(pane) }
        } else if layout.footer.contains(x: mouse.x, y: mouse.y) {
            let hint = footerHints.first { $0.area.contains(x: mouse.x, y: mouse.y) }
            if prompt == nil, let hint { return perform(hint.action) }
        } else if layout.body.contains(x: mouse.x, y: mouse.y) {
            pressBody(mouse)
            if isDouble, !isOverTime(mouse), !isOnTitles(mouse) { return perform(.open) }
        }
        return []
    }

    private mutating func pressBody(_ mouse: MouseEvent) {
        switch pane {
        case .icicle: pressIcicle(mouse)
        case .requests where requests.detail != nil: pressDetail(mouse)
        case .functions, .threads, .requests, .queries: pressTable(mouse)
        case .timeline: pressTimeline(mouse)
        case .sandwich: pressSandwich(mouse)
        case .source: pressSource(mouse)
        }
    }

    private mutating func pressIcicle(_ mouse: MouseEvent) {
        if let crumb = crumbs.first(where: { $0.area.contains(x: mouse.x, y: mouse.y) }) {
            icicle.zoom(to: crumb.node)
        } else if let span = icicle.span(x: mouse.x, y: mouse.y) {
            icicle.select(span)
        }
        arrange()
    }
}
