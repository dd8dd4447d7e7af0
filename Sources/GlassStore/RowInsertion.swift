import GRDB

/// Inserts rows of integers and short texts, many with each run of a statement, within a transaction of the caller's. SQLite
/// looks for the place of the first alone where each of the others comes behind the one before: that takes a third of the time.
struct RowInsertion {
    /// How many rows the longer of the two statements takes. Twice as many are no quicker.
    static let rowsAtOnce = 32

    private let columns: Int32
    private let one: SQLStatement
    private let many: SQLStatement

    /// - Parameter command: What comes before `VALUES`, such as `INSERT INTO stack`.
    init(_ connection: SQLiteConnection, _ db: Database, _ command: String, columns: Int32) throws {
        self.columns = columns
        let row = "(" + repeatElement("?", count: Int(columns)).joined(separator: ", ") + ")"
        let rows = repeatElement(row, count: Self.rowsAtOnce).joined(separator: ", ")
        one = try connection.statement(db, "\(command) VALUES \(row)")
        many = try connection.statement(db, "\(command) VALUES \(rows)")
    }

    /// Inserts a row for each element, in their order.
    /// - Parameter bind: Gives a statement the values of an element, its first column as the parameter with this number.
    func insert<Rows: RandomAccessCollection>(
        _ rows: Rows, _ bind: (SQLStatement, _ first: Int32, Rows.Element) throws -> Void
    ) throws {
        var rest = rows[...]
        while rest.count >= Self.rowsAtOnce {
            for (place, row) in rest.prefix(Self.rowsAtOnce).enumerated() {
                try bind(many, 1 + Int32(place) * columns, row)
            }
            try many.run()
            rest = rest.dropFirst(Self.rowsAtOnce)
        }
        for row in rest {
            try bind(one, 1, row)
            try one.run()
        }
    }
}
