/// Writes the tokens of one statement in one spelling: one blank where blanks are due, `?` for each value.
struct StatementWriter {
    /// What was written last, as far as the blank behind it depends on it.
    private enum Previous: Hashable {
        case nothing, word, keyword, name, value, sign, open, close, comma, joint
    }

    /// How many brackets are open.
    private(set) var depth = 0
    private var written: [UInt8] = []
    private var previous = Previous.nothing
    private var method = ""
    private var lists = StatementLists()
    private var hiding = SettingGuard()
    /// A plus or minus that may belong to the number that comes next.
    private var heldSign: UInt8?
    private var isFull = false

    init() { written.reserveCapacity(128) }

    mutating func write(_ token: StatementLexer.Token, _ text: RawSpan) {
        guard !isFull else { return track(token) }
        if let sign = heldSign {
            heldSign = nil
            if token != .literal { append(.sign) { $0.append(sign) } }
        }
        switch token {
        case .word: word(text)
        case .quotedName: quotedName(text)
        case .literal: value()
        case .sign: sign(text)
        case .cast: append(.joint, blank: false) { $0.append(contentsOf: "::".utf8) }
        case .mark(let byte): mark(byte)
        case .unreadable, .end: break
        }
        // Twice the limit, because a list that is folded when it ends takes more room until then.
        isFull = written.count > 2 * StatementNormaliser.maximumLength
    }

    /// The statement; nil where there was not one token.
    mutating func finish(isCut: Bool) -> NormalisedStatement? {
        guard previous != .nothing || heldSign != nil else { return nil }
        lists.end(&written, isCut: isCut || isFull)
        let text = PrintableStatement.text(written, isCut: isCut || isFull)
        return NormalisedStatement(method: method.isEmpty ? "SQL" : method, text: text)
    }

    // MARK: Tokens

    private mutating func word(_ text: RawSpan) {
        let keyword = StatementKeyword(text)
        if method.isEmpty, previous == .nothing || previous == .open { method = PrintableStatement.method(text) }
        if hiding.hidesWord(text, depth: depth) { return value() }
        if lists.isInside, keyword == .constant { return value() }
        lists.beforeWord(isSelect: keyword == .select, depth: depth, &written)
        append(keyword == nil ? .word : .keyword) { written in
            for index in 0..<text.byteCount { written.append(text.octet(index)) }
        }
        if keyword == .list { lists.openValues(text, depth: depth) }
    }

    private mutating func quotedName(_ text: RawSpan) {
        if hiding.hidesName { return value() }
        lists.beforeOther(depth: depth, &written)
        append(.name) { written in
            for index in 0..<text.byteCount {
                let byte = text.octet(index)
                if byte < 0x20 || byte == 0x7F {
                    written.append(contentsOf: "\u{FFFD}".utf8)
                } else {
                    written.append(byte)
                }
            }
        }
    }

    private mutating func value() {
        lists.beforeOther(depth: depth, &written)
        append(.value) { $0.append(UInt8(ascii: "?")) }
    }

    private mutating func sign(_ text: RawSpan) {
        let first = text.octet(0)
        if text.byteCount == 1 { hiding.sawSign(first) }
        let isPlusOrMinus = first == UInt8(ascii: "+") || first == UInt8(ascii: "-")
        if text.byteCount == 1, isPlusOrMinus, startsOperand {
            heldSign = first
            return
        }
        lists.beforeOther(depth: depth, &written)
        append(.sign) { written in
            for index in 0..<text.byteCount { written.append(text.octet(index)) }
        }
    }

    /// Whether what comes next cannot be the right side of a sum or a difference.
    private var startsOperand: Bool {
        switch previous {
        case .nothing, .keyword, .sign, .open, .comma: true
        default: false
        }
    }

    private mutating func mark(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "("), UInt8(ascii: "["): open(byte)
        case UInt8(ascii: ")"), UInt8(ascii: "]"):
            lists.beforeClose(depth: depth, &written)
            depth = max(0, depth - 1)
            append(.close, blank: false) { $0.append(byte) }
        case UInt8(ascii: ","):
            lists.beforeComma(depth: depth, &written)
            append(.comma, blank: false) { $0.append(byte) }
        case UInt8(ascii: "."), UInt8(ascii: ":"): append(.joint, blank: false) { $0.append(byte) }
        default:
            lists.beforeOther(depth: depth, &written)
            append(.sign) { $0.append(byte) }
        }
    }

    private mutating func open(_ byte: UInt8) {
        let opensList = lists.opens(
            byte, after: written, isElement: previous == .open || previous == .comma, depth: depth)
        let isApart = byte == UInt8(ascii: "(") ? [.keyword, .comma, .sign, .value].contains(previous) : false
        append(.open, blank: isApart || previous == .comma || previous == .sign) { $0.append(byte) }
        depth += 1
        if opensList { lists.open(byte, depth: depth) }
    }

    /// Brackets are counted also where nothing is written any more: they tell where a statement ends.
    private mutating func track(_ token: StatementLexer.Token) {
        switch token {
        case .mark(UInt8(ascii: "(")), .mark(UInt8(ascii: "[")): depth += 1
        case .mark(UInt8(ascii: ")")), .mark(UInt8(ascii: "]")): depth = max(0, depth - 1)
        default: break
        }
    }

    private mutating func append(_ kind: Previous, blank: Bool = true, _ body: (inout [UInt8]) -> Void) {
        if blank, ![.nothing, .open, .joint].contains(previous) { written.append(UInt8(ascii: " ")) }
        lists.startElement(at: written.count, isComma: kind == .comma)
        body(&written)
        previous = kind
    }
}
