import GlassAnalysis
import GlassModel

/// The table of threads, as it is shown.
struct ThreadsState: Sendable {
    /// All rows there are; nil before the pane was shown.
    var table: ThreadTable?
    /// The rows that the filter keeps, sorted.
    private(set) var shown: ThreadTable?
    private(set) var rows: [ThreadRow] = []
    private(set) var ids: [ThreadKey] = []
    var list = ListState<ThreadKey>()
    var column = ThreadTable.Column.cpu
    var isReversed = false
    var filter = Filter.none

    /// The order in which `s` goes through the columns.
    private static let columns: [ThreadTable.Column] = [.cpu, .wall, .waiting, .name, .tid, .state]

    mutating func arrange(height: Int) {
        guard var table else { return }
        if !filter.isEmpty { table.keep(filter) }
        table.sort(by: column, reversed: isReversed)
        shown = table
        rows = table.rows
        ids = rows.map(\.thread.key)
        list.settle(in: ids, height: height)
    }

    mutating func sortByNextColumn() {
        let place = Self.columns.firstIndex(of: column) ?? 0
        column = Self.columns[(place + 1) % Self.columns.count]
    }

    var selected: ThreadRow? { list.index(in: ids).map { rows[$0] } }
}
