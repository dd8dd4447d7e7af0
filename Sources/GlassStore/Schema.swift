import GRDB

/// One step from a version of the format to the next.
struct Migration: Sendable {
    /// The version that the step leads to; stands in `PRAGMA user_version`.
    let version: Int
    let sql: String
}

/// The format of a recording: how to tell one, and how to bring one up to date.
struct Schema: Sendable {
    /// "GLAS", in `PRAGMA application_id`: what `file` and glass know a recording by.
    static let applicationID: Int64 = 0x474C_4153

    /// Consecutive, from 1.
    let migrations: [Migration]
    /// Recordings from this version on are read as they are: what they lack, readers do without.
    var readableFrom = Int.max

    static let current = Schema(
        migrations: [
            Migration(version: 1, sql: schemaVersion1), Migration(version: 2, sql: schemaVersion2),
            Migration(version: 3, sql: schemaVersion3), Migration(version: 4, sql: schemaVersion4),
            Migration(version: 5, sql: schemaVersion5), Migration(version: 6, sql: schemaVersion6),
        ], readableFrom: 2)

    var version: Int { migrations.last?.version ?? 0 }

    /// Applies, in one transaction, what a file of version `from` lacks; a new file has version 0.
    func migrate(_ db: Database, from: Int) throws {
        try db.inTransaction(.immediate) {
            for migration in migrations where migration.version > from {
                try db.execute(sql: migration.sql)
            }
            try db.execute(sql: "PRAGMA application_id = \(Self.applicationID)")
            try db.execute(sql: "PRAGMA user_version = \(version)")
            return .commit
        }
    }
}
