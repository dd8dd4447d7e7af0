import GlassAnalysis
import GlassModel
import GlassTerminal

extension Screen {
    private var routeColumns: TableColumns {
        let isWide = layout.body.width >= 110
        return TableColumns([
            .init("route", .fill(minimum: 18)), .init("req/s", .fixed(8), .right, dispensable: 2),
            .init("count", .fixed(8), .right), .init("errors", .fixed(8), .right, dispensable: 1),
            .init("p50", .fixed(8), .right, dispensable: 4), .init("p90", .fixed(8), .right, dispensable: 6),
            .init("p99", .fixed(8), .right), .init("max", .fixed(8), .right, dispensable: 5),
            .init("total", .fixed(9), .right, dispensable: 3),
            .init("", .fixed(isWide ? 14 : 8), dispensable: 7), .init("in", .fixed(8), .right, dispensable: 9),
            .init("out", .fixed(8), .right, dispensable: 8),
        ])
    }

    private var sortedRouteColumn: Int? {
        switch state.requests.routes.column {
        case .route, .method: 0
        case .rate: 1
        case .count: 2
        case .failed: 3
        case .p50: 4
        case .p90: 5
        case .p99: 6
        case .maximum: 7
        case .total: 8
        case .bytesIn: 10
        case .bytesOut: 11
        }
    }

    mutating func drawRoutes() {
        let columns = routeColumns
        let routes = state.requests.routes
        let rising = sortedRouteColumn == 0
        drawTitles(columns, sortedRouteColumn.map { ($0, ascending: rising != routes.isReversed) })
        if routes.rows.isEmpty { return say(emptyTable(isFiltered: !routes.filter.isEmpty)) }
        let most = routes.rows.map(\.total).max() ?? .zero
        let selected = routes.list.index(in: routes.ids)
        for (line, index) in shownRows(routes.rows.count, top: routes.list.top) {
            let style = rowStyle(line, isSelected: index == selected)
            drawRoute(routes.rows[index], columns.places(in: line.inset(horizontal: 1)), most, style)
        }
        drawScrollMark(rows: routes.rows.count, top: routes.list.top, in: layout.tableRows)
    }

    private mutating func drawRoute(_ row: RouteRow, _ places: [Rect], _ most: Nanoseconds, _ style: Style) {
        let faint = dim(style)
        drawMethodAndPath(row.route, in: places[0], style)
        buffer.text(rateText(row.rate), in: places[1], style: style, align: .right)
        buffer.text(NumberText.count(row.count), in: places[2], style: style, align: .right)
        let errors = row.failed > 0 ? theme.legible(style.foreground(theme[.bad])) : faint
        buffer.text(
            row.failed > 0 ? NumberText.percent(row.failedShare) : "–", in: places[3], style: errors, align: .right)
        for (place, time) in [(4, row.p50), (5, row.p90), (6, row.p99), (7, row.maximum), (8, row.total)] {
            buffer.text(DurationText.format(time), in: places[place], style: place == 6 ? style : faint, align: .right)
        }
        let share = most > .zero ? Double(row.total.rawValue) / Double(most.rawValue) : 0
        buffer.bar(share, in: places[9], style: style.foreground(theme[.waiting]))
        buffer.text(SizeText.format(row.bytesIn), in: places[10], style: faint, align: .right)
        buffer.text(SizeText.format(row.bytesOut), in: places[11], style: faint, align: .right)
    }

    /// A route with its method in fainter letters.
    private mutating func drawMethodAndPath(_ route: Route, in area: Rect, _ style: Style) {
        guard route.wireProtocol == .http, !route.method.isEmpty, area.width > 16 else {
            return _ = buffer.text(route.name, in: area, style: nameStyle(route.name, style))
        }
        let width = min(7, max(4, columns(of: route.method)))
        buffer.text(route.method, in: area.leading(width), style: dim(style))
        buffer.text(route.pattern, in: area.inset(left: 8), style: nameStyle(route.pattern, style))
    }
}

/// Things a second: `0.25`, `12.3`, `512`, `12.3 k`.
func rateText(_ rate: Double) -> String {
    if rate >= 9_999.5 { return NumberText.count(Int64(clamping: Int(exactly: rate.rounded()) ?? .max)) }
    return NumberText.fixed(rate, rate >= 99.95 ? 0 : rate >= 9.995 ? 1 : 2)
}
