import GlassAnalysis
import GlassModel
import GlassTerminal

extension Screen {
    // MARK: Functions

    private var functionColumns: TableColumns {
        let barWidth = layout.body.width >= 110 ? 14 : 8
        return TableColumns([
            .init("self", .fixed(9), .right), .init("", .fixed(7), .right), .init("", .fixed(barWidth), dispensable: 3),
            .init("total", .fixed(9), .right, dispensable: 1), .init("", .fixed(7), .right, dispensable: 2),
            .init("", .fixed(barWidth), dispensable: 5), .init("function", .fill(minimum: 26)),
            .init("module", .fixed(18), dispensable: 4),
        ])
    }

    mutating func drawFunctions() {
        let columns = functionColumns
        let rows = state.functions.rows
        let sorted: Int? =
            switch state.functions.column {
            case .selfTime, .samples: 0
            case .total: 3
            case .name: 6
            case .module: 7
            }
        let rising = sorted.map { $0 >= 6 } == true
        drawTitles(columns, sorted.map { ($0, ascending: rising != state.functions.isReversed) })
        if rows.isEmpty { return say(emptyTable(isFiltered: !state.functions.filter.isEmpty)) }
        let most = rows.map { state.metric.value(of: $0.selfWeight) }.max() ?? 0
        let mostTotal = rows.map { state.metric.value(of: $0.total) }.max() ?? 0
        let selected = state.functions.list.index(in: state.functions.ids)
        for (line, index) in shownRows(rows.count, top: state.functions.list.top) {
            let (row, style) = (rows[index], rowStyle(line, isSelected: index == selected))
            let places = columns.places(in: line.inset(horizontal: 1))
            drawWeight(row.selfWeight, row.selfShare(state.metric), most: most, in: Array(places[0...2]), style)
            drawWeight(row.total, row.totalShare(state.metric), most: mostTotal, in: Array(places[3...5]), style)
            drawName(row.key, in: places[6], style: style)
            buffer.text(row.module, in: places[7], style: dim(style))
        }
        drawScrollMark(rows: rows.count, top: state.functions.list.top, in: layout.tableRows)
    }

    /// A weight in three columns: as a time, as a share, as a bar.
    private mutating func drawWeight(_ weight: Weight, _ share: Double, most: Int64, in places: [Rect], _ style: Style)
    {
        let isNothing = state.metric.value(of: weight) == 0
        buffer.text(state.metric.text(of: weight), in: places[0], style: isNothing ? dim(style) : style, align: .right)
        buffer.text(NumberText.percent(share), in: places[1], style: dim(style), align: .right)
        drawBar(weight, most: most, in: places[2], style: style)
    }

    /// A function's name behind a mark in the colour that its frames have.
    private mutating func drawName(_ function: FunctionKey, in area: Rect, style: Style) {
        guard let profile = state.profile, area.width > 2 else { return }
        let color = FrameColors(theme: theme, profile: profile).color(of: function)
        buffer.put(Glyph("▌"), x: area.x, y: area.y, style: style.foreground(color))
        buffer.text(function.function, in: area.inset(left: 2), style: nameStyle(function.function, style))
    }

    /// Names that are searched for are marked.
    func nameStyle(_ name: String, _ style: Style) -> Style {
        guard let matcher = state.matcher, matcher.matches(name) else { return style }
        return Style(theme.ink(on: theme[.search]), on: theme[.search], style.attributes)
    }

    // MARK: Threads

    private var threadColumns: TableColumns {
        let barWidth = layout.body.width >= 110 ? 20 : 10
        return TableColumns([
            .init("thread", .fill(minimum: 12)), .init("tid", .fixed(8), .right, dispensable: 4),
            .init("state", .fixed(9), dispensable: 2), .init("cpu", .fixed(9), .right),
            .init("", .fixed(7), .right), .init("", .fixed(barWidth), dispensable: 3),
            .init("wall", .fixed(9), .right, dispensable: 5), .init("waiting", .fixed(9), .right, dispensable: 6),
            .init("mostly in", .percent(28, minimum: 16), dispensable: 1),
        ])
    }

    mutating func drawThreads() {
        let columns = threadColumns
        let rows = state.threads.rows
        let sorted: Int? =
            switch state.threads.column {
            case .name: 0
            case .tid: 1
            case .state: 2
            case .cpu: 3
            case .wall: 6
            case .waiting: 7
            case .samples: nil
            case .topFunction: 8
            }
        let rising = sorted.map { $0 <= 2 || $0 == 8 } == true
        drawTitles(columns, sorted.map { ($0, ascending: rising != state.threads.isReversed) })
        if rows.isEmpty { return say(emptyTable(isFiltered: !state.threads.filter.isEmpty)) }
        let most = rows.map { Metric.wall.value(of: $0.weight) }.max() ?? 0
        let selected = state.threads.list.index(in: state.threads.ids)
        for (line, index) in shownRows(rows.count, top: state.threads.list.top) {
            drawThread(
                rows[index], columns.places(in: line.inset(horizontal: 1)), most,
                rowStyle(line, isSelected: index == selected))
        }
        drawScrollMark(rows: rows.count, top: state.threads.list.top, in: layout.tableRows)
    }

    private mutating func drawThread(_ row: ThreadRow, _ places: [Rect], _ most: Int64, _ base: Style) {
        let faded = row.hasEnded ? dim(base) : base
        buffer.text(row.name, in: places[0], style: nameStyle(row.name, faded))
        buffer.text(row.thread.thread.description, in: places[1], style: dim(base), align: .right)
        let (word, role) = stateWord(row)
        buffer.text(word, in: places[2], style: theme.legible(base.foreground(theme[role])))
        buffer.text(Metric.cpu.text(of: row.weight), in: places[3], style: faded, align: .right)
        buffer.text(NumberText.percent(row.share(.cpu)), in: places[4], style: dim(base), align: .right)
        drawSplitBar(row.weight, most: most, in: places[5], style: base)
        buffer.text(Metric.wall.text(of: row.weight), in: places[6], style: faded, align: .right)
        buffer.text(Metric.waiting.text(of: row.weight), in: places[7], style: dim(base), align: .right)
        if let top = row.topFunction { buffer.text(top.function, in: places[8], style: dim(base)) }
    }

    private func stateWord(_ row: ThreadRow) -> (String, Theme.Role) {
        if row.hasEnded { return ("ended", .dim) }
        return switch row.state {
        case "R": ("running", .good)
        case "S": ("sleeping", .waiting)
        case "D": ("disk", .warn)
        case "T", "t": ("stopped", .warn)
        case "Z", "X": ("dead", .bad)
        case "I": ("idle", .dim)
        default: ("", .dim)
        }
    }

    // MARK: Common to tables

    mutating func drawTitles(_ columns: TableColumns, _ sorted: (Int, ascending: Bool)?) {
        let row = layout.body.row(0)
        let style = theme.style(.dim)
        buffer.fill(row, style: style)
        columns.drawTitles(
            in: row.inset(horizontal: 1), on: &buffer, style: style, sorted: sorted,
            sortedStyle: theme.style(.accent).bold)
    }

    /// The lines of a table and the rows that stand in them.
    func shownRows(_ count: Int, top: Int) -> [(Rect, Int)] {
        let area = layout.tableRows
        return (0..<area.height).compactMap { line in top + line < count ? (area.row(line), top + line) : nil }
    }

    mutating func rowStyle(_ line: Rect, isSelected: Bool) -> Style {
        let style = isSelected ? theme.style(.text, on: .selection).bold : theme.style()
        buffer.fill(line, style: style)
        return style
    }

    func dim(_ style: Style) -> Style {
        theme.legible(Style(theme[.dim], on: style.background))
    }

    func emptyTable(isFiltered: Bool) -> String {
        isFiltered ? "the filter keeps no row · \\ changes it, Esc clears it" : "nothing here yet"
    }

    /// A bar of a weight; where it counts waiting too, of two parts.
    private mutating func drawBar(_ weight: Weight, most: Int64, in area: Rect, style: Style) {
        if state.metric == .wall { return drawSplitBar(weight, most: most, in: area, style: style) }
        let share = most > 0 ? Double(state.metric.value(of: weight)) / Double(most) : 0
        let role: Theme.Role = state.metric == .waiting ? .waiting : .cpu
        buffer.bar(share, in: area, style: style.foreground(theme[role]))
    }

    private mutating func drawSplitBar(_ weight: Weight, most: Int64, in area: Rect, style: Style) {
        guard most > 0 else { return }
        let cpu = Double(Metric.cpu.value(of: weight)) / Double(most)
        let waiting = Double(Metric.waiting.value(of: weight)) / Double(most)
        buffer.bar(
            (cpu, theme[.cpu]), (waiting, theme[.waiting]), in: area, track: style, isShaded: theme.depth == .monochrome
        )
    }
}
