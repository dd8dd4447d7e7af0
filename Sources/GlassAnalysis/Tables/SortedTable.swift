import GlassModel

/// A column of a table. The raw value names it in a configuration.
public protocol TableColumn: RawRepresentable<String>, CaseIterable, Hashable, Sendable where AllCases == [Self] {
    /// Texts are shown rising, figures falling, unless the order is reversed.
    var isRising: Bool { get }
}

/// What the rows of a table are sorted by.
public struct TableOrder<Column: TableColumn>: Hashable, Sendable {
    public var column: Column
    /// Against the column's own direction.
    public var isReversed: Bool

    public init(_ column: Column, isReversed: Bool = false) {
        self.column = column
        self.isReversed = isReversed
    }

    public var isRising: Bool { column.isRising != isReversed }
}

/// A table that is filtered and sorted by its columns.
public protocol SortedTable: Sendable {
    associatedtype Column: TableColumn
    associatedtype Row: FilterSubject & Sendable
    associatedtype ID: Hashable & Sendable

    /// The order before anybody asks for another.
    static var firstOrder: TableOrder<Column> { get }
    /// What tells the rows apart, of those that the filter keeps, in their order.
    var ids: [ID] { get }
    /// How many rows there are before the filter.
    var countOfAll: Int { get }
    var filter: Filter { get }
    /// - Parameter index: A place in ``ids``.
    func row(_ index: Int, of profile: Profile) -> Row
    /// The greatest value of a column, for bars; nil where there are too many rows to look at each.
    func peak(of column: Column) -> Double?
    /// Keeps the rows that match and sorts them. What has not changed costs nothing; false where nothing has.
    @discardableResult
    mutating func arrange(_ order: TableOrder<Column>, filter: Filter, metric: Metric, of profile: Profile) -> Bool
}
