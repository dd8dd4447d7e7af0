import GlassAnalysis
import GlassModel
import GlassTerminal

extension Screen {
    mutating func drawTimeline() {
        let places = state.timelineLayout
        guard places.time.width > 0, places.time.height > 0 else { return }
        guard !state.timeline.data.all.isEmpty else { return say("nothing is recorded yet") }
        for (chart, place) in zip(state.timeline.data.charts, places.charts) { drawChart(chart, place.area, places) }
        drawAxis(places)
        drawLanes(places)
        drawStretches(places)
        drawScrollMark(
            rows: state.timeline.data.lanes.count, top: state.timeline.list.top, in: places.threads)
    }

    // MARK: The axis of time

    private mutating func drawAxis(_ places: TimelineLayout) {
        let row = places.axis
        guard !row.isEmpty else { return }
        buffer.fill(row, "─", style: theme.ink(.border))
        buffer.put(Glyph("└"), x: row.x - 1, y: row.y, style: theme.ink(.border))
        for mark in state.timeline.data.scale.marks where mark.cell < row.width {
            let text = clock(mark.elapsed)
            buffer.put(Glyph("┬"), x: row.x + mark.cell, y: row.y, style: theme.ink(.border))
            guard mark.cell + 1 + columns(of: text) <= row.width else { continue }
            buffer.text(text + " ", x: row.x + mark.cell + 1, y: row.y, style: theme.style(.dim), width: row.right)
        }
        let note = Rect(x: places.values.x, y: row.y, width: places.values.width, height: 1)
        let when = state.timeline.cursor == nil ? "latest" : "at " + clock(momentElapsed)
        if !places.values.isEmpty { buffer.text(when, in: note, style: theme.style(.dim)) }
    }

    private var momentElapsed: Int64 { state.timeline.moment.lowerBound &- state.timeline.data.scale.origin }

    // MARK: The cursor and the brush

    /// With fewer colours those between a colour and the background are all alike.
    private var hasShades: Bool { theme.depth == .truecolor }

    /// The stretch that is looked at or being brushed, and the cursor.
    private mutating func drawStretches(_ places: TimelineLayout) {
        let timeline = state.timeline
        let height = max(0, places.threads.bottom - places.time.y)
        func area(_ seconds: Range<Int64>) -> Rect {
            let cells = timeline.data.scale.cells(of: seconds).clamped(to: 0..<places.time.width)
            return Rect(x: places.time.x + cells.lowerBound, y: places.time.y, width: cells.count, height: height)
        }
        if let seconds = timeline.brush?.seconds ?? state.selection.seconds, !seconds.isEmpty {
            drawStretch(area(seconds), places)
        }
        guard timeline.cursor != nil else { return }
        let cursor = area(timeline.moment)
        let (background, text, hasShades) = (theme[.background], theme[.text], hasShades)
        let color = hasShades ? theme.mix(background, theme[.accent], 0.4) : theme[.selection]
        buffer.restyle(cursor) { style in
            guard style.background == background else { return style }
            return style.background(color).foreground(
                hasShades ? theme.mix(style.foreground, text, 0.4) : style.foreground)
        }
        let mark = Rect(x: cursor.x, y: places.axis.y, width: cursor.width, height: places.axis.height)
        buffer.fill(mark, "▲", style: theme.style(.accent))
    }

    /// What is outside steps back.
    private mutating func drawStretch(_ area: Rect, _ places: TimelineLayout) {
        let (selection, background, axis) = (theme[.selection], theme[.background], places.axis)
        buffer.restyle(area) { $0.background == background ? $0.background(selection) : $0 }
        for part in [(places.axis.y + 1, places.threads.bottom), (places.time.y, places.axis.y)] where hasShades {
            for (left, right) in [(places.time.x, area.x), (area.right, places.time.right)] {
                let outside = Rect(x: left, y: part.0, width: right - left, height: part.1 - part.0)
                buffer.restyle(outside) { style in
                    style.foreground(theme.mix(style.foreground, background, 0.4))
                        .background(theme.mix(style.background, background, 0.4))
                }
            }
        }
        let line = Rect(x: area.x, y: axis.y, width: area.width, height: axis.height)
        buffer.fill(line, "═", style: theme.ink(.accent))
        guard !line.isEmpty else { return }
        buffer.put(Glyph("╠"), x: line.x, y: line.y, style: theme.ink(.accent))
        if line.width > 1 { buffer.put(Glyph("╣"), x: line.right - 1, y: line.y, style: theme.ink(.accent)) }
    }
}
