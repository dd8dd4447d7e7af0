import GlassAnalysis
import GlassModel
import GlassTerminal

/// A row of a table that can stand on the screen.
protocol ShownRow: FilterSubject, Sendable {
    associatedtype Column: TableColumn

    static var tableName: TableName { get }
    /// The columns that show unless somebody chooses others, from left to right.
    static var usualColumns: [Column] { get }
    /// What `s` sorts by first, one after the other; the other columns that show follow.
    static var sortedFirst: [Column] { get }
    /// Those with a bar behind their texts.
    static var barColumns: [Column] { get }
    /// Whether the row of the selection stays in its place on the screen while others come in above it.
    static var holdsStill: Bool { get }
    static func look(of column: Column) -> ColumnLook
    func cell(_ column: Column, in context: CellContext) -> TableCell
    /// The colour of a mark before a row that must not be overlooked.
    var warning: Theme.Role? { get }
    /// What a person would call it.
    var copiedName: String { get }
}

extension ShownRow {
    static var holdsStill: Bool { false }
    var warning: Theme.Role? { nil }
}

/// How a column looks.
struct ColumnLook: Hashable, Sendable {
    /// Stands above the column.
    let title: String
    /// What it holds, for the list of columns.
    let meaning: String
    /// In cells; the least where it fills.
    var width: Int
    let alignment: Alignment
    /// Whether it takes what the others leave. Such a column always shows.
    let fills: Bool

    /// A column of texts.
    static func text(_ title: String, _ width: Int, _ meaning: String, fills: Bool = false) -> ColumnLook {
        ColumnLook(title: title, meaning: meaning, width: width, alignment: .left, fills: fills)
    }

    /// A column of figures.
    static func figure(_ title: String, _ width: Int, _ meaning: String) -> ColumnLook {
        ColumnLook(title: title, meaning: meaning, width: width, alignment: .right, fills: false)
    }
}

/// What stands in one cell of a table.
struct TableCell: Sendable {
    /// A piece of the bar behind the text.
    struct BarPart: Sendable {
        /// In the unit of the column's values.
        let value: Double
        let role: Theme.Role
    }

    var text: String
    var role = Theme.Role.text
    var isBold = false
    /// Whether what is searched for is marked in it.
    var isName = false
    /// The colour of a block before the text.
    var mark: Color?
    var bar: [BarPart] = []
}

/// What a cell depends on besides its row.
struct CellContext: Sendable {
    let profile: Profile
    let metric: Metric
    let colors: FrameColors
    let secondsFromUTC: Int64
    /// The columns of the screen that the cell has.
    var width = 0
}

extension TableCell {
    /// A figure in the form of its kind; nothing where it is not known.
    static func figure(_ value: FilterValue?, role wanted: Theme.Role = .text) -> TableCell {
        // What did not happen must not catch the eye.
        let role = value?.isZero == true ? .dim : wanted
        return switch value {
        case .duration(let time): TableCell(text: DurationText.format(time), role: role)
        case .number(let number): TableCell(text: NumberText.count(Int64(clamping: number)), role: role)
        case .size(let bytes): TableCell(text: SizeText.format(bytes), role: role)
        case .percent(let share): TableCell(text: NumberText.percent(share / 100), role: role)
        case .text(let text): TableCell(text: text, role: role)
        case nil: TableCell(text: "")
        }
    }
}

extension Int64 {
    /// The nearest whole number.
    fileprivate init(clamping number: Double) {
        self = Int64(exactly: number.rounded()) ?? (number > 0 ? .max : number < 0 ? .min : 0)
    }
}
