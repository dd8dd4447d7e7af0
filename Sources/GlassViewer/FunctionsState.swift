import GlassAnalysis
import GlassModel

/// The table of functions, as it is shown.
struct FunctionsState: Sendable {
    /// All rows there are; nil before the pane was shown.
    var table: FunctionTable?
    /// The rows that the filter keeps, sorted.
    private(set) var shown: FunctionTable?
    private(set) var rows: [FunctionRow] = []
    private(set) var ids: [FunctionID] = []
    var list = ListState<FunctionID>()
    var column = FunctionTable.Column.selfTime
    var isReversed = false
    var filter = Filter.none

    /// The order in which `s` goes through the columns.
    private static let columns: [FunctionTable.Column] = [.selfTime, .total, .name, .module]

    mutating func arrange(metric: Metric, height: Int) {
        guard var table else { return }
        if !filter.isEmpty { table.keep(filter) }
        table.sort(by: column, metric: metric, reversed: isReversed)
        shown = table
        rows = table.rows
        ids = rows.map(\.id)
        list.settle(in: ids, height: height)
    }

    mutating func sortByNextColumn() {
        let place = Self.columns.firstIndex(of: column) ?? 0
        column = Self.columns[(place + 1) % Self.columns.count]
    }

    var selected: FunctionRow? { list.index(in: ids).map { rows[$0] } }
}
