import GlassTerminal

/// Where the columns of a table stand on the screen, for drawing and for the mouse alike.
struct TableLayout: Hashable, Sendable {
    struct Place: Hashable, Sendable {
        /// Which of the table's columns this is, counted from the left.
        let index: Int
        let x: Int
        let width: Int
    }

    /// Blank cells between two columns.
    static let gap = 1

    /// What is kept free at the right edge for the number of columns that have no room.
    private static let noteWidth = 2

    let titles: Rect
    let rows: Rect
    /// At the right edge, beside the rows.
    let scrollbar: Rect
    let places: [Place]
    /// How many columns had no room.
    let dropped: Int

    init(_ looks: [ColumnLook], in area: Rect) {
        titles = area.row(0)
        rows = Rect(x: area.x, y: area.y + 1, width: area.width, height: area.height - 1)
        scrollbar = Rect(x: rows.right - 1, y: rows.y, width: min(1, rows.width), height: rows.height)
        var room = max(0, area.width - 2)
        var kept = Self.kept(looks, in: room)
        if kept.count < looks.count {
            // How many are missing stands behind the last title.
            room = max(0, room - Self.noteWidth)
            kept = Self.kept(looks, in: room)
        }
        dropped = looks.count - kept.count
        let widths = Layout.split(
            room - Self.gap * max(0, kept.count - 1),
            kept.map { looks[$0].fills ? .fill(minimum: looks[$0].width) : .fixed(looks[$0].width) })
        var x = area.x + 1
        places = zip(kept, widths).map { index, width in
            defer { x += width + Self.gap }
            return Place(index: index, x: x, width: width)
        }
    }

    /// What does not fit goes from the right; what fills stays, whatever is left for it.
    private static func kept(_ looks: [ColumnLook], in room: Int) -> [Int] {
        var kept = Array(looks.indices)
        func least() -> Int { kept.reduce(gap * max(0, kept.count - 1)) { $0 + looks[$1].width } }
        while least() > room, let last = kept.last(where: { !looks[$0].fills }) { kept.removeAll { $0 == last } }
        return kept
    }

    func area(of place: Place, in row: Rect) -> Rect { Rect(x: place.x, y: row.y, width: place.width, height: 1) }

    /// The column whose title stands at a place of the screen.
    func title(x: Int, y: Int) -> Int? {
        guard titles.contains(x: x, y: y) else { return nil }
        return places.first { x >= $0.x && x < $0.x + $0.width }?.index
    }

    /// The column that changes its width when the edge at a place of the screen is dragged, and whether it grows
    /// towards the right. The side of the edge that has what fills takes what is left, so the column is of the other.
    func edge(x: Int, y: Int, fills: (Int) -> Bool) -> (index: Int, growsRight: Bool)? {
        guard titles.contains(x: x, y: y), let left = places.lastIndex(where: { x >= $0.x + $0.width }),
            x < places[left].x + places[left].width + Self.gap
        else { return nil }
        let filling = places.firstIndex { fills($0.index) } ?? places.count
        if left < filling { return (places[left].index, true) }
        return left + 1 < places.count ? (places[left + 1].index, false) : nil
    }
}
