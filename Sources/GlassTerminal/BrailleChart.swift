/// A filled chart of dots, two across and four down in each cell (Unicode's Braille patterns).
public struct BrailleChart: Sendable {
    /// One value for each column of dots, the latest at the right. Those that are nil leave a gap.
    public var values: [Double?]
    /// The value that fills the whole height.
    public var maximum: Double

    public init(values: [Double?], maximum: Double) {
        self.values = values
        self.maximum = maximum
    }

    /// Draws it from the bottom of a rectangle up. `color` gives the colour at a height of 0 (bottom) to 1.
    public func draw(in area: Rect, on buffer: inout CellBuffer, background: Color, color: (Double) -> Color) {
        guard !area.isEmpty else { return }
        let shown = Array(values.suffix(area.width * 2))
        let firstDot = area.width * 2 - shown.count
        for row in 0..<area.height {
            let height = area.height > 1 ? Double(area.height - 1 - row) / Double(area.height - 1) : 1
            let style = Style(color(height), on: background)
            for column in 0..<area.width {
                let left = level(shown, at: column * 2 - firstDot, rows: area.height)
                let right = level(shown, at: column * 2 + 1 - firstDot, rows: area.height)
                let glyph = Self.glyph(left: left, right: right, rowFromBottom: area.height - 1 - row)
                if let glyph { buffer.put(glyph, x: area.x + column, y: area.y + row, style: style) }
            }
        }
    }

    /// How many dots high a column is.
    private func level(_ shown: [Double?], at index: Int, rows: Int) -> Int {
        guard shown.indices.contains(index), let value = shown[index], value > 0, value.isFinite, maximum > 0 else {
            return 0
        }
        return max(1, Int((min(1, value / maximum) * Double(rows * 4)).rounded()))
    }

    private static func glyph(left: Int, right: Int, rowFromBottom: Int) -> Glyph? {
        let base = rowFromBottom * 4
        return BrailleDots.glyph(
            BrailleDots.column(0..<left, from: base, isRight: false)
                | BrailleDots.column(0..<right, from: base, isRight: true))
    }
}
