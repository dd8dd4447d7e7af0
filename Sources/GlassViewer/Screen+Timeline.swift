import GlassAnalysis
import GlassModel
import GlassTerminal

extension Screen {
    mutating func drawTimeline() {
        let charts = layout.timelineCharts
        guard charts.width > 0 else { return }
        let parts = charts.rows([.fill(minimum: 1), .fixed(charts.height >= 7 ? 1 : 0), .fill(minimum: 1)])
        let cpuTop = max(100, ((state.timeline.cpu.compactMap { $0 }.max() ?? 0) / 100).rounded(.up) * 100)
        drawChart(
            state.timeline.cpu, top: cpuTop, role: .cpu, in: parts[0], title: "CPU",
            latest: state.figures.cpu.last.map { NumberText.fixed($0, 0) + " %" },
            topText: NumberText.fixed(cpuTop, 0) + " %")
        let memoryTop = max(1, state.timeline.memory.compactMap { $0 }.max() ?? 0) * 1.15
        drawChart(
            state.timeline.memory, top: memoryTop, role: .memory, in: parts[2], title: "Memory",
            latest: state.figures.memory.last.map { SizeText.format($0) },
            topText: SizeText.format(memoryTop))
        drawAxis()
        drawStrips()
        drawBrush()
    }

    // MARK: Charts

    private mutating func drawChart(
        _ values: [Double?], top: Double, role: Theme.Role, in area: Rect, title: String, latest: String?,
        topText: String
    ) {
        guard !area.isEmpty else { return }
        let names = Rect(x: layout.body.x + 1, y: area.y, width: area.x - layout.body.x - 2, height: area.height)
        buffer.text(title, in: names.row(0), style: theme.style(.text).bold)
        buffer.text(topText, in: names.row(0), style: theme.style(.dim), align: .right)
        if area.height > 1, let latest { buffer.text(latest, in: names.row(1), style: theme.style(role)) }
        buffer.fill(Rect(x: area.x - 1, y: area.y, width: 1, height: area.height), "│", style: theme.ink(.border))
        let dots = values.prefix(area.width * 2) + Array(repeating: nil, count: max(0, area.width * 2 - values.count))
        let (low, high) = (theme[role].mixed(with: theme[.background], 0.35), theme[role])
        BrailleChart(values: Array(dots), maximum: top).draw(in: area, on: &buffer, background: theme[.background]) {
            height in
            low.mixed(with: high, height)
        }
    }

    // MARK: The axis of time

    private mutating func drawAxis() {
        let row = layout.timelineAxis
        guard !row.isEmpty else { return }
        let scale = state.timeline.scale
        buffer.fill(row, "─", style: theme.ink(.border))
        buffer.put(Glyph("└"), x: row.x - 1, y: row.y, style: theme.ink(.border))
        for cell in stride(from: 0, to: row.width - 5, by: scale.labelInterval) {
            let seconds = scale.seconds(at: cell).lowerBound &- scale.first
            buffer.text(clock(seconds) + " ", x: row.x + cell, y: row.y, style: theme.style(.dim))
        }
    }

    // MARK: Threads

    private mutating func drawStrips() {
        let area = layout.timelineThreads
        let selected = state.timeline.list.index(in: state.timeline.ids)
        let strips = state.timeline.strips
        for line in 0..<area.height where state.timeline.list.top + line < strips.count {
            let index = state.timeline.list.top + line
            drawStrip(strips[index], in: area.row(line), isSelected: index == selected)
        }
        drawScrollMark(rows: strips.count, top: state.timeline.list.top, in: area)
    }

    /// A thread's CPU use as bars, and a line where it waited.
    private mutating func drawStrip(_ strip: TimelineState.Strip, in row: Rect, isSelected: Bool) {
        let charts = layout.timelineCharts
        let names = Rect(x: row.x, y: row.y, width: charts.x - row.x - 1, height: 1)
        let style = isSelected ? theme.style(.text, on: .selection).bold : theme.style()
        buffer.fill(names, style: style)
        let room = names.inset(horizontal: 1)
        let number = strip.thread.thread.description
        if columns(of: strip.thread.name) + columns(of: number) < room.width {
            buffer.text(number, in: room, style: theme.legible(style.foreground(theme[.dim])), align: .right)
        }
        buffer.text(strip.thread.name, in: room, style: style)
        let (cpu, waiting) = (theme.ink(.cpu), theme.ink(.waiting))
        for (cell, weight) in strip.weights.prefix(charts.width).enumerated() {
            guard let weight else { continue }
            let place = Rect(x: charts.x + cell, y: row.y, width: 1, height: 1)
            let share = weight.shareOnCPU
            if share < 0.02 {
                buffer.put(Glyph("·"), x: place.x, y: place.y, style: waiting)
            } else {
                buffer.sparkline([share], maximum: 1, in: place, style: cpu)
            }
        }
    }

    // MARK: The stretch that all panes are limited to

    private mutating func drawBrush() {
        guard let seconds = state.selection.seconds else { return }
        let charts = layout.timelineCharts
        let scale = state.timeline.scale
        let (first, last) = (scale.cell(of: seconds.lowerBound), scale.cell(of: seconds.upperBound))
        let height = layout.timelineThreads.bottom - charts.y
        let area = Rect(x: charts.x + first, y: charts.y, width: max(1, last - first), height: height)
        let selection = theme[.selection]
        buffer.restyle(area.intersection(Rect(x: charts.x, y: charts.y, width: charts.width, height: height))) {
            $0.background(selection)
        }
    }
}
