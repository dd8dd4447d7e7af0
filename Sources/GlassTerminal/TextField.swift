/// A line of text that is being typed.
public struct TextField: Hashable, Sendable {
    public private(set) var text: [Character]
    /// The place of the cursor, counted in characters.
    public private(set) var cursor: Int

    public init(_ text: String = "") {
        self.text = Array(text)
        cursor = self.text.count
    }

    public var value: String { String(text) }

    /// Longer lines are cut: nobody types them, and a paste may be anything.
    static let longestLine = 4096

    /// Puts text in at the cursor.
    public mutating func insert(_ more: String) {
        let more = sanitize(more).prefix(max(0, Self.longestLine - text.count))
        text.insert(contentsOf: more, at: cursor)
        cursor += more.count
    }

    /// Takes a key. False where it means nothing here, so that it may mean something elsewhere.
    public mutating func press(_ press: KeyPress) -> Bool {
        switch (press.key, press.modifiers) {
        case (.character(let character), []): insert(String(character))
        case (.backspace, _), (.character("h"), .control): removeBack()
        case (.delete, _): if cursor < text.count { text.remove(at: cursor) }
        case (.left, _), (.character("b"), .control): cursor = max(0, cursor - 1)
        case (.right, _), (.character("f"), .control): cursor = min(text.count, cursor + 1)
        case (.home, _), (.character("a"), .control): cursor = 0
        case (.end, _), (.character("e"), .control): cursor = text.count
        case (.character("u"), .control): removeFirst(cursor)
        case (.character("k"), .control): text.removeLast(text.count - cursor)
        case (.character("w"), .control): removeWord()
        default: return false
        }
        return true
    }

    private mutating func removeBack() {
        guard cursor > 0 else { return }
        cursor -= 1
        text.remove(at: cursor)
    }

    private mutating func removeFirst(_ count: Int) {
        text.removeFirst(count)
        cursor -= count
    }

    private mutating func removeWord() {
        while cursor > 0, text[cursor - 1] == " " { removeBack() }
        while cursor > 0, text[cursor - 1] != " " { removeBack() }
    }

    /// Draws it with a block for the cursor, scrolled so that the cursor shows.
    public func draw(in area: Rect, on buffer: inout CellBuffer, style: Style) {
        guard !area.isEmpty else { return }
        buffer.fill(area.row(0), style: style)
        var (first, before) = (cursor, 0)
        while first > 0, before + text[first - 1].cellColumns < area.width {
            first -= 1
            before += text[first].cellColumns
        }
        buffer.text(String(text[first...]), x: area.x, y: area.y, style: style, width: area.width)
        let x = area.x + before
        guard area.contains(x: x, y: area.y) else { return }
        buffer.restyle(Rect(x: x, y: area.y, width: 1, height: 1)) { Style($0.background, on: $0.foreground) }
    }
}
