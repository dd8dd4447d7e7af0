import GRDB

/// A connection to one file, with the statements that were prepared on it.
///
/// Unchecked, because the queue lets one caller at a time in, and only within ``access(_:)`` are statements used.
final class SQLiteConnection: @unchecked Sendable {
    let path: String
    private let queue: DatabaseQueue
    private var statements: [String: SQLStatement] = [:]
    private let purpose: Purpose

    enum Purpose { case reading, writing }

    /// For writing into a file that is there.
    static func writing(path: String) throws(StoreError) -> SQLiteConnection {
        try open(path, .writing) { try DatabaseQueue(path: absolutePath(path), configuration: configuration(.writing)) }
    }

    static func reading(path: String) throws(StoreError) -> SQLiteConnection {
        try open(path, .reading) { try DatabaseQueue(path: absolutePath(path), configuration: configuration(.reading)) }
    }

    /// Takes the file for one that nobody writes, and needs nothing beside it: neither locks nor a write-ahead log.
    static func readingAlone(path: String) throws(StoreError) -> SQLiteConnection {
        let uri = "file:" + absolutePath(path).utf8.map(percentEncoded).joined() + "?immutable=1"
        return try open(path, .reading) { try DatabaseQueue(path: uri, configuration: configuration(.reading)) }
    }

    /// Goes on where the file is shorter than it says, which SQLite else takes for a reason to read nothing of it.
    static func rescuing(path: String) throws(StoreError) -> SQLiteConnection {
        try open(path, .reading) {
            let configuration = configuration(.reading, "PRAGMA writable_schema = ON")
            return try DatabaseQueue(path: absolutePath(path), configuration: configuration)
        }
    }

    private init(path: String, queue: DatabaseQueue, purpose: Purpose) {
        self.path = path
        self.queue = queue
        self.purpose = purpose
    }

    private static func open(
        _ path: String, _ purpose: Purpose, _ make: () throws -> DatabaseQueue
    ) throws(StoreError) -> SQLiteConnection {
        do {
            return SQLiteConnection(path: path, queue: try make(), purpose: purpose)
        } catch {
            throw StoreError(error, path: path, purpose: purpose)
        }
    }

    private static func configuration(_ purpose: Purpose, _ preparation: String = "") -> Configuration {
        var configuration = Configuration()
        configuration.readonly = purpose == .reading
        configuration.foreignKeysEnabled = false
        configuration.busyMode = .timeout(2)
        configuration.label = "glass.recording"
        configuration.prepareDatabase { db in
            try db.execute(sql: preparation)
            // A file from elsewhere may be damaged or malicious. No mmap: a file that shrinks would then be a SIGBUS.
            try db.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0")
        }
        return configuration
    }

    private static func percentEncoded(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "-"):
            String(UnicodeScalar(byte))
        default:
            "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
    }

    deinit { try? close() }
}

extension SQLiteConnection {
    /// Runs `body` with the connection to itself. What it throws comes out as a ``StoreError``.
    func access<Result>(_ body: (Database) throws -> Result) throws(StoreError) -> Result {
        do {
            return try queue.writeWithoutTransaction(body)
        } catch {
            throw StoreError(error, path: path, purpose: purpose)
        }
    }

    /// The statement for `sql`, prepared once. Only within ``access(_:)``.
    func statement(_ db: Database, _ sql: String) throws -> SQLStatement {
        if let statement = statements[sql] { return statement }
        let statement = try SQLStatement(db, sql)
        statements[sql] = statement
        return statement
    }

    /// A private copy in a temporary file that vanishes with its connection, and may be changed.
    func copy() throws(StoreError) -> SQLiteConnection {
        try SQLiteConnection.open(path, .reading) {
            // The empty name: <https://www.sqlite.org/inmemorydb.html#temp_db>.
            let copy = try DatabaseQueue(path: "", configuration: SQLiteConnection.configuration(.writing))
            try queue.backup(to: copy)
            return copy
        }
    }

    func close() throws(StoreError) {
        statements = [:]
        do {
            try queue.close()
        } catch {
            throw StoreError(error, path: path, purpose: purpose)
        }
    }
}
