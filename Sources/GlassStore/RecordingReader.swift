import GRDB
import GlassModel

/// A reader of one recording, live or finished. Any number may read at once, none is in the writer's way. Not for use
/// from two threads at a time.
///
/// It gives only what fits together: every identifier that it hands out was announced before, and identifiers are
/// dense, whatever the file says. Of a damaged file it gives what can be read, and says so in ``notices``.
public final class RecordingReader {
    public let path: String
    /// What the recording says of itself, as of the last ``next()``.
    public private(set) var info: RecordingInfo
    /// What the user should know: that the file is damaged and how far it was read, or that it was opened without its
    /// write-ahead log. Grows while reading; each thing is said once.
    public var notices: [String] { ownNotices + (history?.notices ?? []).filter { !ownNotices.contains($0) } }
    private var ownNotices: [String]
    private let opening: RecordingOpening
    private var connection: SQLiteConnection?
    /// Nil where all rollups are given.
    private let history: StoredHistory?
    private var tail = Tail()
    private var dataVersion: Int64?
    private var watching: WatchLock?

    /// - Parameter loadsPast: Whether ``next()`` gives all rollups. If not, it gives those of the seconds that are not
    ///   over, and ``RecordingDelta/past`` for what lies behind: of a long recording that is far quicker, and smaller.
    /// - Throws: ``StoreError/notFound(path:)``, ``StoreError/notARecording(path:reason:)``,
    ///   ``StoreError/newerVersion(path:found:supported:)``, ``StoreError/damaged(path:place:)`` or
    ///   ``StoreError/notReadable(path:reason:)``.
    public convenience init(path: String, loadsPast: Bool = true) throws(StoreError) {
        try self.init(path: path, schema: .current, loadsPast: loadsPast)
    }

    init(path: String, schema: Schema, loadsPast: Bool = true) throws(StoreError) {
        self.path = path
        opening = RecordingOpening(path: path, schema: schema)
        let opened = try opening.open()
        info = try opened.row(path).info
        history = loadsPast ? nil : StoredHistory(opening: opening, origin: info.started.second)
        connection = opened.connection
        ownNotices = opened.notices
    }

    /// Whether a writer is at it now.
    public var isLive: Bool { info.end == nil && WriterLock.isHeld(recording: opening.path) }

    /// Asks the writer, if there is one, to write as often as a person looks, for as long as this reader lives: what nobody
    /// watches is written once a second.
    public func watch() { watching = WatchLock(recording: opening.path) }

    /// Everything at first, later only what changed; nothing where nothing changed since the last call, which is found
    /// out at the cost of one look at the file's shared memory.
    ///
    /// After the delta that brings ``RecordingInfo/end`` the file is let go, so that its writer can finish it.
    public func next() throws(StoreError) -> RecordingDelta? {
        guard let connection else { return nil }
        let delta = try connection.access { db -> RecordingDelta? in
            let version = try connection.statement(db, "PRAGMA data_version").number()
            guard dataVersion != version else { return nil }
            let delta = try read(db, connection)
            dataVersion = version
            return delta
        }
        guard let delta else { return nil }
        info = delta.info
        if info.end != nil {
            self.connection = nil
            watching = nil
            history?.release()
        }
        return delta
    }

    private func read(_ db: Database, _ connection: SQLiteConnection) throws -> RecordingDelta {
        var delta = RecordingDelta(info: info)
        var damage: [String] = []
        // Nothing is written, so it ends with a rollback: of a damaged file a commit would fail.
        try db.inTransaction(.deferred) {
            if let row = try RecordingRow.fetch(db, connection) { delta.info = row.info }
            var tables = DeltaTables(connection: connection, db: db, started: delta.info.started, tail: tail)
            if dataVersion == nil { tables.history = history }
            try tables.read(into: &delta)
            tail = tables.tail
            damage = tables.damage
            return .rollback
        }
        for notice in damage { notify(notice) }
        return delta
    }

    func notify(_ notice: String) {
        if !ownNotices.contains(notice) { ownNotices.append(notice) }
    }

    /// What was given, once anything was.
    var announced: BatchCounts? { dataVersion == nil ? nil : tail.counts }

    /// Runs `body` with the recording open, also where it was let go after its end.
    func access<Result>(_ body: (SQLiteConnection, Database) throws -> Result) throws(StoreError) -> Result {
        guard let connection else {
            let opened = try opening.open().connection
            return try opened.access { db in try body(opened, db) }
        }
        return try connection.access { db in try body(connection, db) }
    }

    /// Calls `body` with each sample that ends in `range`, in the order in which they were written. Once ``next()`` was
    /// called, only with samples of threads and stacks that it gave. Times and weights are cut to the microsecond, in a
    /// way that sums do not drift.
    /// - Throws: ``StoreError``, and whatever `body` throws.
    public func forEachSample(in range: ClosedRange<Timestamp>? = nil, _ body: (Sample) throws -> Void) throws {
        var chunks: ChunkTable?
        defer { for notice in chunks?.damage ?? [] { notify(notice) } }
        var ofBody: (any Error)?
        do {
            try access { connection, db in
                chunks = ChunkTable(connection: connection, db: db, known: announced)
                try db.inTransaction(.deferred) {
                    try chunks?.forEachSample(in: range) { sample in
                        do { try body(sample) } catch {
                            ofBody = error
                            throw error
                        }
                    }
                    return .rollback
                }
            }
        } catch {
            throw ofBody ?? error
        }
    }

    /// What each stack took, by index, as ``forEachSample(in:_:)`` gives it: from every single sample that ends in `range`, and
    /// not from sums. On all processors, in a fraction of the time.
    /// - Parameter threads: Nil for all.
    public func stackWeights(
        in range: ClosedRange<Timestamp>? = nil, threads: Set<ThreadKey>? = nil
    ) throws(StoreError) -> [Weight] {
        var sums: (weights: [Weight], damage: [String]) = ([], [])
        try access { connection, db in
            let chunks = ChunkTable(connection: connection, db: db, known: announced)
            try db.inTransaction(.deferred) {
                sums = try ParallelSums(chunks, range: range, threads: threads).run()
                return .rollback
            }
        }
        for notice in sums.damage { notify(notice) }
        return sums.weights
    }
}
