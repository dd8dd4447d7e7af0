import GlassAnalysis
import GlassModel
import GlassTerminal

extension Screen {
    mutating func drawTable(_ table: any TableOnScreen) {
        guard let profile = state.profile else { return }
        let looks = table.looks
        let places = TableLayout(looks, in: layout.body)
        drawTitles(of: table, looks, places)
        if table.count == 0 { return say(emptyTable(isFiltered: !table.filter.isEmpty)) }
        let context = state.cellContext(profile)
        let last = min(table.count, table.top + places.rows.height)
        let rows = (table.top..<max(table.top, last)).map { table.row($0, in: context) }
        for (line, row) in rows.enumerated() {
            let area = places.rows.row(line)
            let style = rowStyle(area, isSelected: table.top + line == table.selectedIndex)
            if let mark = row.mark {
                buffer.put(Glyph("▌"), x: area.x, y: area.y, style: style.foreground(theme[mark]))
            }
        }
        for place in places.places {
            drawColumn(place, looks[place.index], rows, places, peak: table.peak(ofColumn: place.index))
        }
        drawScrollbar(rows: table.count, top: table.top, in: places.scrollbar)
    }

    private mutating func drawTitles(of table: any TableOnScreen, _ looks: [ColumnLook], _ layout: TableLayout) {
        let style = theme.style(.dim)
        buffer.fill(layout.titles, style: style)
        let note = layout.dropped > 0 ? " +\(layout.dropped)" : ""
        let end = layout.titles.right - columns(of: note)
        let sortedColumn = table.sorted
        for place in layout.places {
            let look = looks[place.index]
            let sorted = sortedColumn.flatMap { $0.index == place.index ? $0 : nil }
            let title = look.title + (sorted.map { $0.isRising ? "▴" : "▾" } ?? "")
            let area = Rect(
                x: place.x, y: layout.titles.y, width: min(place.width, end - place.x), height: layout.titles.height)
            buffer.text(
                title, in: area, style: sorted == nil ? style : theme.style(.accent).bold, align: look.alignment)
        }
        buffer.text(note, x: end, y: layout.titles.y, style: theme.style(.accent), width: layout.titles.right - end)
    }

    private mutating func drawColumn(
        _ place: TableLayout.Place, _ look: ColumnLook, _ rows: [RowOnScreen], _ layout: TableLayout, peak: Double?
    ) {
        let cells = rows.map { $0.cell(place.index, place.width) }
        let unitWidth = look.alignment == .right ? cells.map { columns(of: unit(of: $0.text)) }.max() ?? 0 : 0
        let peak = peak ?? Self.peak(of: cells)
        for (line, cell) in cells.enumerated() {
            let area = layout.area(of: place, in: layout.rows.row(line))
            guard let style = buffer[area.x, area.y]?.style else { continue }
            draw(cell, in: area, style, look.alignment, unitWidth: unitWidth)
            drawBar(cell.bar, peak: peak, behind: area, style)
        }
    }

    private static func peak(of cells: [TableCell]) -> Double {
        cells.map { $0.bar.reduce(0) { $0 + $1.value } }.max() ?? 0
    }

    /// The unit behind a number with a blank before it; empty for a number without one.
    private func unit(of text: String) -> Substring {
        guard let blank = text.lastIndex(of: " "), text[blank...].allSatisfy({ !$0.isNumber }) else { return "" }
        return text[blank...]
    }

    /// Figures stand one below the other by their last digit, whatever their units.
    private mutating func draw(
        _ cell: TableCell, in area: Rect, _ base: Style, _ alignment: Alignment, unitWidth: Int
    ) {
        var style = cell.role == .text ? base : theme.legible(base.foreground(theme[cell.role]))
        if cell.isBold { style = style.bold }
        if cell.isName { style = nameStyle(cell.text, style) }
        guard alignment == .right else {
            guard let mark = cell.mark, area.width > 2 else {
                return _ = buffer.text(cell.text, in: area, style: style)
            }
            buffer.put(Glyph("▌"), x: area.x, y: area.y, style: base.foreground(mark))
            return _ = buffer.text(cell.text, in: area.inset(left: 2), style: style)
        }
        let spare = max(0, min(unitWidth - columns(of: unit(of: cell.text)), area.width - columns(of: cell.text)))
        buffer.text(cell.text, in: area.leading(area.width - spare), style: style, align: .right)
    }

    /// Colours the cells behind a text; the part of a cell at its end where nothing stands in that.
    private mutating func drawBar(_ parts: [TableCell.BarPart], peak: Double, behind area: Rect, _ base: Style) {
        guard peak > 0, !area.isEmpty else { return }
        if theme.depth == .monochrome { return drawPlainBar(parts, peak: peak, behind: area) }
        var left = parts.reduce(0) { $0 + max(0, $1.value) }
        // From the last to the first, each over what the others have left.
        for part in parts.reversed() where part.value > 0 {
            let length = min(1, left / peak) * Double(area.width)
            left -= part.value
            let tint = theme.tinted(base, over: base, theme[part.role]).background
            let whole = area.leading(Int(length))
            buffer.restyle(whole) { theme.tinted($0, over: base, theme[part.role]) }
            let share = length - Double(whole.width)
            guard share >= Self.leastPart, whole.right < area.right, isFree(whole.right, in: area),
                let cell = buffer[whole.right, area.y]
            else { continue }
            let end = Rect(x: whole.right, y: area.y, width: 1, height: 1)
            buffer.bar(share, in: end, style: cell.style.foreground(tint))
        }
    }

    /// Without colours, the first part is reversed and what follows is underlined, in whole cells.
    private mutating func drawPlainBar(_ parts: [TableCell.BarPart], peak: Double, behind area: Rect) {
        var sum = 0.0
        var x = area.x
        for (index, part) in parts.enumerated() {
            sum += max(0, part.value)
            let end = area.x + Int((min(1, sum / peak) * Double(area.width)).rounded())
            let piece = Rect(x: x, y: area.y, width: end - x, height: 1)
            buffer.restyle(piece) { $0.with(index == 0 ? .reverse : .underline) }
            x = max(x, end)
        }
    }

    /// Less than this of a cell is not drawn: a column of hairs says nothing.
    private static let leastPart = 1.0 / 8

    /// Whether a cell is empty and does not part a text.
    private func isFree(_ x: Int, in area: Rect) -> Bool {
        func isEmpty(_ x: Int) -> Bool {
            x < area.x || x >= area.right || buffer[x, area.y]?.glyph == .space
        }
        return isEmpty(x) && (isEmpty(x - 1) || isEmpty(x + 1))
    }

    /// A thin line at the right edge, where the rows on the screen are among all.
    private mutating func drawScrollbar(rows: Int, top: Int, in area: Rect) {
        guard rows > area.height, !area.isEmpty else { return }
        let length = max(1, area.height * area.height / rows)
        let room = area.height - length
        let last = max(1, rows - area.height)
        // At the ends it is only where the very first and the very last rows show.
        let start = top == 0 ? 0 : top >= last ? room : min(max(room - 1, 0), max(min(1, room), top * room / last))
        for line in start..<(start + length) {
            guard let cell = buffer[area.x, area.y + line] else { continue }
            buffer.put(Glyph("┃"), x: area.x, y: area.y + line, style: cell.style.foreground(theme[.dim]))
        }
    }

    mutating func rowStyle(_ line: Rect, isSelected: Bool) -> Style {
        let style = isSelected ? theme.style(.text, on: .selection).bold : theme.style()
        buffer.fill(line, style: style)
        return style
    }

    private func emptyTable(isFiltered: Bool) -> String {
        isFiltered ? "the filter keeps no row · \\ changes it, Esc clears it" : "nothing here yet"
    }
}

extension Screen {
    /// Names that are searched for are marked.
    func nameStyle(_ name: String, _ style: Style) -> Style {
        guard let matcher = state.matcher, matcher.matches(name) else { return style }
        return Style(theme.ink(on: theme[.search]), on: theme[.search], style.attributes)
    }

    func dim(_ style: Style) -> Style {
        theme.legible(Style(theme[.dim], on: style.background))
    }
}

extension Theme {
    /// Text on a bar of a colour over the background of a row: on a tint of it where there are colours enough, so that
    /// the text keeps its own.
    func tinted(_ style: Style, over base: Style, _ color: Color) -> Style {
        let tint = depth == .sixteen ? color : mix(base.background, color, 0.4)
        let background = tint == base.background ? color : tint
        return style.background(background).foreground(
            style.foreground.contrast(with: background) >= 4.5 ? style.foreground : ink(on: background))
    }
}
