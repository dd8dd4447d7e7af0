/// A statement without its values: what differs only in values, in whitespace or in comments is one.
public struct NormalisedStatement: Hashable, Sendable {
    /// Its first keyword in upper case: `SELECT`, `INSERT`, `WITH`.
    public var method: String
    /// `SELECT * FROM item WHERE id = ?`. Printable, of bounded length; ends in `…` where something is left out.
    public var text: String

    public init(method: String, text: String) {
        self.method = method
        self.text = text
    }
}
