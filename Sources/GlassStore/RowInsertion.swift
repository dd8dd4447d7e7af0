import GRDB

/// Inserts rows of integers and short texts, many with each run of a statement, within a transaction of the caller's. SQLite
/// looks for the place of the first alone where each of the others comes behind the one before: that takes a third of the time.
struct RowInsertion {
    /// How many rows a statement takes at most; twice as many are no quicker.
    static let rowsAtOnce = 32

    let connection: SQLiteConnection
    let db: Database
    /// What comes before `VALUES`, such as `INSERT INTO stack`.
    let command: String
    let columns: Int32

    /// Inserts a row for each element, in their order.
    /// - Parameter bind: Gives a statement the values of an element, its first column as the parameter with this number.
    func insert<Rows: RandomAccessCollection>(
        _ rows: Rows, _ bind: (SQLStatement, _ first: Int32, Rows.Element) throws -> Void
    ) throws {
        let rest = rows.count % Self.rowsAtOnce
        try insert(rows.dropLast(rest), Self.rowsAtOnce, bind)
        try insert(rows.suffix(rest), 1, bind)
    }

    /// - Parameter count: How many rows each run of the statement takes: a part of all.
    private func insert<Rows: RandomAccessCollection>(
        _ rows: Rows, _ count: Int, _ bind: (SQLStatement, _ first: Int32, Rows.Element) throws -> Void
    ) throws {
        guard !rows.isEmpty else { return }
        let statement = try statement(rows: count)
        var place: Int32 = 0
        for row in rows {
            try bind(statement, 1 + place * columns, row)
            place += 1
            guard place == count else { continue }
            try statement.run()
            place = 0
        }
    }

    private func statement(rows: Int) throws -> SQLStatement {
        let row = "(" + repeatElement("?", count: Int(columns)).joined(separator: ", ") + ")"
        let all = repeatElement(row, count: rows).joined(separator: ", ")
        return try connection.statement(db, "\(command) VALUES \(all)")
    }
}
