import GlassAnalysis
import GlassModel

/// The table of statements, as it is shown.
struct QueriesState: Sendable {
    /// All rows there are; nil before the pane was shown.
    var table: QueryTable?
    /// The rows that the filter keeps, sorted.
    private(set) var shown: QueryTable?
    private(set) var rows: [QueryRow] = []
    private(set) var ids: [StatementID] = []
    var list = ListState<StatementID>()
    private(set) var column = QueryTable.Column.total
    private(set) var isReversed = false
    var filter = Filter.none

    /// The order in which `s` goes through the columns.
    private static let columns: [QueryTable.Column] = [
        .total, .count, .p50, .p99, .maximum, .rows, .failed, .repeated, .statement,
    ]

    mutating func arrange(height: Int) {
        guard var table else { return }
        if !filter.isEmpty { table.keep(filter) }
        table.sort(by: column, reversed: isReversed)
        shown = table
        rows = table.rows
        ids = rows.map(\.statement.id)
        list.settle(in: ids, height: height)
    }

    mutating func sort(reverse: Bool) {
        if reverse { return isReversed.toggle() }
        let place = Self.columns.firstIndex(of: column) ?? 0
        column = Self.columns[(place + 1) % Self.columns.count]
    }

    var selected: QueryRow? { list.index(in: ids).map { rows[$0] } }
}
