import GlassAnalysis
import GlassModel
import GlassTerminal

extension ViewerState {
    /// The table that the pane shows; nil where it shows something else.
    var shownTable: (any TableOnScreen)? {
        switch pane {
        case .functions: functions
        case .threads: threads
        case .requests where requests.detail != nil: nil
        case .requests: requests.showsRoutes ? requests.routes : requests.each
        case .queries: queries
        case .icicle, .timeline, .sandwich, .source: nil
        }
    }

    /// Does something to the table that the pane shows. False where there is none or nothing to do it to.
    @discardableResult
    mutating func table(_ task: TableTask) throws(FilterError) -> Bool {
        guard let profile, let name = shownTable?.name else { return false }
        let context = TableContext(profile: profile, metric: metric, height: layout.rows)
        return switch name {
        case .functions: try functions.perform(task, in: context)
        case .threads: try threads.perform(task, in: context)
        case .requests: try requests.each.perform(task, in: context)
        case .routes: try requests.routes.perform(task, in: context)
        case .queries: try queries.perform(task, in: context)
        }
    }

    /// Clears the filter of the table that is shown. False where there is none.
    mutating func clearFilter() -> Bool {
        guard shownTable?.filter.isEmpty == false else { return false }
        return (try? table(.keep(""))) == true
    }

    /// Sorts by the column whose title was pressed, or selects the row.
    mutating func pressTable(_ mouse: MouseEvent) {
        guard let shown = shownTable else { return }
        let layout = TableLayout(shown.looks, in: layout.body)
        if let edge = layout.edge(x: mouse.x, y: mouse.y, fills: { shown.looks[$0].fills }) {
            columnDrag = ColumnDrag(
                name: shown.names[edge.index], x: mouse.x, width: shown.looks[edge.index].width,
                growsRight: edge.growsRight)
        } else if let column = layout.title(x: mouse.x, y: mouse.y) {
            _ = try? table(.sort(by: shown.names[column]))
        } else if layout.rows.contains(x: mouse.x, y: mouse.y) {
            _ = try? table(.select(shown.top + mouse.y - layout.rows.y))
        }
    }

    /// A click there sorts, and two do so twice.
    func isOnTitles(_ mouse: MouseEvent) -> Bool {
        shownTable.map { TableLayout($0.looks, in: layout.body).titles.contains(x: mouse.x, y: mouse.y) } ?? false
    }

    /// Resizes the column whose edge was pressed.
    mutating func dragColumn(to mouse: MouseEvent) {
        guard let drag = columnDrag else { return }
        let distance = mouse.x - drag.x
        _ = try? table(.resize(drag.name, to: drag.width + (drag.growsRight ? distance : -distance)))
    }

    /// Arranges the tables as a configuration says it; those that it does not name stay as they are.
    mutating func choose(_ columns: [String: TableColumns]) {
        if let wanted = columns["functions"] { functions.choose(wanted) }
        if let wanted = columns["threads"] { threads.choose(wanted) }
        if let wanted = columns["requests"] { requests.each.choose(wanted) }
        if let wanted = columns["routes"] { requests.routes.choose(wanted) }
        if let wanted = columns["queries"] { queries.choose(wanted) }
        arrange()
    }

    /// Of the row that is selected in the table that shows.
    func copied(_ part: CopiedPart) -> String? {
        guard let profile else { return nil }
        return shownTable?.copy(part, in: cellContext(profile))
    }

    func cellContext(_ profile: Profile) -> CellContext {
        CellContext(
            profile: profile, metric: metric, colors: FrameColors(theme: theme, profile: profile),
            secondsFromUTC: secondsFromUTC)
    }

    /// How many rows the filter keeps, and the filter; nothing where there is none.
    var filterScope: [String] {
        guard let shown = shownTable, !shown.filter.isEmpty else { return [] }
        let (kept, all) = (NumberText.count(Int64(shown.count)), NumberText.count(Int64(shown.countOfAll)))
        return ["\(kept) of \(all)", clipped(shown.filter.text, to: 40)]
    }

    // MARK: What is selected

    var selectedFunctionRow: FunctionRow? { profile.flatMap { functions.selected(of: $0) } }
    var selectedThreadRow: ThreadRow? { profile.flatMap { threads.selected(of: $0) } }
    var selectedRouteRow: RouteRow? { profile.flatMap { requests.routes.selected(of: $0) } }
    var selectedQueryRow: QueryRow? { profile.flatMap { queries.selected(of: $0) } }
}

/// An edge of a column that is being dragged.
struct ColumnDrag: Hashable, Sendable {
    let name: String
    /// Where it was taken.
    let x: Int
    /// How wide the column was then.
    let width: Int
    let growsRight: Bool
}
