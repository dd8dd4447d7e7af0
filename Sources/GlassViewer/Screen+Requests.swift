import GlassAnalysis
import GlassModel
import GlassTerminal

extension Screen {
    mutating func drawRequests() {
        guard let profile = state.profile else { return }
        if let explanation = state.captureExplanation { return explain(explanation.title, explanation.text) }
        if let detail = state.requests.detail { return drawRequestDetail(detail, profile) }
        if state.requests.showsRoutes { return drawRoutes() }
        drawRequestTable(profile)
    }

    private var requestColumns: TableColumns {
        let isWide = layout.body.width >= 120
        return TableColumns([
            .init("time", .fixed(isWide ? 12 : 8), dispensable: 3), .init("method", .fixed(7), dispensable: 2),
            .init("route", .fill(minimum: isWide ? 24 : 14)), .init("status", .fixed(7), .right),
            .init("duration", .fixed(9), .right), .init("", .fixed(isWide ? 12 : 8), dispensable: 4),
            .init("ttfb", .fixed(8), .right, dispensable: 8), .init("cpu", .fixed(8), .right, dispensable: 6),
            .init("waiting", .fixed(8), .right, dispensable: 7), .init("queries", .fixed(8), .right, dispensable: 1),
            .init("q.time", .fixed(8), .right, dispensable: 5), .init("in", .fixed(7), .right, dispensable: 10),
            .init("out", .fixed(7), .right, dispensable: 9), .init("peer", .fixed(15), dispensable: 12),
            .init("thread", .fixed(10), dispensable: 11),
        ])
    }

    private var sortedRequestColumn: Int? {
        switch state.requests.column {
        case .time: 0
        case .method: 1
        case .route, .target: 2
        case .status: 3
        case .duration: 4
        case .ttfb: 6
        case .cpu: 7
        case .waiting: 8
        case .queries: 9
        case .queryTime: 10
        case .bytesIn: 11
        case .bytesOut: 12
        case .peer: 13
        case .thread: 14
        }
    }

    private mutating func drawRequestTable(_ profile: Profile) {
        let columns = requestColumns
        let column = state.requests.column
        drawTitles(columns, sortedRequestColumn.map { ($0, ascending: column.isRising != state.requests.isReversed) })
        let ids = state.requests.ids
        if ids.isEmpty { return say(emptyTable(isFiltered: !state.requests.filter.isEmpty)) }
        let shown = shownRows(ids.count, top: state.requests.list.top).map { line, index in
            (line, index, RequestRow(profile: profile, index: Int(ids[index])))
        }
        let longest = shown.map(\.2.record.duration).max() ?? .zero
        let selected = state.requests.list.index(in: ids)
        for (line, index, row) in shown {
            let style = rowStyle(line, isSelected: index == selected)
            drawRequest(row, columns.places(in: line.inset(horizontal: 1)), longest, style)
            if row.isFailed { buffer.put(Glyph("▌"), x: line.x, y: line.y, style: style.foreground(theme[.bad])) }
        }
        drawScrollMark(rows: ids.count, top: state.requests.list.top, in: layout.tableRows)
    }

    private mutating func drawRequest(_ row: RequestRow, _ places: [Rect], _ longest: Nanoseconds, _ style: Style) {
        let (record, faint) = (row.record, dim(style))
        let time = timeOfDay(
            record.started, secondsFromUTC: state.secondsFromUTC, milliseconds: places[0].width >= 12)
        buffer.text(time, in: places[0], style: faint)
        buffer.text(row.route.method, in: places[1], style: faint)
        let name = row.route.pattern.isEmpty ? record.target : row.route.pattern
        buffer.text(places[1].isEmpty ? row.route.name : name, in: places[2], style: nameStyle(name, style))
        let outcome = theme.outcome(of: record)
        buffer.text(
            outcome.text, in: places[3], style: theme.legible(style.foreground(theme[outcome.role])), align: .right)
        let isApproximate = record.flags.contains(.approximate)
        buffer.text(
            (isApproximate ? "~" : "") + DurationText.format(record.duration), in: places[4], style: style,
            align: .right)
        drawRequestBar(record, longest, in: places[5], style)
        for (place, time) in [(6, record.timeToFirstByte), (7, record.cpu), (8, record.waiting)] {
            buffer.text(DurationText.format(time), in: places[place], style: place == 7 ? style : faint, align: .right)
        }
        drawQueryCount(row, places[9], style)
        let queryTime = record.queryCount > 0 ? DurationText.format(record.queryTime) : ""
        buffer.text(queryTime, in: places[10], style: style, align: .right)
        buffer.text(SizeText.short(record.bytesIn), in: places[11], style: faint, align: .right)
        buffer.text(SizeText.short(record.bytesOut), in: places[12], style: faint, align: .right)
        buffer.text(record.peer, in: places[13], style: faint)
        buffer.text(row.thread?.name ?? "", in: places[14], style: faint)
    }

    /// The duration; the part of it on a CPU apart, where that is known.
    private mutating func drawRequestBar(
        _ record: RequestRecord, _ longest: Nanoseconds, in area: Rect, _ style: Style
    ) {
        guard longest > .zero else { return }
        let whole = Double(record.duration.rawValue) / Double(longest.rawValue)
        let cpu = min(whole, Double(max(0, record.cpu?.rawValue ?? 0)) / Double(longest.rawValue))
        // Where CPU time is not known, neither is the time that it waited.
        let rest: Theme.Role = record.cpu == nil ? .dim : .waiting
        buffer.bar(
            (cpu, theme[.cpu]), (whole - cpu, theme[rest]), in: area, track: style,
            isShaded: theme.depth == .monochrome)
    }

    private mutating func drawQueryCount(_ row: RequestRow, _ area: Rect, _ style: Style) {
        guard row.record.queryCount > 0 else { return }
        let count = NumberText.count(Int64(row.record.queryCount))
        guard row.isRepeating else { return _ = buffer.text(count, in: area, style: style, align: .right) }
        let marked = theme.legible(style.foreground(theme[.warn])).bold
        let text = columns(of: count) + 4 <= area.width ? "N+1 " + count : count
        buffer.text(text, in: area, style: marked, align: .right)
    }

    /// A pane that has nothing to show says why, and what to do about it.
    mutating func explain(_ title: String, _ text: String) {
        let area = layout.body.inset(horizontal: max(2, (layout.body.width - 76) / 2))
        let lines = wrapped(text, to: area.width)
        let gap = area.height > lines.count + 1 ? 2 : 1
        let top = max(0, (area.height - lines.count - gap) / 2)
        buffer.text(title, in: area.row(top), style: theme.style(.accent).bold)
        for (index, line) in lines.enumerated() {
            buffer.text(line, in: area.row(top + gap + index), style: theme.style(.text))
        }
    }
}

extension SizeText {
    /// Without decimals, where there is little room: `4.5k` is `4.5 kB`.
    static func short(_ bytes: Int64) -> String { bytes > 0 ? format(bytes) : "" }
}
