import GlassModel

/// A row of a ``RowTable``.
public protocol TableRow: FilterSubject, Sendable {
    associatedtype Column: TableColumn
    associatedtype ID: Hashable & Sendable

    /// The order before anybody asks for another.
    static var firstOrder: TableOrder<Column> { get }
    var id: ID { get }
    /// Nil where it is not known. Values of one column are of one kind.
    func value(of column: Column, metric: Metric) -> FilterValue?
    /// The order of rows that are equal in the column that is sorted by.
    static func isBefore(_ left: Self, _ right: Self) -> Bool
}

/// A table of rows that were made at once: as many as there are functions, threads, routes.
public struct RowTable<Row: TableRow>: SortedTable {
    public typealias Column = Row.Column

    private let all: [Row]
    /// Those that the filter keeps, sorted.
    public private(set) var rows: [Row]
    public private(set) var ids: [Row.ID]
    public private(set) var filter = Filter.none
    /// Nil as long as nobody has asked for one.
    private var order: TableOrder<Column>?
    private var metric = Metric.cpu

    init(_ rows: [Row]) {
        (all, self.rows, ids) = (rows, rows, rows.map(\.id))
    }

    public static var firstOrder: TableOrder<Column> { Row.firstOrder }
    public var countOfAll: Int { all.count }

    public func row(_ index: Int, of profile: Profile) -> Row { rows[index] }

    public func peak(of column: Column) -> Double? {
        rows.lazy.compactMap { $0.value(of: column, metric: metric)?.magnitude }.max()
    }

    @discardableResult
    public mutating func arrange(
        _ order: TableOrder<Column>, filter: Filter, metric: Metric = .cpu, of profile: Profile
    ) -> Bool {
        let isSame = (order, metric) == (self.order, self.metric)
        if isSame, filter.text == self.filter.text { return false }
        (self.order, self.metric) = (order, metric)
        if filter.text == self.filter.text { sort() } else { keep(filter) }
        return true
    }

    /// Keeps the rows that match, in their order.
    public mutating func keep(_ filter: Filter) {
        self.filter = filter
        rows = filter.isEmpty ? all : all.filter { filter.matches($0) }
        sort()
    }

    /// Sorts by a column: texts rising and figures falling unless `reversed`.
    public mutating func sort(by column: Column, metric: Metric = .cpu, reversed: Bool = false) {
        order = TableOrder(column, isReversed: reversed)
        self.metric = metric
        sort()
    }

    private mutating func sort() {
        defer { ids = rows.map(\.id) }
        guard let order else { return }
        let keys = SortKeys(rows.map { $0.value(of: order.column, metric: metric) })
        let isRising = order.isRising
        let sorted = rows.indices.sorted { left, right in
            keys.isBefore(left, right, isRising: isRising) ?? Row.isBefore(rows[left], rows[right])
        }
        rows = sorted.map { rows[$0] }
    }
}

/// The values of a column, made ready to be compared. What is not known counts as least among figures and comes last
/// among texts.
private enum SortKeys {
    case figures([Double])
    case texts([String])

    init(_ values: [FilterValue?]) {
        let areTexts = values.contains { if case .text = $0 { true } else { false } }
        self = areTexts ? .texts(values.map { $0?.text ?? "\u{10FFFD}" }) : .figures(values.map { $0?.magnitude ?? -1 })
    }

    /// Nil for equal ones.
    func isBefore(_ left: Int, _ right: Int, isRising: Bool) -> Bool? {
        switch self {
        case .figures(let values):
            values[left] == values[right] ? nil : (values[left] < values[right]) == isRising
        case .texts(let values):
            values[left] == values[right] ? nil : (values[left] < values[right]) == isRising
        }
    }
}
