import GlassAnalysis
import GlassModel
import GlassTerminal

extension ViewerState {
    /// Whether a place is over the charts or their axis.
    func isOverTime(_ mouse: MouseEvent) -> Bool {
        let places = timelineLayout
        let area = Rect(
            x: places.time.x, y: places.time.y, width: places.time.width, height: places.axis.bottom - places.time.y)
        return pane == .timeline && overlay == nil && area.contains(x: mouse.x, y: mouse.y)
    }

    /// The seconds of the column that the mouse is over, or nearest to.
    private func column(under mouse: MouseEvent) -> Range<Int64> {
        let time = timelineLayout.time
        let cell = min(max(0, mouse.x - time.x), max(0, time.width - 1))
        return timeline.data.scale.seconds(at: cell)
    }

    /// The wheel zooms about what is under it.
    mutating func wheelOverTime(_ mouse: MouseEvent, _ direction: Int) {
        zoomTime(direction, at: column(under: mouse).lowerBound)
    }

    /// A press begins a brush, or takes an edge of the one there is; in the names it folds a chart.
    mutating func pressTimeline(_ mouse: MouseEvent) {
        let places = timelineLayout
        if isOverTime(mouse) {
            timeline.brush = brush(from: mouse)
        } else if places.threads.contains(x: mouse.x, y: mouse.y) {
            timeline.chart = nil
            let row = timeline.list.top + mouse.y - places.threads.y
            timeline.list.select(row, in: timeline.ids, height: places.threads.height)
        } else if mouse.x < places.time.x,
            let chart = places.charts.first(where: { $0.area.y <= mouse.y && mouse.y < $0.area.bottom })
        {
            timeline.chart = chart.kind
            fold(chart.kind)
        }
    }

    private func brush(from mouse: MouseEvent) -> TimelineState.Brush {
        let (scale, here) = (timeline.data.scale, column(under: mouse))
        var brush = TimelineState.Brush(anchor: here, head: here, isDrag: true)
        guard let set = selection.seconds else { return brush }
        let cell = mouse.x - timelineLayout.time.x
        let (first, last) = (scale.cell(of: set.lowerBound), scale.cell(of: set.upperBound) - 1)
        let edges = [(first, set.upperBound &- 1), (last, set.lowerBound)]
        if let edge = edges.first(where: { abs($0.0 - cell) <= 1 }) { brush.anchor = scale.column(of: edge.1) }
        return brush
    }

    mutating func dragTimeline(_ mouse: MouseEvent) {
        guard pane == .timeline, timeline.brush?.isDrag == true else { return }
        let here = column(under: mouse)
        if timeline.brush?.head != here { timeline.brush?.hasMoved = true }
        timeline.brush?.head = here
    }

    /// A drag sets the brush, a click the cursor.
    mutating func releaseTimeline() {
        guard let brush = timeline.brush, brush.isDrag else { return }
        if brush.hasMoved {
            _ = keepBrush()
        } else {
            timeline.brush = nil
            guard let all = profile?.seconds, !all.isEmpty else { return }
            setCursor(min(max(all.lowerBound, brush.head.lowerBound), all.upperBound &- 1))
        }
    }
}
