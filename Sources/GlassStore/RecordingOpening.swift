import GRDB
import Glibc

/// The way from a path to a connection that reads a recording of the current version.
struct RecordingOpening {
    let path: String
    let schema: Schema

    struct Opened {
        let connection: SQLiteConnection
        let notices: [String]
    }

    func open() throws(StoreError) -> Opened {
        try checkFile()
        do {
            return try upToDate(try checked(try SQLiteConnection.reading(path: path)), [])
        } catch {
            // Where SQLite can not create the files beside it, it refuses a recording in WAL mode.
            guard case .notReadable(_, let reason) = error, !directoryIsWritable else { throw error }
            guard let alone = try? checked(try SQLiteConnection.readingAlone(path: path)) else { throw error }
            return try upToDate(alone, [aloneNotice(reason)])
        }
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
        let parent = path.prefix(through: path.lastIndex(of: "/") ?? path.startIndex)
        return access(String(parent), W_OK) == 0
    }

    /// The same connection, once it is known to lead to a recording that this glass can read.
    private func checked(_ connection: SQLiteConnection) throws(StoreError) -> SQLiteConnection {
        let (application, version) = try connection.access { db in
            (try Int64.fetchOne(db, sql: "PRAGMA application_id"), try Int.fetchOne(db, sql: "PRAGMA user_version"))
        }
        guard application == Schema.applicationID, let version, version > 0 else {
            throw .notARecording(path: path, reason: "it is an SQLite database of another program")
        }
        guard version <= schema.version else {
            throw .newerVersion(path: path, found: version, supported: schema.version)
        }
        return connection
    }

    /// An older recording is read through a private copy that is brought up to date: the file itself may not be
    /// writable, and is not for a reader to change. Such a copy does not grow.
    private func upToDate(_ connection: SQLiteConnection, _ notices: [String]) throws(StoreError) -> Opened {
        let version = try connection.access { try Int.fetchOne($0, sql: "PRAGMA user_version") } ?? 0
        guard version < schema.version else { return Opened(connection: connection, notices: notices) }
        let copy = try connection.copy()
        try copy.access { try schema.migrate($0, from: version) }
        return Opened(connection: copy, notices: notices)
    }

    private func aloneNotice(_ reason: String) -> String {
        let log = FileStatus(path + "-wal")
        guard let log, log.size > 0 else { return "read without locking it (\(reason))" }
        return "read without its write-ahead log, because the directory can not be written (\(reason)): the last seconds "
            + "are missing; copy \(path) and the files beside it to a directory of yours to see them"
    }
}
