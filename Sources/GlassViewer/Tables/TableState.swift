import GlassAnalysis
import GlassModel
import GlassTerminal

/// A table as it is shown: filtered, sorted, with a selection.
struct TableState<Table: SortedTable>: Sendable where Table.Row: ShownRow, Table.Row.Column == Table.Column {
    /// Nil before it was shown. What is put here shows after ``TableTask/arrange``.
    var table: Table?
    private(set) var list = ListState<Table.ID>(holdsStill: Table.Row.holdsStill)
    private(set) var order = Table.firstOrder
    private(set) var filter = Filter.none
    /// The greatest values of columns with bars; none where they are to be taken from the rows on the screen.
    private(set) var peaks: [Table.Column: Double] = [:]
    private(set) var choice = ColumnChoice(usual: Table.Row.usualColumns)

    var ids: [Table.ID] { table?.ids ?? [] }

    /// Those that show, from left to right.
    var columns: [Table.Column] { choice.columns }

    func selected(of profile: Profile) -> Table.Row? { list.index(in: ids).flatMap { table?.row($0, of: profile) } }

    /// Goes to the first row, whatever stands in it.
    mutating func follow() { list.follow() }
}

/// What can be done to a table that is shown, whichever it is.
enum TableTask: Sendable {
    /// Sort and filter what is new.
    case arrange
    case move(by: Int)
    /// A place among the rows that are kept.
    case select(Int)
    case sortByNext
    case reverse
    /// By a column of this name; where rows are sorted by it already, the other way round.
    case sort(by: String)
    /// Shows or hides a column.
    case toggle(String)
    case resize(String, to: Int)
    /// Moves a column among the others.
    case shift(String, by: Int)
    case choose(TableColumns)
    case keep(String)
    case findNext(TextMatcher, step: Int)
}

/// What a table needs to know of the rest.
struct TableContext: Sendable {
    let profile: Profile
    let metric: Metric
    /// How many rows show.
    let height: Int
}

extension TableState {
    /// False where there is nothing that the task could be done to.
    @discardableResult
    mutating func perform(_ task: TableTask, in context: TableContext) throws(FilterError) -> Bool {
        switch task {
        case .arrange: break
        case .move(let rows): list.move(by: rows, in: ids, height: context.height)
        case .select(let row):
            guard ids.indices.contains(row) else { return false }
            list.select(row, in: ids, height: context.height)
        case .sortByNext: sort(by: nextColumn)
        case .reverse: order.isReversed.toggle()
        case .sort(let name): guard change(name, { $0.sort(by: $1) }) else { return false }
        case .toggle(let name):
            var isDone = false
            guard change(name, { isDone = $0.choice.toggle($1) }), isDone else { return false }
        case .resize(let name, let width): guard change(name, { $0.choice.resize($1, to: width) }) else { return false }
        case .shift(let name, let step): guard change(name, { $0.choice.shift($1, by: step) }) else { return false }
        case .choose(let wanted): choose(wanted)
        case .keep(let text): filter = try Filter(text, fields: Table.Row.filterFields)
        case .findNext(let matcher, let step): return find(matcher, step: step, in: context)
        }
        arrange(in: context)
        return true
    }

    /// False where there is no column of that name.
    private mutating func change(_ name: String, _ change: (inout Self, Table.Column) -> Void) -> Bool {
        guard let column = Table.Column(rawValue: name) else { return false }
        change(&self, column)
        return true
    }

    mutating func choose(_ wanted: TableColumns) {
        choice = ColumnChoice(usual: Table.Row.usualColumns, wanted)
        let column = wanted.sort.flatMap { Table.Column(rawValue: $0) } ?? Table.firstOrder.column
        order = TableOrder(column, isReversed: wanted.isReversed)
    }

    private mutating func sort(by column: Table.Column) {
        order = TableOrder(column, isReversed: column == order.column && !order.isReversed)
    }

    /// The one behind the column that is sorted by, of those that show.
    private var nextColumn: Table.Column {
        let first = Table.Row.sortedFirst.filter { columns.contains($0) }
        let all = first + columns.filter { !first.contains($0) }
        let place = all.firstIndex(of: order.column).map { $0 + 1 } ?? 0
        return all.isEmpty ? order.column : all[place % all.count]
    }

    private mutating func arrange(in context: TableContext) {
        let wasFiltered = table?.filter.text != filter.text
        if table?.arrange(order, filter: filter, metric: context.metric, of: context.profile) == true { measure() }
        // Where the selected row is filtered away, the first that is left is nearer than its old place.
        if wasFiltered, let selected = list.selected, !ids.contains(selected) { list.follow() }
        list.settle(in: ids, height: context.height)
    }

    /// Takes the greatest values of columns with bars, so that drawing need not.
    private mutating func measure() {
        peaks = [:]
        for column in Table.Row.barColumns { peaks[column] = table?.peak(of: column) }
    }

    private mutating func find(_ matcher: TextMatcher, step: Int, in context: TableContext) -> Bool {
        let count = ids.count
        guard let table, let current = list.index(in: ids) else { return false }
        for distance in 1...count {
            let place = ((current + step * distance) % count + count) % count
            guard table.row(place, of: context.profile).texts.contains(where: { matcher.matches($0) }) else { continue }
            list.select(place, in: ids, height: context.height)
            return true
        }
        return false
    }
}
