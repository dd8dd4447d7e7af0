import GRDB
import GlassModel

/// The one writer of one recording. Not for use from two threads at a time.
///
/// Every batch is a transaction: whatever ends the process, the recording opens and holds every batch but at most the
/// one being written. After an error, what was written before stays readable, and the writer may be used again.
public final class RecordingWriter: RecordingSink {
    public let path: String
    private let lock: WriterLock
    private let connection: SQLiteConnection
    private let started: Timestamp
    private var counts = BatchCounts()
    private var rollups = RollupWindow()
    private var samples = SampleLog()
    private var summaries = SummaryLog()
    private let strings = StringNumbers()
    private var seconds = LateSeconds()
    private var revision: Int64 = 0
    private var isFinished = false

    /// Creates the file, readable for its owner only, and says in it what is being recorded.
    /// - Parameter overwrite: replaces a regular file at `path`, unless another writer is at it.
    /// - Throws: ``StoreError/exists(path:)``, ``StoreError/busy(path:)``, ``StoreError/full(path:)`` or
    ///   ``StoreError/notWritable(path:reason:)``; nothing is left behind.
    public init(path: String, info: RecordingInfo, overwrite: Bool = false) throws(StoreError) {
        self.path = path
        if !overwrite, FileStatus(path, followingLinks: false) != nil { throw .exists(path: path) }
        lock = try WriterLock(recording: path)
        do {
            connection = try RecordingWriter.create(path, info, overwrite: overwrite)
        } catch {
            lock.release()
            throw error
        }
        started = info.started
    }

    private static func create(
        _ path: String, _ info: RecordingInfo, overwrite: Bool
    ) throws(StoreError) -> SQLiteConnection {
        let file = try NewFile(path: path, overwrite: overwrite)
        do throws(StoreError) {
            let connection = try SQLiteConnection.writing(path: path)
            try connection.access { try prepare($0, connection, info) }
            guard file.isInPlace else { throw .notWritable(path: path, reason: "another file took its place") }
            return connection
        } catch {
            file.remove()
            throw error
        }
    }

    private static func prepare(_ db: Database, _ connection: SQLiteConnection, _ info: RecordingInfo) throws {
        // NORMAL: a killed process loses nothing; only a machine that fails may lose the last batches.
        // Deleted chunks hold nothing that the recording does not: overwriting them would only cost.
        // Pages that were given up are done away with at the end; this must be said before there is any table.
        try db.execute(
            sql:
                "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = OFF"
        )
        try Schema.current.migrate(db, from: 0)
        try db.inTransaction(.immediate) {
            try RecordingRow(info: info, pinned: false).insert(db)
            try BatchTables(connection: connection, db: db, started: info.started).writeCounterKinds()
            return .commit
        }
    }

    /// Whether a reader wants to see at once what is written (``RecordingReader/watch()``).
    public var isWatched: Bool { lock.isWatched }

    /// Commits the batch as one transaction, or throws and keeps nothing of it.
    ///
    /// Samples that come later than their second stays open (see ``RollupWindow``) count to the oldest open one.
    public func write(_ batch: RecordingBatch) throws(StoreError) {
        guard !batch.isEmpty else { return }
        var newCounts = counts
        if let breach = newCounts.add(batch) { throw .invalidBatch(path: path, reason: breach) }
        rollups.add(batch.samples)
        let due = rollups.due(all: batch.end != nil)
        var newSamples = samples
        var newSummaries = summaries
        var newSeconds = seconds
        let lateSecond = newSeconds.add(batch)
        do throws(StoreError) {
            try connection.access { db in
                try db.inTransaction(.immediate) {
                    try newSamples.write(batch.samples, db, connection)
                    try write(batch, due, db)
                    try newSummaries.write(
                        batch, until: rollups.firstOpen.map { $0 &- started.second }, db, connection)
                    try TrafficTables(connection: connection, db: db, started: started, strings: strings)
                        .write(batch, lateSecond: lateSecond)
                    return .commit
                }
            }
        } catch {
            rollups.takeBack(batch.samples)
            strings.rollback()
            throw error
        }
        counts = newCounts
        rollups.commit(due)
        samples = newSamples
        summaries = newSummaries
        seconds = newSeconds
        strings.commit()
        revision += 1
    }

    private func write(_ batch: RecordingBatch, _ due: [OpenSecond], _ db: Database) throws {
        let tables = BatchTables(connection: connection, db: db, started: started)
        try tables.write(batch.threads, revision: revision + 1)
        try tables.write(batch.modules)
        try tables.write(batch.frames)
        try tables.write(batch.stacks)
        try tables.write(due, revision: revision + 1)
        if let newest = rollups.newest, rollups.hasNewSecond { try tables.forgetChanges(before: newest) }
        try tables.write(batch.counters)
        try tables.write(batch.losses)
        try tables.write(batch.unwindTallies)
        if let capture = batch.requestCapture { try RecordingRow.update(capture, db) }
        if let program = batch.program { try RecordingRow.update(program, db) }
        if let end = batch.end { try RecordingRow.update(end, db) }
    }

    /// Folds the write-ahead log into the file, so that a single file remains, and closes it. Where another program
    /// keeps the recording open without moving on, the log stays beside it; ``RecordingLibrary/prune(keepCount:keepBytes:)``
    /// folds it in later. Calling it again does nothing.
    public func finish() throws(StoreError) {
        guard !isFinished else { return }
        isFinished = true
        defer { lock.release() }
        do {
            try connection.access { db in
                try db.inTransaction(.immediate) {
                    try samples.seal(db, connection)
                    let tables = BatchTables(connection: connection, db: db, started: started)
                    try tables.write(rollups.due(all: true), revision: revision + 1)
                    try tables.forgetChanges(before: .max)
                    try summaries.finish(until: rollups.firstOpen.map { $0 &- started.second }, db, connection)
                    return .commit
                }
                // Only to be small: what cannot be moved may stay.
                try? db.execute(sql: "PRAGMA incremental_vacuum")
            }
            try connection.foldLog()
        } catch {
            try? connection.close()
            throw error
        }
        try connection.close()
    }
}

extension SQLiteConnection {
    /// Moves what the write-ahead log holds into the file, and, unless a reader is at it, does away with the log.
    func foldLog() throws(StoreError) {
        try access { db in
            // Long enough for readers that look ten times a second to see the end and let go, and no longer: somebody
            // waits for this.
            try db.execute(sql: "PRAGMA busy_timeout = 300; PRAGMA wal_checkpoint(TRUNCATE)")
            do {
                try db.execute(sql: "PRAGMA journal_mode = DELETE")
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
                // A reader is there; the log is empty, and the file is whole without it.
            }
        }
    }
}
