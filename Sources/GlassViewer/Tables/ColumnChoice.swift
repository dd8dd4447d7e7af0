import GlassAnalysis

/// The columns of a table as somebody has arranged them.
struct ColumnChoice<Column: TableColumn>: Hashable, Sendable {
    private let usual: [Column]
    /// All there are: those that show in the order in which they do, the others where they would.
    private(set) var all: [Column] { didSet { settle() } }
    private(set) var shown: Set<Column> { didSet { settle() } }
    /// Of those that are not as wide as usual.
    private(set) var widths: [Column: Int] = [:]

    static var possibleWidths: ClosedRange<Int> { 3...200 }

    init(usual: [Column]) {
        self.usual = usual
        all = usual + Column.allCases.filter { !usual.contains($0) }
        shown = Set(usual)
        columns = usual
    }

    private mutating func settle() { columns = all.filter { shown.contains($0) } }

    /// - Parameter wanted: Columns that do not exist are passed over; where none is left, the usual ones show.
    init(usual: [Column], _ wanted: TableColumns) {
        self.init(usual: usual)
        var chosen: [Column] = []
        for name in wanted.names {
            if let column = Column(rawValue: name), !chosen.contains(column) { chosen.append(column) }
        }
        if !chosen.isEmpty {
            all = chosen + all.filter { !chosen.contains($0) }
            shown = Set(chosen)
            // An initialiser calls no observers.
            settle()
        }
        for (name, width) in wanted.widths { if let column = Column(rawValue: name) { resize(column, to: width) } }
    }

    /// Those that show, from left to right. Kept, because each cell that is drawn asks.
    private(set) var columns: [Column]

    /// Shows or hides a column; the last one stays. False where that is so.
    mutating func toggle(_ column: Column) -> Bool {
        if shown == [column] { return false }
        if shown.remove(column) == nil { shown.insert(column) }
        return true
    }

    mutating func shift(_ column: Column, by places: Int) {
        guard let place = all.firstIndex(of: column) else { return }
        all.remove(at: place)
        all.insert(column, at: min(all.count, max(0, place + places)))
    }

    mutating func resize(_ column: Column, to width: Int) {
        widths[column] = min(Self.possibleWidths.upperBound, max(Self.possibleWidths.lowerBound, width))
    }
}
