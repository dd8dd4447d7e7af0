import GRDB
import Glibc

extension StoreError {
    /// What SQLite's result means for a recording.
    init(_ error: any Error, path: String, purpose: SQLiteConnection.Purpose) {
        guard let error = error as? DatabaseError else {
            self = error as? StoreError ?? .notReadable(path: path, reason: "\(error)")
            return
        }
        let message = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_FULL:
            self = .full(path: path)
        case .SQLITE_NOTADB:
            self = .notARecording(path: path, reason: "it is no SQLite file, or its first page is damaged")
        case .SQLITE_CORRUPT:
            self = .damaged(path: path, place: message)
        case .SQLITE_IOERR where purpose == .writing && StoreError.diskIsFull(path):
            self = .full(path: path)
        case .SQLITE_IOERR where purpose == .reading, .SQLITE_ERROR where purpose == .reading:
            self = .damaged(path: path, place: message)
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self = StoreError(reason: "another program keeps it locked", path: path, purpose: purpose)
        default:
            self = StoreError(reason: message, path: path, purpose: purpose)
        }
    }

    private init(reason: String, path: String, purpose: SQLiteConnection.Purpose) {
        switch purpose {
        case .writing: self = .notWritable(path: path, reason: reason)
        case .reading: self = .notReadable(path: path, reason: reason)
        }
    }

    /// SQLite reports a write-ahead log's shared memory that finds no room as a plain I/O error.
    private static func diskIsFull(_ path: String) -> Bool {
        var status = statvfs()
        return statvfs(path, &status) == 0 && (status.f_bavail < 16 || (status.f_files > 0 && status.f_favail == 0))
    }
}
