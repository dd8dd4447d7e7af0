import GlassAnalysis
import GlassModel

/// The table of routes, as it is shown.
struct RoutesState: Sendable {
    /// What the statistics are of, unless a stretch of time is selected.
    enum Period: Sendable {
        /// The last 15 minutes.
        case recent
        case whole
    }

    private(set) var table: RouteTable?
    /// The rows that the filter keeps, sorted.
    private(set) var shown: RouteTable?
    private(set) var rows: [RouteRow] = []
    private(set) var ids: [RouteID] = []
    var list = ListState<RouteID>()
    private(set) var column = RouteTable.Column.total
    private(set) var isReversed = false
    var filter = Filter.none
    var period = Period.recent

    /// The order in which `s` goes through the columns.
    private static let columns: [RouteTable.Column] = [
        .total, .count, .failed, .p50, .p90, .p99, .maximum, .bytesOut, .bytesIn, .route,
    ]

    mutating func read(_ profile: Profile, selection: Selection) {
        table = RouteTable(
            profile: profile, seconds: selection.seconds ?? (period == .recent ? profile.recentSeconds : nil))
    }

    mutating func arrange(height: Int) {
        guard var table else { return }
        if !filter.isEmpty { table.keep(filter) }
        table.sort(by: column, reversed: isReversed)
        shown = table
        rows = table.rows
        ids = rows.map(\.route.id)
        list.settle(in: ids, height: height)
    }

    mutating func sort(reverse: Bool) {
        if reverse { return isReversed.toggle() }
        let place = Self.columns.firstIndex(of: column) ?? 0
        column = Self.columns[(place + 1) % Self.columns.count]
    }

    var selected: RouteRow? { list.index(in: ids).map { rows[$0] } }
}
