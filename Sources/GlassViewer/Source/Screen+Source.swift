import GlassAnalysis
import GlassModel
import GlassTerminal

extension Screen {
    mutating func drawSource() {
        guard state.source.subject != nil else {
            return say([
                "Source: the time that each line of a function took", "",
                "Select a function in the icicle (1) or among the functions (3) and press v",
            ])
        }
        guard state.source.isCurrent, let times = state.source.times else { return say("adding up its lines …") }
        explainSource()
        drawSourceTitles(times)
        let rows = layout.sourceRows(state: state)
        let hottest = times.hottest(state.metric)
        let most = (times.rows + times.functionRows).map { state.metric.value(of: $0.total) }.max() ?? 0
        for index in 0..<rows.height where state.source.top + index < state.source.count {
            let number = state.source.top + index + 1
            let style = rowStyle(rows.row(index), isSelected: number == state.source.line)
            let places = SourceColumns(in: rows.row(index))
            if let text = state.source.text {
                let row = times.row(ofLine: number)
                let isHottest = row != nil && row?.line == hottest?.line
                drawNumber(number, row, times, isHottest, in: rows.row(index), places.number, style)
                if let row { drawTimes(row, times, most, in: places, style) }
                drawCode(text, number, in: places.code, style)
            } else if times.functionRows.indices.contains(number - 1) {
                let row = times.functionRows[number - 1]
                buffer.text(row.line.map(String.init) ?? "–", in: places.number, style: style, align: .right)
                drawTimes(row, times, most, in: places, style)
                buffer.text(row.file ?? "", in: places.code, style: dim(style))
            }
        }
        drawScrollMark(rows: state.source.count, top: state.source.top, in: rows)
    }

    // MARK: Above the lines

    private mutating func explainSource() {
        let area = layout.sourceExplanation(of: state)
        let lines = state.sourceExplanation.flatMap { wrapped($0, to: max(16, area.width - 2)) }
        for (index, line) in lines.prefix(max(0, area.height - 1)).enumerated() {
            let style = theme.style(index == 0 ? .text : .dim)
            buffer.text(line, in: area.row(index).inset(horizontal: 1), style: style)
        }
    }

    private mutating func drawSourceTitles(_ times: LineTimes) {
        let top = layout.sourceRows(state: state)
        let row = Rect(x: top.x, y: top.y - 1, width: top.width, height: 1)
        let places = SourceColumns(in: row)
        buffer.fill(row, style: theme.style(.dim))
        for (title, place) in [("line", places.number), ("self", places.own), ("total", places.total)] {
            buffer.text(title, in: place, style: theme.style(.dim), align: .right)
        }
        guard let text = state.source.text else { return }
        let room = places.code
        let warning = staleness(of: text, times)
        let width = columnsOf(warning) + (warning.isEmpty ? 0 : 2)
        buffer.text(clippedAtStart(text.path, to: room.width - width), in: room, style: theme.style(.accent))
        buffer.text(warning, in: room, style: theme.style(.warn), align: .right)
    }

    private func columnsOf(_ text: String) -> Int { columns(of: text) }

    /// Whether the file is probably not what was recorded.
    private func staleness(of text: SourceText, _ times: LineTimes) -> String {
        if let last = times.rows.last?.line, last > text.count { return "changed since: too short" }
        guard let started = state.profile?.info.started, text.modified > started else { return "" }
        return "changed since it was recorded"
    }

    /// The end of a path says more than its beginning.
    private func clippedAtStart(_ text: String, to width: Int) -> String {
        var rest = Substring(text)
        guard columns(of: rest) > width, width > 1 else { return columns(of: rest) > width ? "" : text }
        while columns(of: rest) > width - 1 { rest.removeFirst() }
        return "…" + rest
    }

    // MARK: A line

    /// Lines of the function stand out among those of the file; the hottest has a mark.
    private mutating func drawNumber(
        _ number: Int, _ row: LineTimes.Row?, _ times: LineTimes, _ isHottest: Bool, in line: Rect, _ place: Rect,
        _ style: Style
    ) {
        let isOfFunction = row?.function == times.subject
        var numberStyle = isOfFunction ? style : dim(style)
        if isHottest { numberStyle = theme.legible(style.foreground(theme[.bad])).bold }
        if state.source.searchesText, let matcher = state.matcher, let text = state.source.text,
            matcher.matches(text.text(ofLine: number))
        {
            numberStyle = Style(theme.ink(on: theme[.search]), on: theme[.search])
        }
        buffer.text(String(number), in: place, style: numberStyle, align: .right)
        guard isHottest || isOfFunction else { return }
        let mark = isHottest ? theme[.bad] : theme[.accent]
        buffer.put(Glyph(isHottest ? "▶" : "▎"), x: line.x, y: line.y, style: theme.legible(style.foreground(mark)))
    }

    private mutating func drawTimes(
        _ row: LineTimes.Row, _ times: LineTimes, _ most: Int64, in places: SourceColumns, _ style: Style
    ) {
        let metric = state.metric
        let (own, total) = (metric.value(of: row.selfWeight), metric.value(of: row.total))
        guard total > 0 else { return }
        if own > 0 { buffer.text(metric.text(of: row.selfWeight), in: places.own, style: style, align: .right) }
        buffer.text(metric.text(of: row.total), in: places.total, style: dim(style), align: .right)
        let share = metric.share(of: row.total, in: times.all)
        buffer.text(NumberText.percent(share), in: places.share, style: dim(style), align: .right)
        guard most > 0 else { return }
        let whole = Double(most)
        let called = theme.mix(theme[metric == .waiting ? .waiting : .cpu], style.background, 0.55)
        buffer.bar(
            (Double(own) / whole, theme[metric == .waiting ? .waiting : .cpu]),
            (Double(max(0, total - own)) / whole, called),
            in: places.bar, track: style, isShaded: theme.depth == .monochrome)
    }

    private mutating func drawCode(_ text: SourceText, _ number: Int, in place: Rect, _ style: Style) {
        var skip = state.source.leftColumn
        var used = 0
        for piece in text.pieces(ofLine: number) where used < place.width {
            let shown = piece.text.dropFirst(skip)
            skip -= piece.text.count - shown.count
            used += buffer.text(
                String(shown), x: place.x + used, y: place.y, style: codeStyle(piece.kind, style),
                width: place.width - used)
        }
    }

    private func codeStyle(_ kind: SyntaxKind, _ style: Style) -> Style {
        let plain = Style(style.foreground, on: style.background)
        let role: Theme.Role? =
            switch kind {
            case .plain: nil
            case .comment: .dim
            case .string: .good
            case .keyword: .accent
            case .number: .memory
            }
        return role.map { theme.legible(plain.foreground(theme[$0])) } ?? plain
    }
}

/// The parts of a line of source; those that have no room are empty.
struct SourceColumns {
    let number: Rect
    let own: Rect
    let total: Rect
    let share: Rect
    let bar: Rect
    let code: Rect

    init(in row: Rect) {
        let isWide = row.width >= 100
        func width(_ cells: Int, from least: Int) -> Layout.Constraint { .fixed(row.width >= least ? cells : 0) }
        let parts = row.inset(horizontal: 1).columns([
            .fixed(6), width(9, from: 50), width(9, from: 70), width(8, from: 76), .fixed(1), width(14, from: 120),
            .fixed(isWide ? 2 : 1), .fill(minimum: 12),
        ])
        (number, own, total, share, bar, code) = (parts[0], parts[1], parts[2], parts[3], parts[5], parts[7])
    }
}
