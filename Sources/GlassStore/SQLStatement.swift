import GRDB
import GRDBSQLite

/// One prepared statement, through SQLite's C interface: rows by the hundred thousand are read and written without
/// the boxing of GRDB's `Row`. Indexes of parameters count from 1, those of columns from 0, as SQLite has it.
final class SQLStatement {
    private let handle: OpaquePointer
    private let connection: OpaquePointer

    init(_ db: Database, _ sql: String) throws {
        guard let connection = db.sqliteConnection else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
        var handle: OpaquePointer?
        let code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard code == SQLITE_OK, let handle else { throw SQLStatement.error(code, connection) }
        self.handle = handle
        self.connection = connection
    }

    deinit { sqlite3_finalize(handle) }

    /// Whether there is a row to read.
    func step() throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw SQLStatement.error(code, connection)
        }
    }

    /// Ends the reading or writing, so that the statement can run again and holds no lock.
    func reset() { sqlite3_reset(handle) }

    /// Runs a statement that gives no rows.
    func run() throws {
        defer { reset() }
        _ = try step()
    }

    /// The first column of the only row.
    func number() throws -> Int64? {
        defer { reset() }
        return try step() ? int64(0) : nil
    }

    private static func error(_ code: CInt, _ connection: OpaquePointer) -> DatabaseError {
        DatabaseError(resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(connection)))
    }
}

extension SQLStatement {
    @discardableResult
    func bind(_ index: Int32, _ value: Int64) -> SQLStatement {
        sqlite3_bind_int64(handle, index, value)
        return self
    }

    @discardableResult
    func bind(_ index: Int32, _ value: Int64?) -> SQLStatement {
        guard let value else {
            sqlite3_bind_null(handle, index)
            return self
        }
        return bind(index, value)
    }

    @discardableResult
    func bind(_ index: Int32, _ value: Double) -> SQLStatement {
        sqlite3_bind_double(handle, index, value)
        return self
    }

    @discardableResult
    func bind(_ index: Int32, _ value: String?) -> SQLStatement {
        guard let value else {
            sqlite3_bind_null(handle, index)
            return self
        }
        // Through the C string, because an empty buffer may have no address, which SQLite would take for NULL.
        let length = Int32(clamping: value.utf8.count)
        value.withCString { _ = sqlite3_bind_text(handle, index, $0, length, SQLStatement.copied) }
        return self
    }

    @discardableResult
    func bind(_ index: Int32, _ value: [UInt8]) -> SQLStatement {
        value.withUnsafeBytes {
            _ = sqlite3_bind_blob(handle, index, $0.baseAddress, Int32(clamping: $0.count), SQLStatement.copied)
        }
        return self
    }

    /// Text that is UTF-8, and not empty.
    @discardableResult
    func bind(_ index: Int32, utf8 text: [UInt8]) -> SQLStatement {
        text.withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                _ = sqlite3_bind_text(handle, index, $0.baseAddress, Int32(clamping: $0.count), SQLStatement.copied)
            }
        }
        return self
    }

    /// SQLITE_TRANSIENT, a macro that Swift does not import: SQLite copies the bytes before it returns.
    private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
}

extension SQLStatement {
    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }
    func int64(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }
    func int32(_ column: Int32) -> Int32 { Int32(clamping: int64(column)) }
    func double(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }
    func optionalInt64(_ column: Int32) -> Int64? { isNull(column) ? nil : int64(column) }

    /// Bytes that are no UTF-8 are replaced, not refused.
    func text(_ column: Int32) -> String {
        guard let bytes = sqlite3_column_text(handle, column) else { return "" }
        let count = Int(sqlite3_column_bytes(handle, column))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    /// Calls `body` with the text's UTF-8, which is gone with the row and may be damaged.
    func withText<Failure: Error>(
        _ column: Int32, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        guard let bytes = sqlite3_column_text(handle, column) else { return }
        try body(UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(handle, column))))
    }

    func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

    func blob(_ column: Int32) -> [UInt8] { withBlob(column) { [UInt8]($0) } }

    /// Calls `body` with bytes that are gone with the row.
    func withBlob<Result, Failure: Error>(
        _ column: Int32, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard let bytes = sqlite3_column_blob(handle, column) else {
            return try body(UnsafeRawBufferPointer(start: nil, count: 0))
        }
        return try body(UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(handle, column))))
    }
}
