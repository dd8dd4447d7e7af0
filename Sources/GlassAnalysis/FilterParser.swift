import GlassModel

/// Reads the filter language. It nests at most ``depthLimit`` deep, so that no input can exhaust the stack.
struct FilterParser {
    static let depthLimit = 100

    private let characters: [Character]
    private let fields: [FilterField]
    private var position = 0
    private var depth = 0

    init(_ text: String, fields: [FilterField]) {
        characters = Array(text)
        self.fields = fields
    }

    mutating func parse() throws(FilterError) -> FilterExpression {
        skipBlanks()
        if position == characters.count { return .all([]) }
        let expression = try alternatives(after: nil)
        if position < characters.count { throw error(.unopenedGroup) }
        return expression
    }

    /// `a b or c d`: `or` binds weaker than standing side by side.
    private mutating func alternatives(after opener: String?) throws(FilterError) -> FilterExpression {
        var branches = [try conditions(after: opener)]
        while let word = takeKeyword("or") { branches.append(try conditions(after: word)) }
        return branches.count == 1 ? branches[0] : .any(branches)
    }

    private mutating func conditions(after word: String?) throws(FilterError) -> FilterExpression {
        var parts: [FilterExpression] = []
        var last = word
        skipBlanks()
        while position < characters.count, characters[position] != ")", !isAtKeyword("or") {
            if let word = takeKeyword("and") {
                if parts.isEmpty || last != nil { throw error(.conditionMissing(after: last)) }
                last = word
                continue
            }
            parts.append(try condition())
            last = nil
            skipBlanks()
        }
        if parts.isEmpty || last != nil { throw error(.conditionMissing(after: last)) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func condition() throws(FilterError) -> FilterExpression {
        depth += 1
        defer { depth -= 1 }
        if depth > Self.depthLimit { throw error(.tooDeep(limit: Self.depthLimit)) }
        if let word = takeKeyword("not") {
            if position == characters.count || characters[position] == ")" {
                throw error(.conditionMissing(after: word))
            }
            return .not(try condition())
        }
        if characters[position] == "(" { return try group() }
        return try comparisonOrWord()
    }

    private mutating func group() throws(FilterError) -> FilterExpression {
        let start = position
        position += 1
        let inner = try alternatives(after: "(")
        guard position < characters.count else { throw FilterError(column: start + 1, problem: .unclosedGroup) }
        position += 1
        skipBlanks()
        return inner
    }

    private mutating func comparisonOrWord() throws(FilterError) -> FilterExpression {
        let start = position
        if isAtQuote { return .word(TextMatcher(literal: try quoted())) }
        if takeOperator(.matching) { return .word(try matcher(try value(of: "~"), at: start)) }
        let word = bareWord()
        let afterWord = position
        guard let sign = takeOperator() else {
            position = afterWord
            return .word(TextMatcher(literal: word))
        }
        if word.isEmpty { throw FilterError(column: start + 1, problem: .operatorWithoutField(sign.rawValue)) }
        guard let field = fields.first(where: { $0.name == word.lowercased() }) else {
            throw FilterError(column: start + 1, problem: .unknownField(word, known: fields.map(\.name)))
        }
        return try comparison(field, sign)
    }

    private mutating func comparison(_ field: FilterField, _ sign: FilterOperator) throws(FilterError)
        -> FilterExpression
    {
        skipBlanks()
        let start = position
        let text = try value(of: field.name)
        if sign.isPattern {
            do {
                return .pattern(field: field.name, try TextPattern(text), isNegative: sign == .notMatching)
            } catch { throw FilterError(column: start + 1, problem: .pattern(error)) }
        }
        guard let wanted = field.kind.parse(text) else {
            throw FilterError(column: start + 1, problem: .wrongValue(text, field: field.name, wanted: field.kind))
        }
        return .comparison(field: field.name, sign, wanted)
    }

    private func matcher(_ pattern: String, at start: Int) throws(FilterError) -> TextMatcher {
        do { return try TextMatcher("~" + pattern) } catch {
            throw FilterError(column: start + 1, problem: .pattern(error))
        }
    }
}

// MARK: - Words

extension FilterParser {
    private var isAtQuote: Bool { position < characters.count && "\"'".contains(characters[position]) }

    private func error(_ problem: FilterError.Problem) -> FilterError {
        FilterError(column: position + 1, problem: problem)
    }

    private mutating func skipBlanks() {
        while position < characters.count, characters[position].isWhitespace { position += 1 }
    }

    private mutating func bareWord() -> String {
        let start = position
        while position < characters.count, !isAtEndOfBareWord { position += 1 }
        return String(characters[start..<position])
    }

    private var isAtEndOfBareWord: Bool {
        let character = characters[position]
        return character.isWhitespace || "()\"".contains(character) || operatorHere != nil
    }

    private var operatorHere: FilterOperator? {
        FilterOperator.allCases.first { sign in
            characters[position...].starts(with: sign.rawValue)
        }
    }

    /// An operator right here or behind blanks. Behind blanks `~` must also stand before blanks: `word ~pattern` is a
    /// word and a pattern, `field ~ pattern` a comparison.
    private mutating func takeOperator() -> FilterOperator? {
        let start = position
        skipBlanks()
        guard position < characters.count, let sign = operatorHere else { return nil }
        let end = position + sign.rawValue.count
        if sign == .matching, position > start, end < characters.count, !characters[end].isWhitespace { return nil }
        position = end
        return sign
    }

    private mutating func takeOperator(_ sign: FilterOperator) -> Bool {
        guard position < characters.count, operatorHere == sign else { return false }
        position += sign.rawValue.count
        return true
    }

    /// What a field is compared with: quoted, or all up to a blank or a `)` that closes nothing within it.
    private mutating func value(of field: String) throws(FilterError) -> String {
        if isAtQuote { return try quoted() }
        let start = position
        var open = 0
        while position < characters.count, !characters[position].isWhitespace {
            if characters[position] == "(" { open += 1 }
            if characters[position] == ")" { open -= 1 }
            if open < 0 { break }
            position += characters[position] == "\\" && position + 1 < characters.count ? 2 : 1
        }
        if start == position { throw error(.valueMissing(field: field)) }
        return String(characters[start..<position])
    }

    /// A quoted text; a backslash before a quote or a backslash takes away its meaning.
    private mutating func quoted() throws(FilterError) -> String {
        let start = position
        let quote = characters[position]
        position += 1
        var text = ""
        while position < characters.count, characters[position] != quote {
            let next = position + 1
            if characters[position] == "\\", next < characters.count, "\"'\\".contains(characters[next]) {
                position += 1
            }
            text.append(characters[position])
            position += 1
        }
        guard position < characters.count else { throw FilterError(column: start + 1, problem: .unclosedQuote) }
        position += 1
        return text
    }

    private func isAtKeyword(_ keyword: String) -> Bool {
        let end = position + keyword.count
        guard end <= characters.count, String(characters[position..<end]).lowercased() == keyword else { return false }
        return end == characters.count || characters[end].isWhitespace || "()\"'".contains(characters[end])
    }

    private mutating func takeKeyword(_ keyword: String) -> String? {
        skipBlanks()
        guard isAtKeyword(keyword) else { return nil }
        position += keyword.count
        skipBlanks()
        return keyword
    }
}

extension FilterField.Kind {
    /// A value as a person writes it; nil where it is none of this kind.
    func parse(_ text: String) -> FilterValue? {
        switch self {
        case .text: .text(text)
        case .number: Self.number(text).map { .number($0) }
        case .duration: text == "0" ? .duration(.zero) : DurationText.parse(text).map { .duration($0) }
        case .size: (SizeText.parse(text) ?? Int64(text)).map { .size($0) }
        case .percent: Self.number(text.hasSuffix("%") ? String(text.dropLast()) : text).map { .percent($0) }
        }
    }

    private static func number(_ text: String) -> Double? { Double(text).flatMap { $0.isFinite ? $0 : nil } }
}
