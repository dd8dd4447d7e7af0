import GlassModel

/// How a field is compared with a value.
enum FilterOperator: String, CaseIterable, Sendable {
    // The longer ones first: `<=` is not `<` and a value that begins with `=`.
    case notEqual = "!="
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case notMatching = "!~"
    case equal = "="
    case less = "<"
    case greater = ">"
    case matching = "~"

    var isNegative: Bool { self == .notEqual || self == .notMatching }
    var isPattern: Bool { self == .matching || self == .notMatching }

    func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
        switch self {
        case .equal, .matching: left == right
        case .notEqual, .notMatching: left != right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        }
    }
}

/// A filter as a tree; no deeper than its parser allows, so that walking it needs little stack.
indirect enum FilterExpression: Sendable {
    case all([FilterExpression])
    case any([FilterExpression])
    case not(FilterExpression)
    case comparison(field: String, FilterOperator, FilterValue)
    case pattern(field: String, TextPattern, isNegative: Bool)
    case word(TextMatcher)

    func matches(_ subject: some FilterSubject) -> Bool {
        switch self {
        case .all(let parts): parts.allSatisfy { $0.matches(subject) }
        case .any(let parts): parts.contains { $0.matches(subject) }
        case .not(let part): !part.matches(subject)
        case .word(let matcher): subject.texts.contains { matcher.matches($0) }
        case .pattern(let field, let pattern, let isNegative):
            subject.value(of: field).map { pattern.matches($0.text) != isNegative } ?? isNegative
        case .comparison(let field, let sign, let wanted):
            subject.value(of: field).map { Self.compare($0, sign, wanted) } ?? sign.isNegative
        }
    }

    static func compare(_ value: FilterValue, _ sign: FilterOperator, _ wanted: FilterValue) -> Bool {
        if let left = value.magnitude, let right = wanted.magnitude { return sign.holds(left, right) }
        return sign.holds(value.text.lowercased(), wanted.text.lowercased())
    }
}

extension FilterExpression {
    /// Whether all that this one keeps is surely also kept by another: `/items stat` refines `/item`.
    func refines(_ other: FilterExpression) -> Bool {
        other.parts.allSatisfy { old in parts.contains { $0.implies(old) } }
    }

    private var parts: [FilterExpression] { if case .all(let parts) = self { parts } else { [self] } }

    private func implies(_ other: FilterExpression) -> Bool {
        switch (self, other) {
        case (.word(let mine), .word(let theirs)): mine.implies(theirs)
        case (.comparison(let field, let sign, let value), .comparison(let field2, let sign2, let value2)):
            field == field2 && sign == sign2 && value == value2
        case (.pattern(let field, let pattern, let negative), .pattern(let field2, let pattern2, let negative2)):
            field == field2 && pattern == pattern2 && negative == negative2
        default: false
        }
    }
}
