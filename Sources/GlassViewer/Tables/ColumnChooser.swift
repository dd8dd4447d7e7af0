import GlassAnalysis
import GlassModel
import GlassTerminal

/// A column in the list of those that a table can show.
struct ColumnItem: Hashable, Sendable {
    let name: String
    let look: ColumnLook
    let isShown: Bool
    /// Whether its width was chosen.
    let isResized: Bool
    /// Nil where rows are not sorted by it.
    let isRising: Bool?
}

extension ViewerState {
    mutating func openColumnChooser() {
        guard shownTable != nil else {
            notice = Notice(text: "only tables have columns to choose from", kind: .bad)
            return
        }
        overlay = .columns(selected: 0)
    }

    /// What a key does in the list of columns. Keys that mean nothing there do nothing.
    mutating func pressInColumnChooser(_ press: KeyPress, selected: Int) -> [ViewerEffect] {
        guard let items = shownTable?.items, items.indices.contains(selected) else {
            overlay = nil
            return []
        }
        let item = items[selected]
        switch press.key {
        case .character(" "):
            if (try? table(.toggle(item.name))) != true {
                notice = Notice(text: "a table shows one column at least", kind: .bad)
            }
        case .character("<"): _ = try? table(.resize(item.name, to: item.look.width - 1))
        case .character(">"): _ = try? table(.resize(item.name, to: item.look.width + 1))
        case .character("K"): shift(item, at: selected, by: -1)
        case .character("J"): shift(item, at: selected, by: 1)
        case .character("s"): _ = try? table(.sort(by: item.name))
        default: return moveInColumnChooser(press, selected, of: items.count)
        }
        return []
    }

    private mutating func shift(_ item: ColumnItem, at place: Int, by step: Int) {
        _ = try? table(.shift(item.name, by: step))
        let moved = shownTable?.items.firstIndex { $0.name == item.name }
        overlay = .columns(selected: moved ?? place)
    }

    private mutating func moveInColumnChooser(_ press: KeyPress, _ selected: Int, of count: Int) -> [ViewerEffect] {
        func move(to place: Int) -> Overlay { .columns(selected: min(count - 1, max(0, place))) }
        switch keys[press] {
        case .moveUp: overlay = move(to: selected - 1)
        case .moveDown: overlay = move(to: selected + 1)
        case .pageUp, .halfPageUp, .first: overlay = move(to: 0)
        case .pageDown, .halfPageDown, .last, .end: overlay = move(to: count - 1)
        case .quit, .back, .open, .columns: overlay = nil
        case .suspend: return [.suspend]
        case .redraw: return [.redraw]
        default: break
        }
        return []
    }
}

extension Screen {
    private static let chooserKeys = [
        ("Space", "show or hide"), ("< >", "width"), ("K J", "move"), ("s", "sort"), ("Enter", "done"),
    ]

    mutating func drawColumnChooser(selected: Int) {
        guard let table = state.shownTable else { return }
        let items = table.items
        let titleWidth = items.map { columns(of: $0.look.title) + 1 }.max() ?? 0
        let meaningWidth = items.map { columns(of: $0.look.meaning) }.max() ?? 0
        let help = Self.chooserKeys.map { "\($0.0) \($0.1)" }.joined(separator: "   ")
        let style = theme.style(.text, on: .header)
        let area = buffer.popup(
            title: "Columns of \(table.name.rawValue)",
            width: max(columns(of: help), 4 + titleWidth + 6 + meaningWidth),
            height: items.count + 2, style: style, border: theme.ink(.accent, on: .header))
        let list = Rect(x: area.x, y: area.y, width: area.width, height: max(0, min(items.count, area.height - 1)))
        let top = max(0, min(selected - list.height / 2, items.count - list.height))
        let fitting = Set(TableLayout(table.looks, in: layout.body).places.map { table.names[$0.index] })
        for line in 0..<list.height where items.indices.contains(top + line) {
            let item = items[top + line]
            let isSelected = top + line == selected
            let base = isSelected ? theme.style(.text, on: .selection).bold : style
            buffer.fill(list.row(line), style: base)
            draw(item, in: list.row(line), base, titleWidth: titleWidth, fits: fitting.contains(item.name))
        }
        drawScrollMark(rows: items.count, top: top, in: list)
        drawChooserKeys(in: area.row(area.height - 1))
    }

    private mutating func draw(_ item: ColumnItem, in row: Rect, _ base: Style, titleWidth: Int, fits: Bool) {
        let parts = row.columns([
            .fixed(2), .fixed(titleWidth), .fixed(5), .fixed(1), .fill(minimum: 4),
        ])
        let faint = theme.legible(base.foreground(theme[.dim]))
        let mark = item.isShown ? (fits ? "●" : "◌") : "·"
        buffer.text(mark, in: parts[0], style: item.isShown ? theme.legible(base.foreground(theme[.accent])) : faint)
        let order = item.isRising.map { $0 ? "▴" : "▾" } ?? ""
        buffer.text(item.look.title + order, in: parts[1], style: item.isShown ? base : faint)
        let width = item.look.fills ? "≥\(item.look.width)" : String(item.look.width)
        buffer.text(width, in: parts[2].leading(4), style: item.isResized ? base : faint, align: .right)
        let note = item.isShown && !fits ? "no room · " : ""
        buffer.text(note + item.look.meaning, in: parts[4], style: faint)
    }

    private mutating func drawChooserKeys(in row: Rect) {
        var x = row.x
        for (key, label) in Self.chooserKeys {
            x += buffer.text(key, x: x, y: row.y, style: theme.style(.accent, on: .header).bold, width: row.right - x)
            let rest = Rect(x: x + 1, y: row.y, width: row.right - x - 1, height: row.height)
            x += buffer.text(label, in: rest, style: theme.style(.dim, on: .header)) + 4
        }
    }
}
