/// A statement without its values: what differs only in values, in whitespace or in comments is one.
public struct NormalisedStatement: Hashable, Sendable {
    /// Its first keyword in upper case: `SELECT`, `INSERT`, `WITH`; `SQL` where it starts with none.
    public var method: String
    /// `SELECT * FROM item WHERE id = ?`. Printable, of bounded length; ends in `…` where something is left out.
    public var text: String

    public init(method: String, text: String) {
        self.method = method
        self.text = text
    }
}

/// Takes the values out of SQL. What cannot be told from a value for sure is left out too.
public enum StatementNormaliser {
    /// The longest text that is given, in bytes.
    public static let maximumLength = 2_000
    /// The most statements of one text that are told apart.
    static let maximumStatements = 256

    /// The statements of a text, which semicolons part.
    ///
    /// - Parameter isTruncated: more of the text was sent than is known; a literal may lack its end.
    public static func statements(in sql: RawSpan, isTruncated: Bool = false) -> [NormalisedStatement] {
        var statements: [NormalisedStatement] = []
        var (lexer, writer) = (StatementLexer(), StatementWriter())
        while statements.count < maximumStatements {
            let token = lexer.next(sql)
            switch token {
            case .end:
                append(writer.finish(isCut: isTruncated), to: &statements)
                return statements
            case .unreadable:
                writer.write(.literal, sql.extracting(lexer.start..<lexer.start))
                append(writer.finish(isCut: true), to: &statements)
                return statements
            case .mark(UInt8(ascii: ";")) where writer.depth == 0:
                append(writer.finish(isCut: false), to: &statements)
                writer = StatementWriter()
            default:
                writer.write(token, sql.extracting(lexer.start..<lexer.end))
            }
        }
        return statements
    }

    /// The first statement of a text.
    public static func normalise(_ sql: String, isTruncated: Bool = false) -> NormalisedStatement {
        let bytes = Array(sql.utf8)
        return statements(in: bytes.span.bytes, isTruncated: isTruncated).first
            ?? NormalisedStatement(method: "SQL", text: "")
    }

    private static func append(_ statement: NormalisedStatement?, to statements: inout [NormalisedStatement]) {
        if let statement { statements.append(statement) }
    }
}
