/// Which characters a terminal has glyphs for. What it lacks is replaced when a screen is written, cell by cell, so
/// that whoever draws need not care.
public enum GlyphRepertoire: String, Hashable, Sendable, CaseIterable {
    /// Whatever Unicode has.
    case full
    /// What the fonts of the console of Linux have: Latin-1 and the characters of code page 437.
    case console
    case ascii

    /// Whether a cell can be filled to an eighth, from the left or from below.
    public var hasEighthBlocks: Bool { self == .full }

    /// A glyph of one column that stands for another one here, or is that itself.
    func shown(_ glyph: Glyph) -> Glyph {
        if self == .full || (glyph.scalar.isASCII && glyph.mark == nil) { return glyph }
        let scalar = glyph.columns == 1 ? shown(glyph.scalar) : Self.unknown
        return Glyph(scalar: scalar, mark: nil)
    }

    fileprivate static let unknown: Unicode.Scalar = "?"

    private func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if has(scalar) { return scalar }
        if (0x2800...0x28FF).contains(scalar.value) { return block(ofDots: UInt8(truncatingIfNeeded: scalar.value)) }
        guard let standIn = Self.standIns[scalar] else { return Self.unknown }
        return self == .console ? standIn.console : standIn.ascii
    }

    private func has(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return true }
        return self == .console && ((0xA1...0xFF).contains(scalar.value) || Self.codePage437.contains(scalar))
    }

    /// A block for a pattern of Braille dots: by the halves that it has dots in.
    private func block(ofDots dots: UInt8) -> Unicode.Scalar {
        let (upper, lower, left, right) = (dots & 0x1B, dots & 0xE4, dots & 0x47, dots & 0xB8)
        if dots == 0 { return " " }
        if self == .ascii { return upper == 0 ? "." : lower == 0 ? "'" : dots.nonzeroBitCount > 4 ? "#" : ":" }
        if upper == 0 { return "▄" }
        if lower == 0 { return "▀" }
        return right == 0 ? "▌" : left == 0 ? "▐" : "█"
    }
}

// MARK: - Tables

extension GlyphRepertoire {
    /// What is not ASCII of IBM's code page 437 (https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/PC/CP437.TXT),
    /// but for letters and signs that Latin-1 has, too.
    private static let codePage437 = Set(
        """
        ƒ⌐₧░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αΓπΣσµτΦΘΩδ∞φε∩≡≥≤⌠⌡≈∙√ⁿ■•◘○◙♂♀♪♫☼►◄↕‼▬↨↑↓→←∟↔▲▼♥♦♣♠
        """.unicodeScalars)

    private typealias StandIn = (console: Unicode.Scalar, ascii: Unicode.Scalar)

    /// By the character that is wanted.
    private static let standIns: [Unicode.Scalar: StandIn] = {
        var table: [Unicode.Scalar: StandIn] = [:]
        for (wanted, console, ascii) in groups {
            for scalar in wanted.unicodeScalars { table[scalar] = (console ?? scalar, ascii) }
        }
        return table
    }()

    /// Characters, what stands for them on the console (themselves where it has them), and what in ASCII.
    private static let groups: [(String, console: Unicode.Scalar?, ascii: Unicode.Scalar)] = [
        ("╭┏", "┌", "+"), ("╮┓", "┐", "+"), ("╰┗", "└", "+"), ("╯┛", "┘", "+"),
        ("┌┐└┘├┤┬┴┼╞╡╪╟╢╫", nil, "+"), ("╔╗╚╝╠╣╦╩╬", nil, "+"),
        ("─", nil, "-"), ("━╌╍┄┅┈┉╴╶", "─", "-"), ("│", nil, "|"), ("┃╎╏┆┇┊┋╵╷", "│", "|"), ("═", nil, "="),
        ("║", nil, "|"),
        // Eighths of a cell, from the left and from below.
        ("▏", "│", "|"), ("▎▍", "▌", "|"), ("▌", nil, "|"), ("▋", "▌", "#"), ("▊▉", "█", "#"), ("█", nil, "#"),
        ("▁", "_", "_"), ("▂▃", "▄", "."), ("▄", nil, ":"), ("▅", "▄", ":"), ("▆▇", "█", "|"), ("▐", nil, "|"),
        ("▕", "│", "|"), ("▔", "▀", "\""), ("▀", nil, "\""), ("░", nil, "."), ("▒", nil, ":"), ("▓", nil, "%"),
        ("▖▗", "▄", "."), ("▘▝", "▀", "'"), ("▙▟▛▜▚▞", "█", "#"),
        ("■", nil, "#"), ("▮▪◼", "■", "#"), ("□▯◻▫", "○", "o"), ("●⬤⏺", "•", "*"), ("•∙", nil, "*"), ("○◌◯", "○", "o"),
        ("◆◈", "♦", "*"), ("◇♦", "♦", "*"), ("★☆✦✧", "☼", "*"),
        ("↑", nil, "^"), ("↓", nil, "v"), ("←", nil, "<"), ("→", nil, ">"), ("↔", nil, "-"), ("↕", nil, "|"),
        ("▲", nil, "^"), ("▴△⇑⌃", "▲", "^"), ("▼", nil, "v"), ("▾▽⇓⌄", "▼", "v"), ("►", nil, ">"), ("◄", nil, "<"),
        ("▸▶▹⇒➜", "►", ">"), ("◂◀◃⇐", "◄", "<"), ("›", ">", ">"), ("‹", "<", "<"), ("⏎↵", "←", "<"),
        ("…", "~", "~"), ("·", nil, "."), ("–—‒−‐‑", "-", "-"), ("×", nil, "x"), ("“”„″", "\"", "\""),
        ("‘’‚′", "'", "'"), ("«", nil, "<"), ("»", nil, ">"), ("µ", nil, "u"), ("μ", "µ", "u"), ("÷", nil, "/"),
        ("≥", nil, ">"), ("≤", nil, "<"), ("≈", nil, "~"), ("±", nil, "~"), ("≠", "#", "#"), ("∞", nil, "8"),
        ("√", nil, "v"), ("✓✔", "√", "v"), ("✗✘✕✖", "×", "x"), ("Σ", nil, "S"), ("∑", "Σ", "S"), ("Δ∆", "D", "D"),
        ("⚠", "!", "!"), ("ℹ", "i", "i"), ("°", nil, "o"), ("¶§", nil, "S"), ("\u{A0}", " ", " "), ("⏸", "‼", "\""),
        ("⋮", ":", ":"), ("⋯", "~", "~"), ("∅", "ø", "0"), ("⌘", "#", "#"), ("¬", nil, "!"),
        ("²", nil, "2"), ("³", nil, "3"), ("½", nil, "2"),
    ]
}

extension CellBuffer {
    /// Replaces what a terminal has no glyphs for. A wide glyph becomes two narrow ones, so that nothing moves.
    func restricted(to repertoire: GlyphRepertoire) -> CellBuffer {
        guard repertoire != .full else { return self }
        var buffer = self
        for index in cells.indices where cells[index].glyph != .space || cells[index].isContinuation {
            let glyph =
                cells[index].isContinuation ? Glyph(scalar: GlyphRepertoire.unknown, mark: nil) : cells[index].glyph
            buffer.replace(at: index, with: repertoire.shown(glyph))
        }
        return buffer
    }
}
