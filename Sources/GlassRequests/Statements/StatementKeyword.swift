/// Words that stand apart from the bracket behind them and take an operand, where a name would be a function's.
enum StatementKeyword: Hashable {
    case plain
    /// `IN`, `VALUES`
    case list
    case select
    /// `NULL`, `TRUE`, `FALSE`, `DEFAULT`: values where values are listed.
    case constant

    init?(_ word: RawSpan) {
        switch word.byteCount {
        case 2...7: break
        case 8...9 where Self.same(word, "RETURNING") || Self.same(word, "INTERSECT"):
            self = .plain
            return
        default: return nil
        }
        if Self.same(word, "IN") || Self.same(word, "VALUES") {
            self = .list
        } else if Self.same(word, "SELECT") || Self.same(word, "WITH") || Self.same(word, "TABLE") {
            self = .select
        } else if Self.constants.contains(where: { Self.same(word, $0) }) {
            self = .constant
        } else if Self.plainWords.contains(where: { Self.same(word, $0) }) {
            self = .plain
        } else {
            return nil
        }
    }

    private static let constants: [StaticString] = ["NULL", "TRUE", "FALSE", "DEFAULT"]
    private static let plainWords: [StaticString] = [
        "AND", "OR", "NOT", "AS", "ON", "BY", "IS", "ALL", "FROM", "JOIN", "WHERE", "HAVING", "USING", "CASE", "WHEN",
        "THEN", "ELSE", "LIKE", "ILIKE", "BETWEEN", "LIMIT", "OFFSET", "SET", "TO", "UNION", "EXCEPT", "OVER", "FILTER",
        "EXISTS", "DISTINCT", "LATERAL", "FETCH", "COPY", "CHECK", "KEY", "WITHIN",
        "STDIN", "STDOUT",
    ]

    /// Whether `word` is `other`, which is written in upper case.
    static func same(_ word: RawSpan, _ other: StaticString) -> Bool {
        guard word.byteCount == other.utf8CodeUnitCount else { return false }
        for index in 0..<word.byteCount where word.octet(index).upperCased != other.utf8Start[index] { return false }
        return true
    }
}

/// `SET name = value` takes values that look like names: they are hidden as well.
struct SettingGuard {
    private var sawSet = false
    private var isFirst = true
    private var canSet = false
    private(set) var hidesName = false

    /// Whether a word is a value; also takes note of it.
    mutating func hidesWord(_ word: RawSpan, depth: Int) -> Bool {
        if isFirst {
            isFirst = false
            sawSet = StatementKeyword.same(word, "SET")
            canSet = sawSet || StatementKeyword.same(word, "ALTER")
        }
        guard canSet else { return false }
        if hidesName { return true }
        if StatementKeyword.same(word, "SET") { sawSet = true }
        if sawSet, StatementKeyword.same(word, "TO") { hidesName = true }
        return false
    }

    mutating func sawSign(_ sign: UInt8) {
        if sawSet, sign == UInt8(ascii: "=") { hidesName = true }
    }
}
