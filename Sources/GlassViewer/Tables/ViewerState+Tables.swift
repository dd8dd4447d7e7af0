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
        if let column = layout.title(x: mouse.x, y: mouse.y) {
            _ = try? table(.sort(column: column))
        } else if layout.rows.contains(x: mouse.x, y: mouse.y) {
            _ = try? table(.select(shown.top + mouse.y - layout.rows.y))
        }
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
