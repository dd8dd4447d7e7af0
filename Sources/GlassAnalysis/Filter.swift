import GlassModel

/// A value that a filter compares.
public enum FilterValue: Hashable, Sendable {
    case text(String)
    case number(Double)
    case duration(Nanoseconds)
    /// In bytes.
    case size(Int64)
    /// 0 … 100.
    case percent(Double)

    /// As a pattern sees it.
    var text: String {
        switch self {
        case .text(let text): text
        case .number(let number), .percent(let number): Int64(exactly: number).map { String($0) } ?? String(number)
        case .duration(let time): DurationText.format(time)
        case .size(let bytes): String(bytes)
        }
    }

    /// What orders values of one kind; nil for a text.
    var magnitude: Double? {
        switch self {
        case .text: nil
        case .number(let number), .percent(let number): number
        case .duration(let time): Double(time.rawValue)
        case .size(let bytes): Double(bytes)
        }
    }
}

/// A field that can be asked for, and what it holds.
public struct FilterField: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case text, number, duration, size, percent
    }

    public let name: String
    public let kind: Kind

    public init(_ name: String, _ kind: Kind) {
        self.name = name
        self.kind = kind
    }
}

/// What a filter looks at: a row of a table, a request.
public protocol FilterSubject {
    /// All fields that ``value(of:)`` may know.
    static var filterFields: [FilterField] { get }
    /// Nil where this subject has no such value: it then fails every comparison but `!=` and `!~`.
    func value(of field: String) -> FilterValue?
    /// What a bare word is looked for in.
    var texts: [String] { get }
}

/// A condition on rows, in the language that all of glass shares:
///
///     status>=500 duration>50ms route~^/items method=POST word
///     not (module=libc.so.6 or function~^_) "two words"
///
/// Conditions side by side must all hold; `or` joins alternatives, `not` and `( )` do what they say. A comparison is a
/// field, one of `= != < <= > >=`, `~` (matches a regular expression) or `!~`, and a value; times have a unit (`250ms`),
/// sizes may have one (`64kB`), shares may end in `%`. A bare word, or `~` with a regular expression, is looked for in
/// all texts of a row. Letters match in either case everywhere. Quotes make one value of anything.
public struct Filter: Sendable {
    public let text: String
    let expression: FilterExpression

    /// Matches everything.
    public static let none = Filter(text: "", expression: .all([]))

    init(text: String, expression: FilterExpression) {
        self.text = text
        self.expression = expression
    }

    /// Throws ``FilterError``, which says where, and for an unknown field which ones there are.
    public init(_ text: String, fields: [FilterField]) throws(FilterError) {
        var parser = FilterParser(text, fields: fields)
        self.init(text: text, expression: try parser.parse())
    }

    public var isEmpty: Bool { if case .all(let parts) = expression { parts.isEmpty } else { false } }

    public func matches(_ subject: some FilterSubject) -> Bool { expression.matches(subject) }
}

/// Where a filter makes no sense.
public struct FilterError: Error, Hashable, CustomStringConvertible {
    public enum Problem: Hashable, Sendable {
        case unknownField(String, known: [String])
        case valueMissing(field: String)
        case wrongValue(String, field: String, wanted: FilterField.Kind)
        case pattern(PatternError)
        case unclosedQuote
        case unclosedGroup
        case unopenedGroup
        /// After a word or a bracket; nil for the very beginning.
        case conditionMissing(after: String?)
        case operatorWithoutField(String)
        case tooDeep(limit: Int)
    }

    /// Counted in characters, from 1.
    public let column: Int
    public let problem: Problem

    public var description: String { "at column \(column): \(problem.wording)" }
}

extension FilterError.Problem {
    fileprivate var wording: String {
        switch self {
        case .unknownField(let name, let known):
            Self.unknown(name, known)
                + "; there are \(known.joined(separator: ", ")) (to search for this text, quote it)"
        case .valueMissing(let field): "`\(field)` is compared with nothing"
        case .wrongValue(let value, let field, let wanted): "`\(field)` wants \(wanted.wording), not `\(value)`"
        case .pattern(let error): error.description
        case .unclosedQuote: "a quote that is not closed"
        case .unclosedGroup: "`(` is not closed"
        case .unopenedGroup: "`)` closes nothing"
        case .conditionMissing(let word): "a condition is missing" + (word.map { " after `\($0)`" } ?? "")
        case .operatorWithoutField(let sign): "`\(sign)` needs a field before it"
        case .tooDeep(let limit): "`not` and `( )` nest deeper than \(limit)"
        }
    }

    /// With the fields that were perhaps meant, so that they are read first.
    private static func unknown(_ name: String, _ known: [String]) -> String {
        let meant = SimilarNames.of(name, among: known, limit: 3)
        return "no field `\(name)`" + (meant.isEmpty ? "" : ", perhaps " + meant.joined(separator: " or "))
    }
}

extension FilterField.Kind {
    fileprivate var wording: String {
        switch self {
        case .text: "a text"
        case .number: "a number"
        case .duration: "a time such as `250ms`, `10s` or `5m`"
        case .size: "a size such as `64kB` or `10MB`"
        case .percent: "a share such as `5%`"
        }
    }
}
