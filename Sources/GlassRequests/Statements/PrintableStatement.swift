/// Text that can be shown on a terminal: no control characters, and none that change the direction of what follows.
enum PrintableStatement {
    /// A statement of at most ``StatementNormaliser/maximumLength`` bytes; `…` follows where something is missing.
    static func text(_ written: [UInt8], isCut: Bool) -> String {
        let limit = StatementNormaliser.maximumLength
        guard isCut || written.count > limit else { return printable(written[...]) }
        var end = min(written.count, limit)
        while end > 0, end < written.count, written[end] & 0xC0 == 0x80 { end -= 1 }
        return printable(written[..<end]) + " …"
    }

    /// The first keyword, in upper case; `SQL` for what is no keyword.
    static func method(_ word: RawSpan) -> String {
        guard word.byteCount <= 32 else { return "SQL" }
        var letters: [UInt8] = []
        for index in 0..<word.byteCount {
            guard word.octet(index).isLetter else { return "SQL" }
            letters.append(word.octet(index).upperCased)
        }
        return String(decoding: letters, as: UTF8.self)
    }

    /// A name, such as a prepared statement's, of at most 64 bytes of plain characters.
    static func name(_ name: RawSpan) -> String {
        var shown: [UInt8] = []
        for index in 0..<min(64, name.byteCount) {
            let byte = name.octet(index)
            shown.append(byte > 0x20 && byte < 0x7F ? byte : UInt8(ascii: "?"))
        }
        return String(decoding: shown, as: UTF8.self) + (name.byteCount > 64 ? "…" : "")
    }

    private static func printable(_ bytes: ArraySlice<UInt8>) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard bytes.contains(where: { $0 >= 0x80 }) else { return text }
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { shown.append(isPrintable(scalar) ? scalar : "\u{FFFD}") }
        return String(shown)
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: false
        default: true
        }
    }
}
