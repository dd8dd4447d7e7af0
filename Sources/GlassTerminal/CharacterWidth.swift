extension Unicode.Scalar {
    /// How many columns a terminal gives this scalar: 0 for marks that combine, 2 for East Asian wide ones and emoji,
    /// else 1.
    public var columns: Int {
        if value < 0x300 { return value == 0xAD ? 0 : 1 }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        if (0x1160...0x11FF).contains(value) { return 0 }
        return isWide ? 2 : 1
    }

    /// East_Asian_Width W or F (https://www.unicode.org/reports/tr11/), in blocks, and emoji.
    private var isWide: Bool {
        guard value >= 0x1100 else { return false }
        return Self.wideBlocks.contains { $0.contains(value) } || properties.isEmojiPresentation
    }

    private static let wideBlocks: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
        0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F,
        0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x16FF1, 0x17000...0x18CFF, 0x1AFF0...0x1B2FF,
        0x1F200...0x1F2FF, 0x20000...0x2FFFD, 0x30000...0x3FFFD,
    ]

    /// Whether a terminal may be sent this scalar: no control character (C0, DEL, C1), no formatting one (which includes
    /// those that turn the direction of text) and no line or paragraph separator.
    var isHarmless: Bool {
        if value >= 0x20 && value < 0x7F { return true }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: return false
        default: return true
        }
    }
}

extension Character {
    /// How many columns a cell buffer gives this character: 1 or 2.
    var cellColumns: Int { max(1, unicodeScalars.first?.columns ?? 1) }
}

/// The columns that a text takes in a ``CellBuffer``. Asked for each label of each frame.
public func columns(of text: String) -> Int {
    if text.isPlain { return text.utf8.count }
    return text.reduce(0) { $0 + $1.cellColumns }
}

/// The columns that a part of a text takes in a ``CellBuffer``.
public func columns(of text: Substring) -> Int { columns(of: String(text)) }

extension String {
    /// Whether it is of printable ASCII characters alone, each of which takes one column.
    fileprivate var isPlain: Bool {
        func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
            for byte in bytes where byte < 0x20 || byte >= 0x7F { return false }
            return true
        }
        return utf8.withContiguousStorageIfAvailable(isPlain) ?? Array(utf8).withUnsafeBufferPointer(isPlain)
    }
}

/// Text of a foreign program made safe for a terminal: what could steer it becomes U+FFFD.
public func sanitize(_ text: String) -> String {
    if text.isPlain { return text }
    var safe = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { safe.append(scalar.isHarmless ? scalar : Glyph.replacement) }
    return String(safe)
}

/// The text cut to a number of columns, with `…` in the last where something was cut.
public func clipped(_ text: String, to width: Int) -> String {
    guard width > 0 else { return "" }
    if columns(of: text) <= width { return text }
    var kept = ""
    var used = 0
    for character in text {
        guard used + character.cellColumns <= width - 1 else { break }
        kept.append(character)
        used += character.cellColumns
    }
    return kept + "…"
}
