import GRDB
import GlassModel
import GlassTestSupport
import Testing

@testable import GlassStore

@Suite struct RowInsertionTests {
    /// None, fewer than a statement takes, just as many, and more.
    @Test(arguments: [0, 1, 31, 32, 33, 64, 100])
    func insertsEachRowOnce(count: Int) throws {
        let directory = try TemporaryDirectory()
        try DatabaseQueue(path: directory["a"]).write { try $0.execute(sql: "CREATE TABLE pair (a, b)") }
        let connection = try SQLiteConnection.writing(path: directory["a"])
        let found = try connection.access { db in
            let pairs = RowInsertion(connection: connection, db: db, command: "INSERT INTO pair", columns: 2)
            try pairs.insert(0..<count) { row, first, number in
                row.bind(first, Int64(number)).bind(first + 1, Int64(-number))
            }
            let rows = try Row.fetchAll(db, sql: "SELECT a, b FROM pair ORDER BY rowid")
            return rows.map { [$0[0] as Int, $0[1] as Int] }
        }
        #expect(found == (0..<count).map { [$0, -$0] })
    }

    /// What a statement that fails was to insert is not there, nor what comes after it.
    @Test func endsWithTheRowsThatFail() throws {
        let directory = try TemporaryDirectory()
        try DatabaseQueue(path: directory["a"]).write { try $0.execute(sql: "CREATE TABLE number (n PRIMARY KEY)") }
        let connection = try SQLiteConnection.writing(path: directory["a"])
        let found = try connection.access { db in
            let numbers = RowInsertion(connection: connection, db: db, command: "INSERT INTO number", columns: 1)
            #expect(throws: DatabaseError.self) {
                try numbers.insert(0..<100) { row, first, number in row.bind(first, Int64(number == 40 ? 39 : number)) }
            }
            return try Int.fetchOne(db, sql: "SELECT count(*) FROM number")
        }
        #expect(found == RowInsertion.rowsAtOnce)
    }
}
