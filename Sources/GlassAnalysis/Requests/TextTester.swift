/// Whether a condition holds for texts of a ``TextTable``, quickly for very many of them.
struct TextTester: Sendable {
    private let expression: FilterExpression
    private var automaton: PatternAutomaton?
    /// What a text must equal, in lower case and all ASCII.
    private let literal: [UInt8]?

    init(_ expression: FilterExpression) {
        self.expression = expression
        switch expression {
        case .pattern(_, let pattern, _): automaton = PatternAutomaton(pattern)
        case .word(let matcher): automaton = matcher.pattern.map { PatternAutomaton($0) }
        default: automaton = nil
        }
        if case .comparison(_, let sign, .text(let text)) = expression, sign == .equal || sign == .notEqual,
            text.utf8.allSatisfy({ $0 < 0x80 })
        {
            literal = Array(text.lowercased().utf8)
        } else {
            literal = nil
        }
    }

    mutating func holds(_ id: Int32, of texts: TextTable) -> Bool {
        texts.withBytes(of: id) { bytes in
            if let answer = quickly(bytes) { return answer }
            return expression.isTrue(String(decoding: bytes, as: UTF8.self))
        }
    }

    /// Nil where it takes the long way.
    private mutating func quickly(_ text: UnsafeBufferPointer<UInt8>) -> Bool? {
        switch expression {
        case .pattern(_, _, let isNegative): return automaton?.matches(text).map { $0 != isNegative }
        case .word(let matcher): return automaton == nil ? matcher.matches(utf8: text) : automaton?.matches(text)
        case .comparison(_, let sign, _):
            guard let literal, text.allSatisfy({ $0 < 0x80 }) else { return nil }
            let isEqual = text.count == literal.count && zip(text, literal).allSatisfy { $0.lowercased == $1 }
            return isEqual != sign.isNegative
        default: return nil
        }
    }
}
