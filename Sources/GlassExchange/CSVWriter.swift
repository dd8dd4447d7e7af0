/// A cell of a CSV table.
public enum CSVCell: Hashable, Sendable {
    case text(String)
    case integer(Int64)
    case real(Double)
    case empty

    public static func optional(_ text: String?) -> CSVCell { text.map { .text($0) } ?? .empty }
    public static func optional(_ value: Int64?) -> CSVCell { value.map { .integer($0) } ?? .empty }
}

/// Writes lines as RFC 4180 says: they end in CRLF, and cells that need it stand in quotes. The tables that glass exports
/// are in this type's extensions, each with a header; units stand in the names of its columns.
///
/// A text that a spreadsheet would run as a formula gets an apostrophe before it, which spreadsheets take for "this is
/// text" and ``CSVText/original(_:)`` takes away again. Numbers are left as they are.
public enum CSVWriter {
    public static func line(_ cells: [CSVCell]) -> String {
        cells.map { CSVText.encode($0) }.joined(separator: ",") + "\r\n"
    }

    static func header(_ columns: [String]) -> String { line(columns.map { .text($0) }) }
}

/// How a text becomes a cell and back.
public enum CSVText {
    static func encode(_ cell: CSVCell) -> String {
        switch cell {
        case .empty: ""
        case .integer(let value): String(value)
        case .real(let value): value.isFinite ? String(value) : ""
        case .text(let text): quoted(harmless(PlainText.clean(text, keepsLines: true)))
        }
    }

    /// The text that a cell was made of, without control characters.
    public static func original(_ cell: String) -> String {
        cell.hasPrefix("'") && startsFormula(cell.drop { $0 == "'" }) ? String(cell.dropFirst()) : cell
    }

    /// Apostrophes that already stand there are kept apart by one more.
    private static func harmless(_ text: String) -> String {
        let bare = text.drop { $0 == "'" }
        guard startsFormula(bare) else { return text }
        return bare.count == text.count && isPlainNumber(text) ? text : "'" + text
    }

    private static func startsFormula(_ text: Substring) -> Bool {
        text.unicodeScalars.first.map { "=+-@\t\r".unicodeScalars.contains($0) } ?? false
    }

    private static func isPlainNumber(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
            && Double(text)?.isFinite == true
    }

    private static func quoted(_ text: String) -> String {
        let needsQuotes = text.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
        let hasOuterBlank = text.utf8.first == 0x20 || text.utf8.last == 0x20
        guard needsQuotes || hasOuterBlank else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
