/// A set of scalars, in lower case.
struct PatternSet: Sendable, Hashable {
    var ranges: [ClosedRange<UInt32>]
    var isNegated = false
    /// Sets within the set: `[\D_]`.
    var parts: [PatternSet] = []

    func contains(_ scalar: UnicodeScalar) -> Bool {
        let isIn = ranges.contains { $0.contains(scalar.value) } || parts.contains { $0.contains(scalar) }
        return isIn != isNegated
    }

    static let any = PatternSet(ranges: [], isNegated: true)
    static let digit = PatternSet(ranges: [0x30...0x39])
    static let word = PatternSet(ranges: [0x30...0x39, 0x5F...0x5F, 0x61...0x7A, 0xAA...0x10FFFF])
    static let space = PatternSet(ranges: [0x09...0x0D, 0x20...0x20, 0xA0...0xA0])

    var negated: PatternSet { PatternSet(ranges: ranges, isNegated: !isNegated, parts: parts) }
}

/// A regular expression as a tree.
indirect enum PatternNode: Sendable {
    case empty
    case set(PatternSet)
    case start
    case end
    case wordBoundary(Bool)
    case sequence([PatternNode])
    case choice([PatternNode])
    case repetition(PatternNode, minimum: Int, maximum: Int?)
}

/// Reads a regular expression. Groups nest at most ``depthLimit`` deep, so that no input can exhaust the stack.
struct PatternParser {
    static let depthLimit = 100
    static let repetitionLimit = 1_000

    private let characters: [UnicodeScalar]
    private var position = 0
    private var depth = 0

    init(_ pattern: String) { characters = Array(pattern.unicodeScalars) }

    mutating func parse() throws(PatternError) -> PatternNode {
        let node = try choice()
        if position < characters.count { throw error("`)` closes nothing; write `\\)` for the character") }
        return node
    }

    private mutating func choice() throws(PatternError) -> PatternNode {
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence() throws(PatternError) -> PatternNode {
        var items: [PatternNode] = []
        while let next = peek, next != "|", next != ")" {
            let item = try atom()
            items.append(try repeated(item))
        }
        return items.isEmpty ? .empty : .sequence(items)
    }

    private mutating func atom() throws(PatternError) -> PatternNode {
        guard let character = advance() else { return .empty }
        switch character {
        case ".": return .set(.any)
        case "^": return .start
        case "$": return .end
        case "(": return try group()
        case "[": return .set(try bracket())
        case "\\": return try escape()
        case "*", "+", "?":
            position -= 1
            throw error("`\(character)` repeats nothing; write `\\\(character)` for the character")
        default: return .set(PatternSet(ranges: [Self.range(character)]))
        }
    }

    private mutating func group() throws(PatternError) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        if depth > Self.depthLimit { throw error("groups nest deeper than \(Self.depthLimit)") }
        let start = position
        if take("?"), !take(":") { throw error("only `(?:` is understood of the groups that begin with `(?`") }
        let node = try choice()
        if !take(")") {
            position = max(0, start - 1)
            throw error("`(` is not closed; write `\\(` for the character")
        }
        return node
    }

    private mutating func repeated(_ item: PatternNode) throws(PatternError) -> PatternNode {
        var item = item
        while let next = peek {
            var bounds: (Int, Int?)
            switch next {
            case "*": bounds = (0, nil)
            case "+": bounds = (1, nil)
            case "?": bounds = (0, 1)
            case "{":
                guard let read = try braces() else { return item }
                bounds = read
                position -= 1
            default: return item
            }
            position += 1
            _ = take("?")
            // Repetitions of repetitions nest the tree as groups do.
            if case .repetition = item { depth += 1 }
            if depth > Self.depthLimit { throw error("repetitions nest deeper than \(Self.depthLimit)") }
            item = .repetition(item, minimum: bounds.0, maximum: bounds.1)
        }
        return item
    }

    /// `{m}`, `{m,}` or `{m,n}`; nil, and nothing taken, where a brace is no more than a character.
    private mutating func braces() throws(PatternError) -> (Int, Int?)? {
        let start = position
        position += 1
        guard let minimum = number() else {
            position = start
            return nil
        }
        var maximum: Int? = minimum
        if take(",") { maximum = number() }
        guard take("}") else {
            position = start
            return nil
        }
        let most = max(minimum, maximum ?? 0)
        if most > Self.repetitionLimit { throw error("more than \(Self.repetitionLimit) repetitions") }
        if let maximum, maximum < minimum { throw error("{\(minimum),\(maximum)} counts backwards") }
        return (minimum, maximum)
    }

    private mutating func number() -> Int? {
        var value: Int?
        while let digit = peek, (0x30...0x39).contains(digit.value) {
            value = min((value ?? 0) * 10 + Int(digit.value - 0x30), 1_000_000)
            position += 1
        }
        return value
    }
}

// MARK: - Sets and escapes

extension PatternParser {
    private mutating func escape() throws(PatternError) -> PatternNode {
        guard let character = advance() else { throw error("`\\` ends the pattern; write `\\\\` for the character") }
        switch character {
        case "b": return .wordBoundary(true)
        case "B": return .wordBoundary(false)
        case "1"..."9":
            throw error("`\\\(character)`: back references are not understood")
        default: return .set(Self.escaped(character))
        }
    }

    private static func escaped(_ character: UnicodeScalar) -> PatternSet {
        switch character {
        case "d": .digit
        case "D": PatternSet.digit.negated
        case "w": .word
        case "W": PatternSet.word.negated
        case "s": .space
        case "S": PatternSet.space.negated
        case "t": PatternSet(ranges: [9...9])
        case "n": PatternSet(ranges: [10...10])
        case "r": PatternSet(ranges: [13...13])
        default: PatternSet(ranges: [range(character)])
        }
    }

    private static func range(_ character: UnicodeScalar) -> ClosedRange<UInt32> {
        character.caseFolded.value...character.caseFolded.value
    }

    private mutating func bracket() throws(PatternError) -> PatternSet {
        let start = position
        var set = PatternSet(ranges: [])
        set.isNegated = take("^")
        var isFirst = true
        while let character = advance() {
            if character == "]", !isFirst { return set }
            isFirst = false
            if character == "\\" {
                guard let next = advance() else { break }
                set.parts.append(Self.escaped(next))
            } else {
                try addRange(from: character, to: &set)
            }
        }
        position = max(0, start - 1)
        throw error("`[` is not closed; write `\\[` for the character")
    }

    private mutating func addRange(from low: UnicodeScalar, to set: inout PatternSet) throws(PatternError) {
        guard peek == "-", position + 1 < characters.count, characters[position + 1] != "]" else {
            set.ranges.append(Self.range(low))
            return
        }
        position += 1
        guard let high = advance(), high.value >= low.value else { throw error("a range that counts backwards") }
        set.ranges.append(low.value...high.value)
        // Texts are compared in lower case, so that a range of capitals stands for its small letters too.
        let capitals = max(low.value, 65)...max(max(low.value, 65), min(high.value, 90))
        if low.value <= 90, high.value >= 65 { set.ranges.append(capitals.lowerBound + 32...capitals.upperBound + 32) }
    }

    private var peek: UnicodeScalar? { position < characters.count ? characters[position] : nil }

    private mutating func advance() -> UnicodeScalar? {
        guard let character = peek else { return nil }
        position += 1
        return character
    }

    private mutating func take(_ character: UnicodeScalar) -> Bool {
        guard peek == character else { return false }
        position += 1
        return true
    }

    private func error(_ problem: String) -> PatternError { PatternError(column: position + 1, problem: problem) }
}
