import GlassTerminal

/// A row of blocks of colour, painted from left to right. Where a cell can be divided, an edge stands at an eighth of
/// it; a hairline sets a block off from one of nearly its own colour.
struct BlockRow {
    let row: Rect
    let partsPerCell: Int
    let theme: Theme
    /// The end of the block before, and its colour there.
    private var before: (end: Int, color: Color)?

    init(row: Rect, partsPerCell: Int, theme: Theme) {
        self.row = row
        self.partsPerCell = partsPerCell
        self.theme = theme
    }

    /// Paints a block of two colours: on a CPU at the left, waiting at the right.
    mutating func paint(
        _ span: Range<Int>, onCPU share: Double, _ colors: (onCPU: Color, waiting: Color), on buffer: inout CellBuffer
    ) {
        let split = span.lowerBound + Int((share * Double(span.count)).rounded())
        fill(span, split, colors, on: &buffer)
        let last = split < span.upperBound ? colors.waiting : colors.onCPU
        paintEnd(span, last, on: &buffer)
        paintStart(span, split > span.lowerBound ? colors.onCPU : colors.waiting, on: &buffer)
        before = (span.upperBound, last)
    }

    /// The cells of a block that hold neither its edges nor the padding beside them.
    func textArea(of span: Range<Int>) -> Rect {
        let left = (span.lowerBound + partsPerCell / 2) / partsPerCell + 1
        let first = partsPerCell == 1 ? span.lowerBound + 1 : left
        return Rect(x: row.x + first, y: row.y, width: span.upperBound / partsPerCell - first, height: 1)
            .intersection(row)
    }

    /// The cell that is most a block's own, where it is too narrow for text.
    func ownCell(of span: Range<Int>) -> Rect {
        row.row(0).intersection(
            Rect(x: row.x + (span.lowerBound + partsPerCell / 2) / partsPerCell, y: row.y, width: 1, height: 1))
    }

    // MARK: The parts of a block

    /// The cells that belong to it alone.
    private func fill(
        _ span: Range<Int>, _ split: Int, _ colors: (onCPU: Color, waiting: Color), on buffer: inout CellBuffer
    ) {
        let first = (span.lowerBound + partsPerCell - 1) / partsPerCell
        let last = span.upperBound / partsPerCell
        let isShared = split % partsPerCell != 0 && split / partsPerCell >= first && split / partsPerCell < last
        let middle = min(max(first, split / partsPerCell), last)
        put(first..<middle, " ", colors.onCPU, on: &buffer)
        put(middle..<last, isMonochrome ? "░" : " ", colors.waiting, on: &buffer)
        if isShared { divide(middle, after: split % partsPerCell, colors.onCPU, colors.waiting, on: &buffer) }
    }

    private func put(_ cells: Range<Int>, _ character: Character, _ color: Color, on buffer: inout CellBuffer) {
        let area = Rect(x: row.x + cells.lowerBound, y: row.y, width: cells.count, height: 1)
        buffer.fill(area.intersection(row), character, style: Style(theme.ink(on: color), on: color, plain))
    }

    /// The part of its last cell, with nothing behind it until the next block says otherwise.
    private func paintEnd(_ span: Range<Int>, _ color: Color, on buffer: inout CellBuffer) {
        let part = span.upperBound % partsPerCell
        if part > 0 { divide(span.upperBound / partsPerCell, after: part, color, theme[.background], on: &buffer) }
    }

    private func paintStart(_ span: Range<Int>, _ color: Color, on buffer: inout CellBuffer) {
        let (cell, part) = (span.lowerBound / partsPerCell, span.lowerBound % partsPerCell)
        guard part > 0 else { return hairline(cell, color, on: &buffer) }
        guard let before, before.end > cell * partsPerCell else {
            return divide(cell, after: part, theme[.background], color, on: &buffer)
        }
        // What does not touch the block before leaves it its cell, so that the gap shows.
        guard before.end == span.lowerBound else { return }
        if Self.differ(before.color, color) {
            divide(cell, after: part, before.color, color, on: &buffer)
        } else if part < partsPerCell / 2 {
            put(cell..<(cell + 1), " ", color, on: &buffer)
            hairline(cell, color, on: &buffer)
        } else {
            divide(cell, after: partsPerCell - 1, before.color, theme[.background], on: &buffer)
        }
    }

    /// Sets the block off from the one before it.
    private func hairline(_ cell: Int, _ color: Color, on buffer: inout CellBuffer) {
        guard cell < row.width else { return }
        let line = color == theme[.background] ? theme.ink(on: color) : theme[.background]
        buffer.put(Glyph("▏"), x: row.x + cell, y: row.y, style: Style(line, on: color, plain))
    }

    /// A cell of two colours.
    private func divide(_ cell: Int, after part: Int, _ left: Color, _ right: Color, on buffer: inout CellBuffer) {
        guard cell < row.width, Self.leftBlocks.indices.contains(part) else { return }
        buffer.put(Glyph(Self.leftBlocks[part]), x: row.x + cell, y: row.y, style: Style(left, on: right))
    }

    private var isMonochrome: Bool { theme.depth == .monochrome }
    private var plain: Style.Attributes { isMonochrome ? .underline : [] }

    /// Whether an edge between two colours is seen without a line.
    private static func differ(_ left: Color, _ right: Color) -> Bool {
        func distance(_ left: UInt8, _ right: UInt8) -> Int { abs(Int(left) - Int(right)) }
        return distance(left.red, right.red) + distance(left.green, right.green) + distance(left.blue, right.blue)
            >= leastDistance
    }

    private static let leastDistance = 60
    private static let leftBlocks: [Character] = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
}
