/// Where text stands within the width it has.
public enum Alignment: Hashable, Sendable {
    case left
    case right
    case center
}

extension CellBuffer {
    /// Draws text from a place to the right, clipped to `width` columns and to the buffer, without `…`.
    /// Control characters become U+FFFD. Gives the columns that it took.
    @discardableResult
    public mutating func text(_ text: String, x: Int, y: Int, style: Style, width limit: Int = .max) -> Int {
        guard limit > 0, y >= 0, y < height, x < width else { return 0 }
        var column = x
        let end = limit > width - x ? width : x + limit
        if text.utf8.allSatisfy({ $0 < 0x80 && $0 != 0x0D }) {
            for byte in text.utf8 {
                guard column < end else { break }
                put(Glyph(ascii: byte), x: column, y: y, style: style)
                column += 1
            }
            return column - x
        }
        for character in text {
            let glyph = Glyph(character)
            guard column + glyph.columns <= end else { break }
            put(glyph, x: column, y: y, style: style)
            column += glyph.columns
        }
        return column - x
    }

    /// Draws text into the first row of a rectangle, cut with `…` where it is too long.
    @discardableResult
    public mutating func text(_ text: String, in area: Rect, style: Style, align: Alignment = .left) -> Int {
        guard !area.isEmpty else { return 0 }
        let shown = clipped(text, to: area.width)
        let spare = area.width - columns(of: shown)
        let shift =
            switch align {
            case .left: 0
            case .right: spare
            case .center: spare / 2
            }
        return self.text(shown, x: area.x + shift, y: area.y, style: style, width: area.width - shift)
    }

    /// Draws pieces of text, each in its style, one after the other. Gives the columns that they took.
    @discardableResult
    public mutating func spans(_ spans: [(String, Style)], x: Int, y: Int, width limit: Int) -> Int {
        var used = 0
        for (piece, style) in spans where used < limit {
            used += text(piece, x: x + used, y: y, style: style, width: limit - used)
        }
        return used
    }

    /// Draws a frame of thin lines with round corners along the inside of a rectangle.
    public mutating func box(_ area: Rect, title: String = "", style: Style, titleStyle: Style? = nil) {
        guard area.width >= 2, area.height >= 2 else { return }
        fill(Rect(x: area.x, y: area.y, width: area.width, height: 1), "─", style: style)
        fill(Rect(x: area.x, y: area.bottom - 1, width: area.width, height: 1), "─", style: style)
        fill(Rect(x: area.x, y: area.y, width: 1, height: area.height), "│", style: style)
        fill(Rect(x: area.right - 1, y: area.y, width: 1, height: area.height), "│", style: style)
        put(Glyph("╭"), x: area.x, y: area.y, style: style)
        put(Glyph("╮"), x: area.right - 1, y: area.y, style: style)
        put(Glyph("╰"), x: area.x, y: area.bottom - 1, style: style)
        put(Glyph("╯"), x: area.right - 1, y: area.bottom - 1, style: style)
        guard !title.isEmpty, area.width > 6 else { return }
        let room = Rect(x: area.x + 2, y: area.y, width: area.width - 4, height: 1)
        text(" \(clipped(title, to: room.width - 2)) ", in: room, style: titleStyle ?? style)
    }
}
