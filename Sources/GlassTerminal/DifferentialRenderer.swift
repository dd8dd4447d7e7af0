/// Turns screens into the bytes that change a terminal from the one to the other: only cells that differ, runs of equal
/// style merged, short cursor moves, all between the marks of a synchronized update (mode 2026), so that no terminal
/// that knows them shows half a frame.
public struct DifferentialRenderer: Sendable {
    private let capabilities: TerminalCapabilities
    private var shown: CellBuffer?
    private var encoder: StyleEncoder
    private var output: [UInt8] = []
    private var cursor: (x: Int, y: Int)?

    public init(capabilities: TerminalCapabilities, background: Color) {
        self.capabilities = capabilities
        encoder = StyleEncoder(capabilities: capabilities, background: background)
    }

    /// Forgets what the terminal shows, so that the next frame is written whole: after a resize, a suspension, or
    /// output of somebody else.
    public mutating func invalidate() { shown = nil }

    /// The background that monochrome terminals take for their own; cells that stand out from it are reversed there.
    public mutating func setBackground(_ color: Color) {
        encoder = StyleEncoder(capabilities: capabilities, background: color)
        invalidate()
    }

    /// The bytes that make a terminal show `frame`; none where it does already.
    public mutating func render(_ frame: CellBuffer) -> [UInt8] {
        let next = frame.restricted(to: capabilities.glyphs)
        let before = shown.flatMap { $0.size == next.size ? $0 : nil }
        shown = next
        if before == next { return [] }
        output.removeAll(keepingCapacity: true)
        cursor = nil
        encoder.forget()
        if capabilities.hasXtermModes { append("\u{1B}[?2026h") }
        if before == nil { append("\u{1B}[0m\u{1B}[2J") }
        for y in 0..<next.height { renderRow(y, of: next, before: before) }
        append("\u{1B}[0m")
        if capabilities.hasXtermModes { append("\u{1B}[?2026l") }
        return output
    }

    private mutating func renderRow(_ y: Int, of next: CellBuffer, before: CellBuffer?) {
        let start = y * next.width
        var x = 0
        while x < next.width {
            let cell = next.cells[start + x]
            let unchanged = before.map { same(cell, at: start + x, next: next, before: $0) } ?? false
            if unchanged || cell.isContinuation {
                x += 1
                continue
            }
            moveCursor(to: x, y, in: next)
            write(cell, lastColumn: x + cell.glyph.columns >= next.width)
            x += cell.glyph.columns
        }
    }

    /// Whether the terminal shows this cell already. A wide glyph is the same only with its right half.
    private func same(_ cell: Cell, at index: Int, next: CellBuffer, before: CellBuffer) -> Bool {
        guard before.cells[index] == cell else { return false }
        guard cell.glyph.columns == 2, index + 1 < next.cells.count else { return true }
        return before.cells[index + 1] == next.cells[index + 1]
    }

    private mutating func moveCursor(to x: Int, _ y: Int, in next: CellBuffer) {
        defer { cursor = (x, y) }
        guard let cursor, cursor.y == y, cursor.x <= x else { return append("\u{1B}[\(y + 1);\(x + 1)H") }
        let gap = x - cursor.x
        if gap == 0 { return }
        if gap <= 4, rewrite(from: cursor.x, to: x, y, of: next) { return }
        append(gap == 1 ? "\u{1B}[C" : "\u{1B}[\(gap)C")
    }

    /// Writes unchanged cells again where that is shorter than moving over them.
    private mutating func rewrite(from: Int, to: Int, _ y: Int, of next: CellBuffer) -> Bool {
        let gap = next.cells[(y * next.width + from)..<(y * next.width + to)]
        let isPlain = gap.allSatisfy { cell in
            cell.glyph.scalar.isASCII && cell.glyph.mark == nil && !cell.isContinuation
                && encoder.isCurrent(cell.style, isBlank: cell.glyph == .space)
        }
        guard isPlain else { return false }
        for cell in gap { output.append(UInt8(truncatingIfNeeded: cell.glyph.scalar.value)) }
        return true
    }

    private mutating func write(_ cell: Cell, lastColumn: Bool) {
        encoder.encode(cell.style, isBlank: cell.glyph == .space, into: &output)
        output.append(contentsOf: UTF8.encode(cell.glyph.scalar) ?? .init())
        if let mark = cell.glyph.mark { output.append(contentsOf: UTF8.encode(mark) ?? .init()) }
        // After a wide glyph or in the last column terminals differ on where the cursor stands.
        let certain = cell.glyph.columns == 1 && cell.glyph.mark == nil && !lastColumn
        cursor = certain ? cursor.map { ($0.x + 1, $0.y) } : nil
    }

    private mutating func append(_ text: String) { output.append(contentsOf: text.utf8) }
}
