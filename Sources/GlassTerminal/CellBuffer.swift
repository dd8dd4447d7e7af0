/// A screen of cells to draw on. Whatever is drawn outside it is clipped; a size of 0×0 is a size.
public struct CellBuffer: Hashable, Sendable {
    public let width: Int
    public let height: Int
    private(set) var cells: [Cell]

    public init(size: Size, style: Style) {
        width = size.width
        height = size.height
        cells = Array(repeating: Cell(style: style), count: size.width * size.height)
    }

    public var bounds: Rect { Rect(x: 0, y: 0, width: width, height: height) }
    public var size: Size { Size(width: width, height: height) }

    /// The cell at a place; nil outside the buffer.
    public subscript(x: Int, y: Int) -> Cell? {
        guard x >= 0, x < width, y >= 0, y < height else { return nil }
        return cells[y * width + x]
    }

    /// Puts a glyph at a place. A wide one that does not fit is left out; a wide one that loses a half to another
    /// becomes a blank.
    public mutating func put(_ glyph: Glyph, x: Int, y: Int, style: Style) {
        guard x >= 0, x < width, y >= 0, y < height else { return }
        let wide = glyph.columns == 2
        if wide && x + 1 >= width { return blank(x, y, style) }
        blank(x, y, style)
        if wide { blank(x + 1, y, style) }
        cells[y * width + x].glyph = glyph
        if wide { cells[y * width + x + 1].isContinuation = true }
    }

    /// Empties a cell and, where it held half of a wide glyph, the other half too.
    private mutating func blank(_ x: Int, _ y: Int, _ style: Style) {
        let index = y * width + x
        if cells[index].isContinuation, x > 0 { cells[index - 1].glyph = .space }
        if x + 1 < width, cells[index + 1].isContinuation { cells[index + 1].isContinuation = false }
        cells[index] = Cell(style: style)
    }

    /// Puts a glyph of one column into a cell that is no half of a wide one any more, and leaves its style.
    mutating func replace(at index: Int, with glyph: Glyph) {
        cells[index].glyph = glyph
        cells[index].isContinuation = false
    }

    /// Changes the style of the cells of a rectangle and leaves their glyphs.
    public mutating func restyle(_ area: Rect, _ change: (Style) -> Style) {
        let area = area.intersection(bounds)
        for y in area.y..<(area.y + area.height) {
            for index in (y * width + area.x)..<(y * width + area.x + area.width) {
                cells[index].style = change(cells[index].style)
            }
        }
    }

    /// Fills a rectangle with one glyph of one column.
    public mutating func fill(_ area: Rect, _ character: Character = " ", style: Style) {
        let area = area.intersection(bounds)
        let glyph = character == " " ? Glyph.space : Glyph(character)
        for y in area.y..<(area.y + area.height) {
            for x in area.x..<(area.x + area.width) { put(glyph, x: x, y: y, style: style) }
        }
    }

    /// The glyphs of a row as text: for tests and for copying.
    public func text(ofRow y: Int) -> String {
        guard y >= 0, y < height else { return "" }
        return cells[(y * width)..<((y + 1) * width)].filter { !$0.isContinuation }.map(\.glyph.description).joined()
    }

    /// All rows as text, without blanks at their ends.
    public var text: String {
        (0..<height).map { row in
            var line = Substring(text(ofRow: row))
            while line.last == " " { line.removeLast() }
            return String(line)
        }.joined(separator: "\n")
    }
}
