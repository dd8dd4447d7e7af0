import GlassModel

/// A file of source as it was read, with what is needed to show any of its lines at once.
struct SourceText: Sendable {
    /// Where it was found.
    let path: String
    /// When it was last changed.
    let modified: Timestamp
    private let bytes: [UInt8]
    /// Where each line begins.
    private var starts: [Int32] = [0]
    private let language: SyntaxLanguage?
    /// What each line begins within; empty where no language is known.
    private var states: [SyntaxTokenizer.State] = []

    /// Columns between two places that a tab goes to.
    private static let tabWidth = 4
    /// Bytes of a line that are shown; only code that no person wrote has longer ones.
    private static let lineLimit = 2_000

    init(path: String, modified: Timestamp, bytes: [UInt8]) {
        (self.path, self.modified, self.bytes) = (path, modified, bytes)
        language = SyntaxLanguage(path: path)
        for (index, byte) in bytes.enumerated() where byte == 0x0A && index + 1 < bytes.count {
            starts.append(Int32(clamping: index + 1))
        }
        guard let language else { return }
        var tokenizer = SyntaxTokenizer(language)
        states.reserveCapacity(starts.count)
        for line in starts.indices {
            states.append(tokenizer.state)
            _ = tokenizer.pieces(of: content(line), from: tokenizer.state)
        }
    }

    /// How many lines there are; an empty file has one.
    var count: Int { starts.count }

    /// The bytes of a line, counted from 0, without its end.
    private func content(_ line: Int) -> ArraySlice<UInt8> {
        guard starts.indices.contains(line) else { return [] }
        let end = line + 1 < starts.count ? Int(starts[line + 1]) : bytes.count
        var content = bytes[Int(starts[line])..<end]
        if content.last == 0x0A { content.removeLast() }
        if content.last == 0x0D { content.removeLast() }
        return content
    }

    /// A line, counted from 1, in pieces of one kind each, with blanks for tabs.
    func pieces(ofLine number: Int) -> [(text: String, kind: SyntaxKind)] {
        let content = content(number - 1).prefix(Self.lineLimit)
        var column = 0
        guard let language, states.indices.contains(number - 1) else {
            return [(Self.expanded(content, &column), .plain)]
        }
        var tokenizer = SyntaxTokenizer(language)
        return tokenizer.pieces(of: content, from: states[number - 1]).map {
            (Self.expanded(content[$0.range], &column), $0.kind)
        }
    }

    func text(ofLine number: Int) -> String { pieces(ofLine: number).map(\.text).joined() }

    private static func expanded(_ bytes: ArraySlice<UInt8>, _ column: inout Int) -> String {
        var text = ""
        for character in String(decoding: bytes, as: UTF8.self) {
            let width = tabWidth - column % tabWidth
            if character == "\t" { text += String(repeating: " ", count: width) } else { text.append(character) }
            column += character == "\t" ? width : 1
        }
        return text
    }
}
