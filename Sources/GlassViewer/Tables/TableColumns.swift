import GlassAnalysis

/// Which columns a table shows, as a configuration says it. Names are those of the table's columns; one that a table
/// does not have is passed over.
public struct TableColumns: Hashable, Sendable {
    /// From left to right; empty for the usual ones.
    public var names: [String]
    /// In cells, of those columns that are not as wide as usual.
    public var widths: [String: Int]
    /// What rows are sorted by; nil for what is usual.
    public var sort: String?
    /// Against the column's own direction: texts falling, figures rising.
    public var isReversed: Bool

    public init(names: [String] = [], widths: [String: Int] = [:], sort: String? = nil, isReversed: Bool = false) {
        self.names = names
        self.widths = widths
        self.sort = sort
        self.isReversed = isReversed
    }
}

/// The tables, by their names in a configuration.
public enum TableName: String, CaseIterable, Sendable {
    case functions, threads, requests, routes, queries
}
