/// A chart of solid columns, each of two values one upon the other, to an eighth of a cell.
public struct StackedChart: Sendable {
    /// One value for each cell from left to right; nil leaves a gap.
    public var lower: [Double?]
    /// What stands on the lower values.
    public var upper: [Double?]
    /// The value that fills the whole height.
    public var maximum: Double

    public init(lower: [Double?], upper: [Double?], maximum: Double) {
        (self.lower, self.upper, self.maximum) = (lower, upper, maximum)
    }

    /// Draws it from the bottom of a rectangle up. Where there are no colours, the lower part is shaded.
    public func draw(
        in area: Rect, on buffer: inout CellBuffer, lowerColor: Color, upperColor: Color, background: Color
    ) {
        let isShaded = lowerColor == upperColor
        for column in 0..<min(area.width, max(lower.count, upper.count)) {
            let (low, all) = levels(column, rows: area.height)
            for row in 0..<area.height {
                let base = (area.height - 1 - row) * 8
                let (low, all) = (min(8, low - base), min(8, all - base))
                guard all > 0 else { continue }
                let place = (x: area.x + column, y: area.y + row)
                if low >= 8, isShaded {
                    buffer.put(Glyph("▒"), x: place.x, y: place.y, style: Style(lowerColor, on: background))
                } else if low > 0, all == 8 {
                    let style = Style(lowerColor, on: low < 8 ? upperColor : background)
                    buffer.put(Glyph(Self.blocks[low]), x: place.x, y: place.y, style: style)
                } else {
                    // A cell has two colours: with both parts and a rest, the greater part gives its own.
                    let color = low * 2 > all ? lowerColor : upperColor
                    buffer.put(Glyph(Self.blocks[all]), x: place.x, y: place.y, style: Style(color, on: background))
                }
            }
        }
    }

    /// How many eighths high the lower part and both parts are; what is more than nothing shows.
    private func levels(_ column: Int, rows: Int) -> (low: Int, all: Int) {
        func value(_ values: [Double?]) -> Double {
            guard values.indices.contains(column), let value = values[column], value.isFinite else { return 0 }
            return max(0, value)
        }
        let (low, high) = (value(lower), value(upper))
        guard maximum > 0, low + high > 0 else { return (0, 0) }
        let full = Double(rows * 8)
        let all = max(1, Int((min(1, (low + high) / maximum) * full).rounded()))
        return (low > 0 ? max(1, min(all, Int((min(1, low / maximum) * full).rounded()))) : 0, all)
    }

    private static let blocks: [Character] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
}
