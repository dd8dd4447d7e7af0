/// A chart of two values in dots: a filled area up to the lower one, and a line at the upper one.
public struct BrailleBand: Sendable {
    /// One value for each column of dots from left to right; nil leaves a gap.
    public var lower: [Double?]
    public var upper: [Double?]
    /// The value that fills the whole height.
    public var maximum: Double

    public init(lower: [Double?], upper: [Double?], maximum: Double) {
        (self.lower, self.upper, self.maximum) = (lower, upper, maximum)
    }

    /// Draws it from the bottom of a rectangle up. A cell has one colour: the line's where it runs through it.
    public func draw(
        in area: Rect, on buffer: inout CellBuffer, fillColor: Color, lineColor: Color, background: Color
    ) {
        guard !area.isEmpty else { return }
        let rows = area.height * 4
        for column in 0..<area.width {
            let dots = [column * 2, column * 2 + 1]
            let fills = dots.map { level(lower, $0, rows: rows) ?? 0 }
            let lines = dots.map { line(at: $0, rows: rows) }
            for row in 0..<area.height {
                let base = (area.height - 1 - row) * 4
                let fill =
                    BrailleDots.column(0..<fills[0], from: base, isRight: false)
                    | BrailleDots.column(0..<fills[1], from: base, isRight: true)
                let line =
                    BrailleDots.column(lines[0], from: base, isRight: false)
                    | BrailleDots.column(lines[1], from: base, isRight: true)
                guard let glyph = BrailleDots.glyph(fill | line) else { continue }
                let style = Style(line != 0 ? lineColor : fillColor, on: background)
                buffer.put(glyph, x: area.x + column, y: area.y + row, style: style)
            }
        }
    }

    /// The dots of the line in a column: from the level before to this one, so that it does not break.
    private func line(at dot: Int, rows: Int) -> Range<Int> {
        guard let here = level(upper, dot, rows: rows), here > 0 else { return 0..<0 }
        let before = level(upper, dot - 1, rows: rows) ?? here
        if before == 0 || before == here { return (here - 1)..<here }
        return before < here ? before..<here : (here - 1)..<(before - 1)
    }

    /// How many dots high a value is; nil where there is none.
    private func level(_ values: [Double?], _ index: Int, rows: Int) -> Int? {
        guard values.indices.contains(index), let value = values[index], value.isFinite else { return nil }
        guard value > 0, maximum > 0 else { return 0 }
        return max(1, Int((min(1, value / maximum) * Double(rows)).rounded()))
    }
}

/// The dots of a cell of Unicode's Braille patterns.
enum BrailleDots {
    private static let left: [UInt32] = [0x40, 0x04, 0x02, 0x01]
    private static let right: [UInt32] = [0x80, 0x20, 0x10, 0x08]

    /// The dots of one column of a cell whose lowest dot is at height `base`, out of those at `heights`.
    static func column(_ heights: Range<Int>, from base: Int, isRight: Bool) -> UInt32 {
        let dots = heights.clamped(to: base..<(base + 4))
        return dots.reduce(0) { $0 | (isRight ? right : left)[$1 - base] }
    }

    /// Nil for a cell without dots.
    static func glyph(_ dots: UInt32) -> Glyph? {
        guard dots != 0, let scalar = Unicode.Scalar(0x2800 + dots) else { return nil }
        return Glyph(Character(scalar))
    }
}
