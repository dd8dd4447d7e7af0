/// What a server says when a statement is done: `SELECT 5`, `INSERT 0 1`, `CREATE TABLE`.
struct CommandTag: Hashable {
    /// The first word; nil where it is none.
    var command: String?
    /// The number at the end.
    var rows: Int64?

    init(_ tag: RawSpan) {
        let end = tag.textEnd(from: 0)
        var wordEnd = 0
        while wordEnd < end, tag.octet(wordEnd).isUpperLetter { wordEnd += 1 }
        if wordEnd > 0, wordEnd <= 32 { command = PrintableStatement.method(tag.extracting(0..<wordEnd)) }
        rows = Self.number(tag, endingAt: end)
    }

    private static func number(_ tag: RawSpan, endingAt end: Int) -> Int64? {
        var start = end
        while start > 0, tag.octet(start - 1).isDigit { start -= 1 }
        guard start < end, end - start <= 18, start > 0, tag.octet(start - 1) == UInt8(ascii: " ") else { return nil }
        var value: Int64 = 0
        for index in start..<end { value = value * 10 + Int64(tag.octet(index) - 0x30) }
        return value
    }

    /// The five characters of an error's SQLSTATE (PostgreSQL's manual, 55.8); its message is not looked at.
    static func state(ofError body: RawSpan) -> String? {
        var offset = 0
        while let field = body.octet(ifAt: offset), field != 0 {
            let end = body.textEnd(from: offset + 1)
            if field == UInt8(ascii: "C") { return state(body.extracting(offset + 1..<end)) }
            offset = end + 1
        }
        return nil
    }

    private static func state(_ text: RawSpan) -> String? {
        guard text.byteCount == 5 else { return nil }
        var characters: [UInt8] = []
        for index in 0..<5 {
            guard text.octet(index).isDigit || text.octet(index).isUpperLetter else { return nil }
            characters.append(text.octet(index))
        }
        return String(decoding: characters, as: UTF8.self)
    }
}
