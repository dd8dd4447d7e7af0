import GlassAnalysis
import GlassTerminal

extension Screen {
    /// The list above the line for commands.
    mutating func drawPalette() {
        guard let palette = state.palette, !state.paletteBox.isEmpty else { return }
        let style = theme.style(.text, on: .header)
        buffer.fill(state.paletteBox, style: style)
        buffer.box(state.paletteBox, style: theme.ink(.accent, on: .header), titleStyle: style)
        let area = state.paletteRows
        guard !palette.items.isEmpty else {
            let row = area.row(0).inset(horizontal: 1)
            return _ = buffer.text(palette.problem ?? "", in: row, style: theme.style(.bad, on: .header))
        }
        let shown = Array(palette.items.dropFirst(palette.top).prefix(area.height))
        let columns = PaletteColumns(shown, width: area.width - 2)
        for (index, item) in shown.enumerated() {
            draw(item, columns, in: area.row(index), isSelected: palette.top + index == palette.selected)
        }
        drawPaletteCount(palette)
    }

    private mutating func draw(_ item: PaletteItem, _ columns: PaletteColumns, in row: Rect, isSelected: Bool) {
        let background = isSelected ? Theme.Role.selection : .header
        buffer.fill(row, style: theme.style(.text, on: background))
        let parts = row.inset(horizontal: 1).columns([
            .fixed(columns.title), .fixed(2), .fixed(columns.note), .fixed(2), .fill(),
        ])
        draw(title: item.title, in: parts[0], on: background)
        buffer.text(item.note, in: parts[2], style: theme.style(.dim, on: background))
        buffer.text(item.keys, in: parts[4], style: theme.style(.accent, on: background).bold, align: .right)
    }

    /// With the letters that were typed standing out.
    private mutating func draw(title: String, in area: Rect, on background: Theme.Role) {
        let text = clipped(sanitize(title), to: area.width)
        let places = FuzzyQuery(state.prompt?.field.value ?? "").places(in: title)
        let (plain, found) = (theme.style(.text, on: background), theme.style(.accent, on: background).bold)
        var spans: [(String, Style)] = []
        var offset = 0
        for character in text {
            spans.append((String(character), places.contains(offset) ? found : plain))
            offset += character.utf8.count
        }
        buffer.spans(spans, x: area.x, y: area.y, width: area.width)
    }

    /// In the lower edge: the row of the selection, and how many there are.
    private mutating func drawPaletteCount(_ palette: Palette) {
        let box = state.paletteBox
        guard palette.items.count > state.paletteRows.height, box.width >= 20 else { return }
        let count = palette.items.count == Palette.limit ? "\(Palette.limit)+" : "\(palette.items.count)"
        let text = " \(palette.selected.map { "\($0 + 1) of " } ?? "")\(count) "
        let edge = Rect(x: box.x + 2, y: box.bottom - 1, width: box.width - 4, height: 1)
        buffer.text(text, in: edge, style: theme.style(.dim, on: .header), align: .right)
    }
}

/// How wide the columns of the palette are.
private struct PaletteColumns {
    let title: Int
    let note: Int

    init(_ items: [PaletteItem], width: Int) {
        func longest(_ texts: [String]) -> Int { texts.map { columns(of: $0) }.max() ?? 0 }
        let keys = longest(items.map(\.keys))
        let notes = longest(items.map(\.note))
        let rest = max(0, width - keys - 4)
        let titles = longest(items.map(\.title))
        let shared = min(titles, max(rest - notes, rest * 3 / 5))
        // A note that says next to nothing had better leave its room to the title.
        let hasNotes = rest - shared >= min(notes, 16)
        title = hasNotes ? shared : max(0, min(titles, width - keys - 2))
        note = hasNotes ? max(0, rest - title) : 0
    }
}
