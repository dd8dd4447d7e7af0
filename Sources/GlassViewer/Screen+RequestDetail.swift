import GlassAnalysis
import GlassModel
import GlassTerminal

extension Screen {
    mutating func drawRequestDetail(_ state: RequestDetailState, _ profile: Profile) {
        guard let detail = state.detail else { return say("this request is no longer known") }
        let places = self.state.requestDetailLayout
        drawSummary(detail, in: places.summary)
        let waterfall = Waterfall(detail: detail, width: places.whole.width)
        drawAxis(of: waterfall, in: places.axis, state)
        drawWhole(detail, waterfall, in: places.whole)
        drawQueries(of: detail, waterfall, in: places.queries, state)
        drawOwnIcicle(state, profile, title: places.icicleTitle, in: places.icicle)
    }

    // MARK: Summary

    private mutating func drawSummary(_ detail: RequestDetail, in area: Rect) {
        let (record, row) = (detail.row.record, detail.row)
        let outcome = Theme.outcome(of: record)
        buffer.fill(area.row(0), style: theme.style(.text, on: .selection))
        let title = theme.style(.text, on: .selection)
        buffer.spans(
            [
                (" \(row.route.name)  ", title.bold),
                (outcome.text, theme.style(outcome.role, on: .selection).bold),
                ("  " + DurationText.format(record.duration), title.bold),
                (record.flags.isEmpty ? "" : "  " + record.flags.names, theme.style(.warn, on: .selection)),
            ], x: area.x, y: area.y, width: area.width)
        let lines = summaryLines(row)
        for (index, line) in lines.prefix(max(0, area.height - 1)).enumerated() {
            drawPairs(line, in: area.row(index + 1).inset(horizontal: 1))
        }
    }

    private func summaryLines(_ row: RequestRow) -> [[(String, String)]] {
        let record = row.record
        let started = timeOfDay(record.started, secondsFromUTC: state.secondsFromUTC, milliseconds: true)
        let queries = "\(record.queryCount) in \(DurationText.format(record.queryTime))"
        let thread = row.thread.map { "\($0.name) \($0.thread)" } ?? ""
        return [
            [
                ("started", started), ("first byte", DurationText.format(record.timeToFirstByte)),
                ("cpu", DurationText.format(record.cpu)), ("waiting", DurationText.format(record.waiting)),
                ("queries", record.queryCount > 0 ? queries : "none"),
            ],
            [("error", record.error ?? ""), ("target", record.target)],
            [
                ("protocol", row.route.wireProtocol.rawValue), ("in", SizeText.format(record.bytesIn)),
                ("out", SizeText.format(record.bytesOut)), ("peer", record.peer), ("thread", thread),
            ],
        ]
    }

    private mutating func drawPairs(_ pairs: [(String, String)], in row: Rect) {
        var x = row.x
        for (label, value) in pairs where !value.isEmpty {
            // A value of which nothing could be read says less than none.
            guard x + columns(of: label) + min(columns(of: value), 6) < row.right else { break }
            x += buffer.text(label + " ", x: x, y: row.y, style: theme.style(.dim), width: row.right - x)
            let room = Rect(x: x, y: row.y, width: row.right - x, height: 1)
            x += buffer.text(value, in: room, style: theme.style(.text)) + (row.width < 100 ? 2 : 3)
        }
    }

    // MARK: Timeline

    private mutating func drawAxis(of waterfall: Waterfall, in row: Rect, _ state: RequestDetailState) {
        guard !row.isEmpty else { return }
        buffer.fill(row, "─", style: theme.ink(.border))
        buffer.text(" Timeline ", x: row.x + 1, y: row.y, style: title(isActive: state.part == .queries))
        let chart = waterfall.chart(in: row)
        for mark in waterfall.marks(every: 14) where mark.cell + columns(of: mark.label) + 1 < chart.width {
            buffer.text(mark.label + " ", x: chart.x + mark.cell, y: row.y, style: theme.style(.dim))
        }
    }

    private func title(isActive: Bool) -> Style {
        isActive ? theme.style(.accent).bold : theme.style(.dim)
    }

    /// The request as one bar: on a CPU and waiting in proportion, a mark where the first byte was written.
    private mutating func drawWhole(_ detail: RequestDetail, _ waterfall: Waterfall, in row: Rect) {
        guard !row.isEmpty else { return }
        let record = detail.row.record
        let names = waterfall.names(in: row)
        let firstByte = record.timeToFirstByte.map { "first byte ▾ " + DurationText.format($0) } ?? ""
        buffer.text("request", in: names, style: theme.style(.text))
        if names.width > columns(of: firstByte) + 9 {
            buffer.text(firstByte, in: names, style: theme.style(.dim), align: .right)
        }
        let bar = waterfall.bar(from: .zero, length: record.duration, in: row)
        let cpu = record.cpu.map { Double($0.rawValue) / Double(max(1, record.duration.rawValue)) } ?? 0
        buffer.bar(
            (cpu, theme[.cpu]), (1 - min(1, cpu), theme[record.cpu == nil ? .dim : .waiting]), in: bar,
            track: theme.style(),
            isShaded: theme.depth == .monochrome)
        guard let first = record.timeToFirstByte, first < record.duration else { return }
        let mark = waterfall.bar(from: first, length: .zero, in: row)
        guard let color = buffer[mark.x, row.y]?.style.foreground else { return }
        buffer.put(Glyph("▾"), x: mark.x, y: row.y, style: Style(theme.ink(on: color), on: color, .bold))
    }

    // MARK: Queries

    private mutating func drawQueries(
        of detail: RequestDetail, _ waterfall: Waterfall, in area: Rect, _ state: RequestDetailState
    ) {
        let selected = state.part == .queries ? state.list.index(in: state.ids) : nil
        for line in 0..<area.height where state.list.top + line < detail.queries.count {
            let index = state.list.top + line
            let row = area.row(line)
            let style = rowStyle(row, isSelected: index == selected)
            drawQuery(detail.queries[index], waterfall, in: row, style)
        }
        drawScrollMark(rows: detail.queries.count, top: state.list.top, in: area)
    }

    private mutating func drawQuery(
        _ query: RequestDetail.Query, _ waterfall: Waterfall, in row: Rect, _ style: Style
    ) {
        let isFailed = query.record.error != nil || query.record.flags.contains(.failed)
        let isRepeating = query.repetitions >= Int(Profile.manyTimes)
        let role: Theme.Role = isFailed ? .bad : isRepeating ? .warn : .memory
        let parts = waterfall.names(in: row).columns([.fixed(8), .fixed(1), .fixed(1), .fill(minimum: 1)])
        buffer.text(DurationText.format(query.record.duration), in: parts[0], style: style, align: .right)
        let text = query.statement?.text ?? ""
        let mark = query.record.error ?? (isRepeating ? "×\(query.repetitions)" : rowsText(query.record))
        let room = parts[3].width - columns(of: mark) - 1
        if room >= 12, !mark.isEmpty {
            buffer.text(text, in: parts[3].leading(room), style: nameStyle(text, style))
            let marked = isFailed || isRepeating ? theme.legible(style.foreground(theme[role])).bold : dim(style)
            buffer.text(mark, in: parts[3], style: marked, align: .right)
        } else {
            buffer.text(text, in: parts[3], style: nameStyle(text, style))
        }
        let bar = waterfall.bar(from: query.offset, length: query.record.duration, in: row)
        buffer.fill(bar, "█", style: style.foreground(theme[role]))
    }

    private func rowsText(_ query: QueryRecord) -> String {
        query.rows.map { "\(NumberText.count($0)) row" + ($0 == 1 ? "" : "s") } ?? ""
    }

    // MARK: Its icicle

    private mutating func drawOwnIcicle(_ state: RequestDetailState, _ profile: Profile, title row: Rect, in area: Rect)
    {
        let weight = state.icicle.weights.total
        if !row.isEmpty {
            buffer.fill(row, "─", style: theme.ink(.border))
            buffer.text(" Its icicle ", x: row.x + 1, y: row.y, style: title(isActive: state.part == .icicle))
            let scope =
                " \(state.metric.title) · \(state.metric.text(of: weight)) · \(samplesText(weight.samples)) "
            if state.hasSamples, columns(of: scope) + 16 < row.width {
                let room = Rect(x: row.x, y: row.y, width: row.width - 1, height: 1)
                buffer.text(scope, in: room, style: theme.style(.dim), align: .right)
            }
        }
        guard !area.isEmpty, let detail = state.detail else { return }
        guard state.hasSamples else { return drawMissingSamples(state.samples, detail.row, profile, in: area) }
        let painter = FramePainter(
            icicle: state.icicle, tree: self.state.outward, metric: state.metric, theme: theme,
            coloring: self.state.coloring, profile: profile, rootLabel: "this request")
        drawIcicle(state.icicle, painter)
    }

    /// A thread that waits through a request keeps its stack, so that a request has some of the time of a sample that was
    /// taken before it.
    private func samplesText(_ count: Int64) -> String {
        switch count {
        case 0: "part of a sample"
        case 1: "1 sample"
        default: "\(NumberText.count(count)) samples"
        }
    }

    private mutating func drawMissingSamples(
        _ samples: RequestDetailState.Samples, _ row: RequestRow, _ profile: Profile, in area: Rect
    ) {
        let room = area.inset(horizontal: 2)
        for (index, line) in wrapped(missingSamples(samples, row, profile), to: min(96, room.width)).enumerated() {
            buffer.text(line, in: room.row(index + (area.height > 5 ? 1 : 0)), style: theme.style(.dim))
        }
    }

    /// Why there is no icicle, in plain words.
    private func missingSamples(
        _ samples: RequestDetailState.Samples, _ row: RequestRow, _ profile: Profile
    ) -> String {
        switch samples {
        case .loading: return "reading its samples …"
        case .failed(let reason): return "its samples cannot be read: \(reason)"
        case .known: break
        }
        guard row.record.attribution != .none else {
            return """
                It is not known which samples worked for this request. The thread that answered it served others at the \
                same time, or handed the work on, and glass does not guess. Known are threads that serve one request \
                at a time, and the tasks of asyncio and uvloop.
                """
        }
        let rate = max(1, profile.info.rate)
        return """
            No sample fell into these \(DurationText.format(row.record.duration)): at \(NumberText.fixed(rate, 0)) Hz \
            one is taken every \(DurationText.format(.seconds(1 / rate))). f shows the icicle of all requests of \
            this route together; a higher rate (:rate 999) sees more.
            """
    }
}
