import GRDB
import Glibc

/// The way from a path to a connection that reads a recording of the current version.
struct RecordingOpening {
    let path: String
    let schema: Schema
    /// Whether an older recording is brought up to date, or taken as it is.
    var migrates = true

    struct Opened {
        let connection: SQLiteConnection
        let notices: [String]

        func row(_ path: String) throws(StoreError) -> RecordingRow {
            guard let row = try connection.access({ try RecordingRow.fetch($0, connection) }) else {
                throw .damaged(path: path, place: "what it says of itself is missing")
            }
            return row
        }
    }

    /// What a recording of any version says of itself, at the cost of one row.
    static func look(_ path: String) throws(StoreError) -> RecordingRow {
        try RecordingOpening(path: path, schema: .current, migrates: false).open().row(path)
    }

    func open() throws(StoreError) -> Opened {
        try checkFile()
        do throws(StoreError) {
            return try upToDate(try SQLiteConnection.reading(path: path), [])
        } catch {
            switch error {
            case .notReadable(_, let reason) where !directoryIsWritable:
                // Where SQLite can not create the files beside it, it refuses a recording in WAL mode.
                let better = StoreError.notReadable(path: path, reason: logReason(reason))
                return try open(insteadOf: better, [aloneNotice(reason)], SQLiteConnection.readingAlone)
            case .damaged(_, let place):
                return try open(insteadOf: error, ["the recording is damaged (\(place))"], SQLiteConnection.rescuing)
            default:
                throw error
            }
        }
    }

    /// Another way to open the file; where that fails too, it is the first error that counts.
    private func open(
        insteadOf error: StoreError, _ notices: [String], _ way: (String) throws(StoreError) -> SQLiteConnection
    ) throws(StoreError) -> Opened {
        guard let opened = try? upToDate(try way(path), notices) else { throw error }
        return opened
    }

    private func checkFile() throws(StoreError) {
        guard let status = FileStatus(path) else {
            if errno == ENOENT || errno == ENOTDIR { throw .notFound(path: path) }
            throw .notReadable(path: path, reason: systemReason())
        }
        guard status.isRegular else { throw .notARecording(path: path, reason: "it is \(status.kind)") }
        guard status.size > 0 else { throw .notARecording(path: path, reason: "the file is empty") }
        guard access(path, R_OK) == 0 else { throw .notReadable(path: path, reason: systemReason()) }
    }

    private var directoryIsWritable: Bool {
        let parent = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        return access(parent, W_OK) == 0
    }

    /// The version of the file, if it is a recording that this glass can read.
    private func checkedVersion(_ connection: SQLiteConnection) throws(StoreError) -> Int {
        let (application, version) = try connection.access { db in
            (
                try SQLStatement(db, "PRAGMA application_id").number(),
                try SQLStatement(db, "PRAGMA user_version").number()
            )
        }
        guard application == Schema.applicationID, let version = version.map(Int.init), version > 0 else {
            throw .notARecording(path: path, reason: "it is an SQLite database of another program")
        }
        guard version <= schema.version else {
            throw .newerVersion(path: path, found: version, supported: schema.version)
        }
        return version
    }

    /// A recording too old is read through a private copy that is brought up to date: the file itself may not be
    /// writable, and is not for a reader to change. Such a copy does not grow.
    private func upToDate(_ connection: SQLiteConnection, _ notices: [String]) throws(StoreError) -> Opened {
        let version = try checkedVersion(connection)
        guard migrates, version < min(schema.version, schema.readableFrom) else {
            return Opened(connection: connection, notices: notices)
        }
        let copy = try connection.copy()
        try copy.access { try schema.migrate($0, from: version) }
        return Opened(connection: copy, notices: notices)
    }

    private var hasLog: Bool { FileStatus(path + "-wal").map { $0.size > 0 } ?? false }

    private func logReason(_ reason: String) -> String {
        guard hasLog else { return reason }
        return
            "its directory can not be written, which its write-ahead log needs (\(reason)); copy it, with \(path)-wal, "
            + "to a directory of yours"
    }

    private func aloneNotice(_ reason: String) -> String {
        guard hasLog else { return "read without locking it (\(reason))" }
        return "its last seconds are missing: \(logReason(reason))"
    }
}
