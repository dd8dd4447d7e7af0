import GlassAnalysis
import GlassModel
import GlassTerminal

extension Screen {
    mutating func drawLanes(_ places: TimelineLayout) {
        let timeline = state.timeline
        let selected = timeline.chart == nil ? timeline.list.index(in: timeline.ids) : nil
        let lanes = timeline.data.lanes
        for line in 0..<places.threads.height where timeline.list.top + line < lanes.count {
            let index = timeline.list.top + line
            let row = places.threads.row(line)
            drawName(of: lanes[index].thread, in: row, places, isSelected: index == selected)
            drawTimes(lanes[index].lane, in: row, places)
            drawCall(of: lanes[index].thread, in: row, places)
        }
    }

    private mutating func drawName(
        of thread: ThreadRecord, in row: Rect, _ places: TimelineLayout, isSelected: Bool
    ) {
        let names = Rect(x: row.x, y: row.y, width: places.time.x - row.x - 1, height: 1)
        let style = isSelected ? theme.style(.text, on: .selection).bold : theme.style()
        buffer.fill(names, style: style)
        let room = names.inset(horizontal: 1)
        let number = thread.thread.description
        if columns(of: thread.name) + columns(of: number) < room.width {
            buffer.text(number, in: room, style: theme.legible(style.foreground(theme[.dim])), align: .right)
        }
        buffer.text(thread.name, in: room, style: style)
    }

    /// The higher and warmer, the more of its time a thread ran; a low line where it waited.
    private mutating func drawTimes(_ lane: ThreadLane, in row: Rect, _ places: TimelineLayout) {
        let perSecond = state.timeline.data.scale.cellsPerSecond
        let (cpu, background) = (theme[.cpu], theme[.background])
        for cell in 0..<places.time.width {
            guard let time = lane[cell / perSecond] else { continue }
            let share = time.shareOnCPU
            let place = Rect(x: places.time.x + cell, y: row.y, width: 1, height: 1)
            if share < Self.leastShare {
                buffer.put(Glyph("·"), x: place.x, y: place.y, style: theme.ink(.waiting))
            } else {
                let color = theme.mix(background, cpu, 0.6 + share * 0.4)
                buffer.sparkline([share], maximum: 1, in: place, style: Style(color, on: background))
            }
        }
    }

    /// A thread that ran less than this waited.
    private static let leastShare = 0.02

    /// Where it was at the cursor.
    private mutating func drawCall(of thread: ThreadRecord, in row: Rect, _ places: TimelineLayout) {
        let area = Rect(x: places.values.x, y: row.y, width: places.values.width, height: 1)
        guard !places.values.isEmpty, let call = state.timeline.calls[thread.key], let profile = state.profile else {
            return
        }
        let isRunning = call.weight.shareOnCPU >= 0.5
        buffer.put(Glyph(isRunning ? "▶" : "·"), x: area.x, y: area.y, style: theme.style(isRunning ? .cpu : .waiting))
        let text = Rect(x: area.x + 2, y: area.y, width: area.width - 2, height: 1)
        buffer.text(profile.function(call.function).function, in: text, style: theme.style(.dim))
    }
}
