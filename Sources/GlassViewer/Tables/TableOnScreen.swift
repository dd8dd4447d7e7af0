import GlassAnalysis
import GlassModel
import GlassTerminal

/// What drawing and the mouse need to know of a table, whichever it is.
protocol TableOnScreen: Sendable {
    var name: TableName { get }
    /// Whether there is anything to show, be it no rows.
    var isRead: Bool { get }
    var count: Int { get }
    var countOfAll: Int { get }
    var filter: Filter { get }
    /// The first row that shows.
    var top: Int { get }
    var selectedIndex: Int? { get }
    /// Those that were chosen, from left to right, by name and by look.
    var names: [String] { get }
    var looks: [ColumnLook] { get }
    /// All there are.
    var items: [ColumnItem] { get }
    var sorted: SortedColumn? { get }
    func row(_ index: Int, in context: CellContext) -> RowOnScreen
    /// What is copied of the row that is selected: its name, or all of it with a tab between two columns.
    func copy(_ part: CopiedPart, in context: CellContext) -> String?
    /// The greatest value of a column, for bars; nil where it is to be taken from the rows on the screen.
    func peak(ofColumn index: Int) -> Double?
}

/// The column that rows are sorted by, counted from the left.
struct SortedColumn: Hashable, Sendable {
    let index: Int
    let isRising: Bool
}

/// How much of a row is copied.
enum CopiedPart: Sendable {
    case name, row
}

/// A row of a table as cells.
struct RowOnScreen {
    let mark: Theme.Role?
    /// The cell of a column in so many columns of the screen.
    let cell: (_ column: Int, _ width: Int) -> TableCell
}

extension TableState: TableOnScreen {
    var name: TableName { Table.Row.tableName }
    var isRead: Bool { table != nil }
    var count: Int { ids.count }
    var countOfAll: Int { table?.countOfAll ?? 0 }
    var top: Int { list.top }
    var selectedIndex: Int? { list.index(in: ids) }
    var names: [String] { columns.map(\.rawValue) }
    var looks: [ColumnLook] { columns.map { look(of: $0) } }

    var items: [ColumnItem] {
        choice.all.map { column in
            ColumnItem(
                name: column.rawValue, look: look(of: column), isShown: choice.shown.contains(column),
                isResized: choice.widths[column] != nil, isRising: column == order.column ? order.isRising : nil)
        }
    }

    private func look(of column: Table.Column) -> ColumnLook {
        var look = Table.Row.look(of: column)
        look.width = choice.widths[column] ?? look.width
        return look
    }

    var sorted: SortedColumn? {
        columns.firstIndex(of: order.column).map { SortedColumn(index: $0, isRising: order.isRising) }
    }

    func row(_ index: Int, in context: CellContext) -> RowOnScreen {
        guard let table, ids.indices.contains(index) else {
            return RowOnScreen(mark: nil) { _, _ in TableCell(text: "") }
        }
        let row = table.row(index, of: context.profile)
        return RowOnScreen(mark: row.warning) { column, width in
            var context = context
            context.width = width
            return row.cell(columns[column], in: context)
        }
    }

    func copy(_ part: CopiedPart, in context: CellContext) -> String? {
        guard let row = selected(of: context.profile) else { return nil }
        if part == .name { return sanitize(row.copiedName) }
        var context = context
        // As wide as any cell may want to be.
        context.width = ColumnChoice<Table.Column>.possibleWidths.upperBound
        return columns.map { sanitize(row.cell($0, in: context).text) }.joined(separator: "\t")
    }

    func peak(ofColumn index: Int) -> Double? { peaks[columns[index]] }
}
