/// Columns of plain text, aligned by what stands in them.
struct TextTable {
    enum Alignment { case left, right }

    private let alignments: [Alignment]
    private var rows: [[String]] = []
    private let indent: String

    init(_ columns: [(title: String, alignment: Alignment)], indent: String = "  ") {
        alignments = columns.map(\.alignment)
        self.indent = indent
        if columns.contains(where: { !$0.title.isEmpty }) { rows.append(columns.map(\.title)) }
    }

    /// As many cells as there are columns.
    mutating func add(_ cells: [String]) { rows.append(cells) }

    /// One line for each row, without blanks at its end. The last column is not padded.
    var lines: [String] {
        let widths = alignments.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.indices.map { pad(row[$0], to: widths[$0], alignments[$0]) }
            let line = indent + cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }

    private func pad(_ text: String, to width: Int, _ alignment: Alignment) -> String {
        let blanks = String(repeating: " ", count: max(0, width - text.count))
        return alignment == .left ? text + blanks : blanks + text
    }
}
