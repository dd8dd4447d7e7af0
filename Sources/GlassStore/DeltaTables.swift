import GRDB
import GlassModel

/// How far a reader has read.
struct Tail {
    var counts = BatchCounts()
    var revision: Int64 = 0
    var counter: Int64 = 0
    /// The newest second of all rollups, counted as the table counts.
    var newest: Int64?
    /// The last batch that changed rollups.
    var rollupRevision: Int64 = 0
    var traffic = TrafficTail()
}

/// Reads what a recording holds beyond a ``Tail``, within a transaction of the caller's. A table that is damaged is read
/// up to there.
struct DeltaTables {
    let connection: SQLiteConnection
    let db: Database
    let started: Timestamp
    var tail: Tail
    /// Where to read what lies behind from, where that is wanted instead of the rollups themselves.
    var history: StoredHistory?
    var damage: [String] = []

    init(connection: SQLiteConnection, db: Database, started: Timestamp, tail: Tail) {
        self.connection = connection
        self.db = db
        self.started = started
        self.tail = tail
    }

    mutating func read(into delta: inout RecordingDelta) throws {
        delta.threads = try readThreads()
        delta.modules = try readModules()
        delta.frames = try readFrames()
        delta.stacks = try readStacks()
        if let history { delta.past = try readPast(history) }
        let from = try firstChangedSecond()
        delta.rollupsFrom = from.map { $0 &+ started.second } ?? .min
        delta.rollups = try readRollups(from: from ?? .min)
        try readCounters(into: &delta)
        delta.losses = try readLosses()
        delta.unwindTallies = try readTallies()
        try readTraffic(into: &delta)
    }

    /// Calls `body` for each row, which returns false for one that makes no sense and is left out.
    mutating func rows(
        _ table: String, _ sql: String, _ parameter: Int64? = nil, _ body: (SQLStatement, inout Tail) -> Bool
    ) throws {
        do {
            let statement = try connection.statement(db, sql)
            defer { statement.reset() }
            if let parameter { statement.bind(1, parameter) }
            while try statement.step() {
                if !body(statement, &tail) { note(table, "rows do not fit together") }
            }
        } catch let error as DatabaseError where error.meansDamage {
            note(table, error.message ?? "unreadable")
        }
    }

    private mutating func note(_ table: String, _ what: String) {
        notify("the recording is damaged: \(table) could be read only in part (\(what))")
    }

    mutating func notify(_ notice: String) {
        if !damage.contains(notice) { damage.append(notice) }
    }
}

extension DeltaTables {
    private mutating func readThreads() throws -> [ThreadRecord] {
        var threads: [ThreadRecord] = []
        try rows("threads", "SELECT * FROM thread WHERE revision > ? ORDER BY id", tail.revision) { row, tail in
            let key = ThreadKey(row.int32(0))
            if Int(key.rawValue) == tail.counts.threads + 1 { tail.counts.threads += 1 }
            guard tail.counts.isKnown(key, tail.counts.threads) else { return false }
            threads.append(
                ThreadRecord(
                    key: key, process: ProcessID(row.int32(1)), thread: ThreadID(row.int32(2)), name: row.text(3),
                    started: Timestamp(rawValue: row.int64(4)),
                    ended: row.optionalInt64(5).map(Timestamp.init(rawValue:))))
            tail.revision = max(tail.revision, row.int64(6))
            return true
        }
        return threads
    }

    private mutating func readModules() throws -> [Module] {
        var modules: [Module] = []
        try rows("modules", "SELECT * FROM module WHERE id > ?", Int64(tail.counts.modules)) { row, tail in
            guard row.int64(0) == tail.counts.modules + 1 else { return false }
            tail.counts.modules += 1
            let build = row.optionalText(2).flatMap(BuildID.init(hexadecimal:))
            modules.append(Module(id: ModuleID(row.int32(0)), path: row.text(1), buildID: build))
            return true
        }
        return modules
    }

    /// The first second that has changed since rollups were last read, or the one behind the newest where nothing has; nil
    /// where none were read.
    private mutating func firstChangedSecond() throws -> Int64? {
        let before = tail.rollupRevision
        let open = tail.newest.map { $0 &- RollupWindow.openSeconds }
        var changed: Int64?, first: Int64?
        guard try hasTable("rollup_change") else { return open }
        let sql = "SELECT max(revision), min(second), min(CASE WHEN revision > ? THEN second END) FROM rollup_change"
        try rows("changes of times", sql, before) { row, tail in
            tail.rollupRevision = max(row.int64(0), before)
            (first, changed) = (row.optionalInt64(1), row.optionalInt64(2))
            return true
        }
        // What is no longer known to have changed may have.
        guard before > 0, let newest = tail.newest, let open, let first, first <= open else { return open }
        return max(changed ?? newest &+ 1, open)
    }

    private func hasTable(_ name: String) throws -> Bool {
        let table = try connection.statement(db, "SELECT count(*) FROM sqlite_schema WHERE name = '\(name)'")
        return try table.number() == 1
    }

    private mutating func readRollups(from first: Int64) throws -> [Rollup] {
        var rollups: [Rollup] = []
        let origin = started.second
        let counts = tail.counts
        var fit = true
        let reading = try RollupReading(connection: connection, db: db)
        try reading.forEachRollup(in: first..<Int64.max) { second, thread, stack, weight in
            guard counts.isKnown(thread, counts.threads), counts.isKnown(stack, counts.stacks) else {
                fit = false
                return
            }
            rollups.append(Rollup(second: second &+ origin, thread: thread, stack: stack, weight: weight))
            tail.newest = max(tail.newest ?? second, second)
        }
        for notice in reading.damage { notify(notice) }
        if !fit { note("times", "rows do not fit together") }
        return rollups
    }

    private mutating func readLosses() throws -> [Loss] {
        var losses: [Loss] = []
        try rows("losses", "SELECT * FROM loss") { row, _ in
            guard let reason = LossReason(rawValue: row.text(0)) else { return false }
            let time = Timestamp(rawValue: row.int64(3))
            losses.append(Loss(time: time, reason: reason, detail: row.text(1), count: row.int64(2)))
            return true
        }
        return losses
    }

    private mutating func readTallies() throws -> [UnwindTally] {
        var tallies: [UnwindTally] = []
        try rows("ends of unwinds", "SELECT * FROM unwind_end") { row, tail in
            let module = row.int32(0) == 0 ? nil : ModuleID(row.int32(0))
            guard let end = UnwindEnd(rawValue: row.text(1)) else { return false }
            if let module, !tail.counts.isKnown(module, tail.counts.modules) { return false }
            tallies.append(UnwindTally(module: module, end: end, count: row.int64(2)))
            return true
        }
        return tallies
    }
}

extension DatabaseError {
    /// Whether the file, and not its surroundings, is what hinders reading. `SQLITE_ERROR`: a table is missing or not as
    /// it should be.
    var meansDamage: Bool {
        switch resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_IOERR, .SQLITE_ERROR, .SQLITE_SCHEMA, .SQLITE_MISMATCH,
            .SQLITE_TOOBIG:
            true
        default: false
        }
    }
}
