import GlassAnalysis
import GlassModel
import GlassTerminal

extension Screen {
    mutating func drawChart(_ chart: TimelineChart, _ area: Rect, _ places: TimelineLayout) {
        buffer.fill(Rect(x: area.x - 1, y: area.y, width: 1, height: area.height), "│", style: theme.ink(.border))
        let values = state.timeline.values(of: chart)
        drawNames(chart, values, area, hasValues: places.values.isEmpty)
        drawValues(chart, values, Rect(x: places.values.x, y: area.y, width: places.values.width, height: area.height))
        let colors = theme.colors(of: chart.kind)
        let background = theme[.background]
        switch chart.kind {
        case .cpu, .requests:
            // What is worse, or not the target's own, stands below: system time, failed requests.
            StackedChart(lower: chart.second, upper: chart.main, maximum: chart.top)
                .draw(
                    in: area, on: &buffer, lowerColor: colors.second, upperColor: colors.main, background: background)
        case .latency:
            BrailleBand(
                lower: chart.main.flatMap { [$0, $0] }, upper: chart.second.flatMap { [$0, $0] }, maximum: chart.top
            )
            .draw(in: area, on: &buffer, fillColor: colors.main, lineColor: colors.second, background: background)
        case .memory, .threads:
            let low = theme.mix(colors.main, background, 0.25)
            BrailleChart(values: chart.main, maximum: chart.top)
                .draw(in: area, on: &buffer, background: background) { theme.mix(low, colors.main, $0) }
        }
    }

    /// The title and the scale, and the values where there is no room for them at the right.
    private mutating func drawNames(
        _ chart: TimelineChart, _ values: (main: Double?, second: Double?), _ area: Rect, hasValues: Bool
    ) {
        let names = Rect(x: layout.body.x, y: area.y, width: area.x - layout.body.x - 1, height: area.height)
        let isSelected = state.timeline.chart == chart.kind
        let background = isSelected ? Theme.Role.selection : .background
        if isSelected { buffer.fill(names.row(0), style: theme.style(.text, on: background)) }
        let mark = state.timeline.folded.contains(chart.kind) ? "▸" : "▾"
        buffer.text(mark, in: names.row(0), style: theme.style(.dim, on: background))
        let title = names.row(0).inset(horizontal: 1)
        let used = buffer.text(chart.kind.rawValue, in: title, style: theme.style(.text, on: background).bold)
        let rest = Rect(x: title.x + used + 1, y: title.y, width: names.right - title.x - used - 1, height: 1)
        let value = values.main.map { chart.kind.text(chart.kind.isStacked ? $0 + (values.second ?? 0) : $0) } ?? "–"
        let role = theme.colors(of: chart.kind).role
        if area.height == 1 {
            buffer.text(value, in: rest, style: theme.style(role, on: background), align: .right)
            return
        }
        let top = chart.kind.text(chart.top)
        if columns(of: top) <= rest.width {
            buffer.text(top, in: rest, style: theme.style(.dim, on: background), align: .right)
        }
        if area.height > 2 { buffer.text("0", in: names.row(area.height - 1), style: theme.style(.dim), align: .right) }
        guard hasValues else { return }
        if chart.kind == .latency, let p99 = values.second {
            let text = (area.height > 2 ? "p99 " : "") + chart.kind.text(p99)
            buffer.text(text, in: names.row(1).inset(horizontal: 1), style: theme.style(.warn))
        } else {
            buffer.text(value, in: names.row(1).inset(horizontal: 1), style: theme.style(role))
        }
    }

    /// What the colours are, and how much there is of each at the cursor.
    private mutating func drawValues(_ chart: TimelineChart, _ values: (main: Double?, second: Double?), _ area: Rect) {
        guard !area.isEmpty else { return }
        let colors = theme.colors(of: chart.kind)
        let lines = chart.kind.names.enumerated().map { index, name in
            let value = index == 0 ? values.main : values.second
            return (name, value, index == 0 ? colors.main : colors.second)
        }
        let shown = lines.filter { $0.1 != nil }
        for (row, line) in shown.prefix(area.height).enumerated() {
            let place = area.row(row)
            buffer.put(Glyph("▌"), x: place.x, y: place.y, style: Style(line.2, on: theme[.background]))
            let text = Rect(x: place.x + 2, y: place.y, width: place.width - 2, height: 1)
            let used = buffer.text(line.0 + " ", in: text, style: theme.style(.dim))
            let rest = Rect(x: text.x + used, y: text.y, width: text.width - used, height: 1)
            buffer.text(line.1.map { chart.kind.text($0) } ?? "–", in: rest, style: theme.style())
        }
    }
}

extension TimelineChart.Kind {
    /// What the first and the second values are.
    fileprivate var names: [String] {
        switch self {
        case .cpu: ["user  ", "system"]
        case .requests: ["ok    ", "failed"]
        case .latency: ["p50   ", "p99   "]
        case .memory: ["RSS   "]
        case .threads: ["count "]
        }
    }
}

extension Theme {
    /// Large areas in full colour would outshine everything else. Sixteen colours have no shades to soften with.
    private func softened(_ color: Color) -> Color {
        depth == .sixteen ? color : mix(color, self[.background], 0.25)
    }

    /// The first of some colours that is told from another where the two meet, also when both step back.
    private func apart(from color: Color, _ candidates: [Color]) -> Color {
        func isApart(_ other: Color) -> Bool {
            let channels = [(color.red, other.red), (color.green, other.green), (color.blue, other.blue)]
            return other.contrast(with: color) >= 2.2 || channels.contains { abs(Int($0) - Int($1)) >= 120 }
        }
        return candidates.first(where: isApart)
            ?? candidates.max { $0.contrast(with: color) < $1.contrast(with: color) } ?? color
    }

    /// For what stands below a column of a colour: system time, failed requests.
    private func colors(_ role: Role, below: Role?) -> (main: Color, second: Color, role: Role) {
        let main = softened(self[role])
        let shades = [mix(self[role], self[.background], 0.65), mix(self[role], self[.text], 0.6)]
        let candidates =
            (below.map { [self[$0]] } ?? []) + (depth == .sixteen ? [] : shades) + [self[.text], self[.dim]]
        return (main, apart(from: main, candidates), role)
    }

    /// Of the first and the second values of a chart, and for its figures.
    fileprivate func colors(of kind: TimelineChart.Kind) -> (main: Color, second: Color, role: Role) {
        switch kind {
        case .cpu: colors(.cpu, below: nil)
        case .requests: colors(.accent, below: .bad)
        case .latency: (mix(self[.good], self[.background], 0.3), self[.warn], .good)
        case .memory: (self[.memory], self[.memory], .memory)
        case .threads: (self[.waiting], self[.waiting], .waiting)
        }
    }
}
