/// Whether a condition holds for texts of a ``TextTable``, quickly for very many of them.
struct TextTester: Sendable {
    /// How a text is tested. Without payloads, which would be retained and released for every text.
    private enum Way {
        /// ``literal`` stands in it, in either case.
        case containing
        /// It is ``literal``, in either case.
        case equal, notEqual
        case matching, notMatching
        /// Nothing is quicker than the expression itself.
        case long
    }

    private let expression: FilterExpression
    private let way: Way
    /// ASCII in lower case.
    private var literal: [UInt8] = []
    private var automaton: PatternAutomaton?

    init(_ expression: FilterExpression) {
        self.expression = expression
        switch expression {
        case .pattern(_, let pattern, let isNegative):
            automaton = PatternAutomaton(pattern)
            way = isNegative ? .notMatching : .matching
        case .word(let matcher):
            automaton = matcher.pattern.map { PatternAutomaton($0) }
            literal = matcher.literal ?? []
            way = automaton != nil ? .matching : matcher.literal != nil ? .containing : .long
        case .comparison(_, let sign, .text(let text)):
            let isSimple = text.utf8.allSatisfy { $0 < 0x80 } && (sign == .equal || sign == .notEqual)
            literal = isSimple ? text.utf8.map(\.lowercased) : []
            way = isSimple ? (sign == .equal ? .equal : .notEqual) : .long
        default: way = .long
        }
    }

    mutating func holds(_ id: Int32, of texts: TextTable) -> Bool {
        texts.withBytes(of: id) { bytes in
            quickly(bytes) ?? expression.isTrue(String(decoding: bytes, as: UTF8.self))
        }
    }

    /// Nil where it takes the long way.
    private mutating func quickly(_ text: UnsafeBufferPointer<UInt8>) -> Bool? {
        switch way {
        case .containing: TextMatcher.find(literal, in: text)
        case .equal: isLiteral(text)
        case .notEqual: isLiteral(text).map { !$0 }
        case .matching: automaton?.matches(text)
        case .notMatching: automaton?.matches(text).map { !$0 }
        case .long: nil
        }
    }

    /// Nil for what is not all ASCII: its letters may be others in lower case.
    private func isLiteral(_ text: UnsafeBufferPointer<UInt8>) -> Bool? {
        guard text.allSatisfy({ $0 < 0x80 }) else { return nil }
        return text.count == literal.count && zip(text, literal).allSatisfy { $0.lowercased == $1 }
    }
}
