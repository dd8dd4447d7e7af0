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
    private(set) var columns = Table.Row.usualColumns

    var ids: [Table.ID] { table?.ids ?? [] }

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
    /// By a column that shows, counted from the left; where rows are sorted by it already, the other way round.
    case sort(column: Int)
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
        case .sort(let index):
            guard columns.indices.contains(index) else { return false }
            sort(by: columns[index])
        case .keep(let text): filter = try Filter(text, fields: Table.Row.filterFields)
        case .findNext(let matcher, let step): return find(matcher, step: step, in: context)
        }
        arrange(in: context)
        return true
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
        table?.arrange(order, filter: filter, metric: context.metric, of: context.profile)
        // Where the selected row is filtered away, the first that is left is nearer than its old place.
        if wasFiltered, let selected = list.selected, !ids.contains(selected) { list.follow() }
        list.settle(in: ids, height: context.height)
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
