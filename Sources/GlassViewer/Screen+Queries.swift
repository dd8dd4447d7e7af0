import GlassAnalysis
import GlassModel
import GlassTerminal

extension Screen {
    private var queryColumns: TableColumns {
        let isWide = layout.body.width >= 110
        return TableColumns([
            .init("total", .fixed(9), .right), .init("", .fixed(6), dispensable: 4),
            .init("count", .fixed(8), .right), .init("p50", .fixed(8), .right, dispensable: 5),
            .init("p99", .fixed(8), .right, dispensable: 1), .init("max", .fixed(8), .right, dispensable: 7),
            .init("rows", .fixed(6), .right, dispensable: 6), .init("errors", .fixed(6), .right, dispensable: 3),
            .init("N+1", .fixed(5), .right, dispensable: 2), .init("statement", .fill(minimum: isWide ? 44 : 28)),
            .init("sent by", .percent(18, minimum: 18), dispensable: 8),
        ])
    }

    private var sortedQueryColumn: Int? {
        switch state.queries.column {
        case .total: 0
        case .count: 2
        case .p50: 3
        case .p99: 4
        case .maximum: 5
        case .rows: 6
        case .failed: 7
        case .repeated: 8
        case .statement: 9
        }
    }

    mutating func drawQueries() {
        if let explanation = state.captureExplanation { return explain(explanation.title, explanation.text) }
        let columns = queryColumns
        let queries = state.queries
        let rising = queries.column == .statement
        drawTitles(columns, sortedQueryColumn.map { ($0, ascending: rising != queries.isReversed) })
        if queries.rows.isEmpty { return say(emptyTable(isFiltered: !queries.filter.isEmpty)) }
        let most = queries.rows.map(\.total).max() ?? .zero
        let selected = queries.list.index(in: queries.ids)
        for (line, index) in shownRows(queries.rows.count, top: queries.list.top) {
            let style = rowStyle(line, isSelected: index == selected)
            drawQuery(queries.rows[index], columns.places(in: line.inset(horizontal: 1)), most, style)
        }
        drawScrollMark(rows: queries.rows.count, top: queries.list.top, in: layout.tableRows)
    }

    private mutating func drawQuery(_ row: QueryRow, _ places: [Rect], _ most: Nanoseconds, _ style: Style) {
        let faint = dim(style)
        buffer.text(DurationText.format(row.total), in: places[0], style: style, align: .right)
        let share = most > .zero ? Double(row.total.rawValue) / Double(most.rawValue) : 0
        buffer.bar(share, in: places[1], style: style.foreground(theme[.waiting]))
        buffer.text(NumberText.count(row.count), in: places[2], style: style, align: .right)
        buffer.text(DurationText.format(row.p50), in: places[3], style: faint, align: .right)
        buffer.text(DurationText.format(row.p99), in: places[4], style: style, align: .right)
        buffer.text(DurationText.format(row.maximum), in: places[5], style: faint, align: .right)
        buffer.text(row.rows > 0 ? NumberText.count(row.rows) : "", in: places[6], style: faint, align: .right)
        let errors = theme.legible(style.foreground(theme[row.failed > 0 ? .bad : .dim]))
        buffer.text(row.failed > 0 ? NumberText.count(row.failed) : "–", in: places[7], style: errors, align: .right)
        let repeated = theme.legible(style.foreground(theme[.warn])).bold
        buffer.text(
            row.isRepeating ? NumberText.count(row.repeatingRequests) : "", in: places[8], style: repeated,
            align: .right)
        buffer.text(row.statement.text, in: places[9], style: nameStyle(row.statement.text, style))
        buffer.text(senders(row), in: places[10], style: faint)
    }

    private func senders(_ row: QueryRow) -> String {
        row.senders.compactMap { $0.route?.name }.joined(separator: ", ")
    }
}
