/// A table's columns and the widths that they get.
public struct TableColumns: Sendable {
    /// One column.
    public struct Column: Sendable {
        public var title: String
        public var width: Layout.Constraint
        public var alignment: Alignment
        /// Columns of a higher number go first where there is no room for all.
        public var dispensable: Int

        public init(_ title: String, _ width: Layout.Constraint, _ alignment: Alignment = .left, dispensable: Int = 0) {
            self.title = title
            self.width = width
            self.alignment = alignment
            self.dispensable = dispensable
        }

        var leastWidth: Int {
            switch width {
            case .fixed(let width): width
            case .percent(_, let minimum), .fill(let minimum): minimum
            }
        }
    }

    public let columns: [Column]
    /// Blank cells between two columns.
    public var gap = 1

    public init(_ columns: [Column]) { self.columns = columns }

    /// The place of each column in one row; empty for those that are left out.
    public func places(in row: Rect) -> [Rect] {
        var kept = Array(columns.indices)
        while least(kept) > row.width, let last = kept.max(by: { columns[$0].dispensable < columns[$1].dispensable }),
            columns[last].dispensable > 0
        {
            kept.removeAll { $0 == last }
        }
        let widths = Layout.split(row.width - gap * max(0, kept.count - 1), kept.map { columns[$0].width })
        var places = columns.map { _ in Rect(x: row.x, y: row.y, width: 0, height: 0) }
        var x = row.x
        for (index, width) in zip(kept, widths) {
            places[index] = Rect(x: x, y: row.y, width: width, height: row.height)
            x += width + gap
        }
        return places
    }

    private func least(_ kept: [Int]) -> Int {
        kept.reduce(gap * max(0, kept.count - 1)) { $0 + columns[$1].leastWidth }
    }

    /// Draws the titles; the one of the column that is sorted by gets a mark.
    public func drawTitles(
        in row: Rect, on buffer: inout CellBuffer, style: Style, sorted: (Int, ascending: Bool)?, sortedStyle: Style
    ) {
        buffer.fill(row, style: style)
        for (index, place) in places(in: row).enumerated() {
            let isSorted = sorted?.0 == index
            let mark = isSorted ? (sorted?.ascending == true ? "▴" : "▾") : ""
            buffer.text(
                columns[index].title + mark, in: place, style: isSorted ? sortedStyle : style,
                align: columns[index].alignment)
        }
    }
}
