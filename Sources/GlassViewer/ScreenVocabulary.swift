import GlassAnalysis

/// The names by which a configuration speaks of the screen.
public enum ScreenVocabulary {
    public static let panes = Pane.allCases.map(\.rawValue)
    public static let metrics = Metric.allCases.map(\.rawValue)

    /// All that keys can ask for, each with its standard keys.
    public static let actions = Action.allCases.map { (name: $0.rawValue, keys: KeyMap.standard.names(of: $0)) }

    /// The tables, with all columns of each, those that usually show, and the one that rows are usually sorted by.
    public static let tables: [(name: String, columns: [String], usual: [String], sort: String)] = [
        table(.functions, FunctionTable.self), table(.threads, ThreadTable.self), table(.requests, RequestTable.self),
        table(.routes, RouteTable.self), table(.queries, QueryTable.self),
    ]

    private static func table<Table: SortedTable>(
        _ name: TableName, _ type: Table.Type
    ) -> (name: String, columns: [String], usual: [String], sort: String)
    where Table.Row: ShownRow, Table.Row.Column == Table.Column {
        let usual = Table.Row.usualColumns.map(\.rawValue)
        return (name.rawValue, Table.Column.allCases.map(\.rawValue), usual, Table.firstOrder.column.rawValue)
    }

    /// The one name of a key that may have several, such as `Tab` for `C-i`; nil for what is no name of a key.
    public static func keyName(_ name: String) -> String? { KeyName.press(name).map(KeyName.name(of:)) }
}
