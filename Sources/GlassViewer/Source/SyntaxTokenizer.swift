/// What a piece of a line of source is.
enum SyntaxKind: Hashable, Sendable { case plain, comment, string, keyword, number }

/// Splits lines of source into pieces of one kind. It knows as much of a language as colours need, and takes anything.
struct SyntaxTokenizer {
    /// What a line begins within.
    enum State: Hashable, Sendable {
        case code
        /// So many comments deep.
        case comment(UInt8)
        /// Within a string that ends with so many of this byte.
        case string(quote: UInt8, count: UInt8)
    }

    struct Piece: Hashable, Sendable {
        let range: Range<Int>
        let kind: SyntaxKind
    }

    private let language: SyntaxLanguage
    private let lineComments: [[UInt8]]
    private var bytes: ArraySlice<UInt8> = []
    private var place = 0
    private var pieces: [Piece] = []
    private(set) var state = State.code

    init(_ language: SyntaxLanguage) {
        self.language = language
        lineComments = language.lineComments.map { Array($0.utf8) }
    }

    /// The pieces of one line, without its end, in order and without gaps. The next line begins in ``state``.
    mutating func pieces(of line: ArraySlice<UInt8>, from state: State) -> [Piece] {
        (bytes, place, pieces, self.state) = (line, line.startIndex, [], state)
        while place < bytes.endIndex {
            switch self.state {
            case .code: code()
            case .comment(let depth): comment(depth)
            case .string(let quote, let count): string(quote, count, begin: place)
            }
        }
        return pieces
    }

    private mutating func add(_ kind: SyntaxKind, from begin: Int) {
        guard begin < place else { return }
        if let last = pieces.last, last.kind == kind {
            pieces[pieces.count - 1] = Piece(range: last.range.lowerBound..<place, kind: kind)
        } else {
            pieces.append(Piece(range: begin..<place, kind: kind))
        }
    }

    private func byte(at index: Int) -> UInt8? { index < bytes.endIndex ? bytes[index] : nil }

    private func hasText(_ text: [UInt8], at index: Int) -> Bool { bytes[index...].starts(with: text) }

    private mutating func code() {
        let (begin, next) = (place, bytes[place])
        if lineComments.contains(where: { hasText($0, at: place) }) {
            place = bytes.endIndex
            add(.comment, from: begin)
        } else if language.hasBlockComments, hasText(Self.commentBegin, at: place) {
            place += 2
            add(.comment, from: begin)
            state = .comment(1)
        } else if language.quotes.contains(next) || (language.hasBackticks && next == Self.backtick) {
            quote(next)
        } else if language.hasCharacters, next == Self.apostrophe {
            character()
        } else if language.hasDirectives, next == UInt8(ascii: "#"), isFirst(begin) {
            place += 1
            while byte(at: place) == 0x20 { place += 1 }
            while let next = byte(at: place), Self.isWord(next) { place += 1 }
            add(.keyword, from: begin)
        } else if Self.isWord(next) {
            word()
        } else {
            place += 1
            add(.plain, from: begin)
        }
    }

    private func isFirst(_ index: Int) -> Bool { bytes[..<index].allSatisfy { $0 == 0x20 || $0 == 0x09 } }

    private mutating func word() {
        let begin = place
        while let next = byte(at: place), Self.isWord(next) { place += 1 }
        if (0x30...0x39).contains(bytes[begin]) {
            // The `.5` of a number; a name behind a number is a member of it.
            if byte(at: place) == UInt8(ascii: "."), let digit = byte(at: place + 1), (0x30...0x39).contains(digit) {
                place += 1
                while let next = byte(at: place), Self.isWord(next) { place += 1 }
            }
            return add(.number, from: begin)
        }
        let isKeyword = language.keywords.contains(String(decoding: bytes[begin..<place], as: UTF8.self))
        add(isKeyword ? .keyword : .plain, from: begin)
    }

    private mutating func comment(_ depth: UInt8) {
        let begin = place
        while place < bytes.endIndex {
            if hasText(Self.commentEnd, at: place) {
                place += 2
                state = depth > 1 ? .comment(depth - 1) : .code
                break
            }
            if language.nestsComments, depth < .max, hasText(Self.commentBegin, at: place) {
                place += 2
                state = .comment(depth + 1)
                break
            }
            place += 1
        }
        add(.comment, from: begin)
    }

    private mutating func quote(_ quote: UInt8) {
        let begin = place
        let isTriple = language.hasTripleQuotes && hasText([quote, quote, quote], at: place)
        place += isTriple ? 3 : 1
        state = .string(quote: quote, count: isTriple ? 3 : 1)
        string(quote, isTriple ? 3 : 1, begin: begin)
        // One that is not ended ends with its line, unless its kind goes on.
        if !isTriple, quote != Self.backtick { state = .code }
    }

    private mutating func string(_ quote: UInt8, _ count: UInt8, begin: Int) {
        let end = [UInt8](repeating: quote, count: Int(count))
        while place < bytes.endIndex {
            if bytes[place] == UInt8(ascii: "\\") {
                place = min(bytes.endIndex, place + 2)
            } else if hasText(end, at: place) {
                place += end.count
                state = .code
                break
            } else {
                place += 1
            }
        }
        add(.string, from: begin)
    }

    /// `'x'` or `'\n'`; any other `'` is plain.
    private mutating func character() {
        let begin = place
        var end = place + 1
        if byte(at: end) == UInt8(ascii: "\\") { end += 1 }
        end += 1
        while let next = byte(at: end), next != Self.apostrophe, end - begin < 12, Self.isWord(next) { end += 1 }
        let isCharacter = byte(at: end) == Self.apostrophe
        place = isCharacter ? end + 1 : begin + 1
        add(isCharacter ? .string : .plain, from: begin)
    }

    private static let commentBegin = Array("/*".utf8)
    private static let commentEnd = Array("*/".utf8)
    private static let backtick = UInt8(ascii: "`")
    private static let apostrophe = UInt8(ascii: "'")

    /// Letters, digits, `_`, and all that is not ASCII.
    private static func isWord(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte == 0x5F || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
            || (0x61...0x7A).contains(byte)
    }
}
