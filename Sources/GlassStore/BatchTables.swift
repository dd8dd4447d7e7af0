import GRDB
import GlassModel

/// Writes the parts of a batch into their tables, within a transaction of the caller's.
struct BatchTables {
    let connection: SQLiteConnection
    let db: Database
    /// Of the recording: counters and rollups count from it.
    let started: Timestamp

    private func statement(_ sql: String) throws -> SQLStatement { try connection.statement(db, sql) }

    func write(_ threads: [ThreadRecord], revision: Int64) throws {
        guard !threads.isEmpty else { return }
        let insert = try statement("INSERT OR REPLACE INTO thread VALUES (?, ?, ?, ?, ?, ?, ?)")
        for thread in threads {
            insert.bind(1, Int64(thread.key.rawValue)).bind(2, Int64(thread.process.rawValue))
            insert.bind(3, Int64(thread.thread.rawValue)).bind(4, thread.name)
            insert.bind(5, thread.started.rawValue).bind(6, thread.ended?.rawValue).bind(7, revision)
            try insert.run()
        }
    }

    func write(_ modules: [Module]) throws {
        guard !modules.isEmpty else { return }
        let insert = try statement("INSERT INTO module VALUES (?, ?, ?)")
        for module in modules {
            insert.bind(1, Int64(module.id.rawValue)).bind(2, module.path).bind(3, module.buildID?.description)
            try insert.run()
        }
    }

    func write(_ frames: [Frame]) throws {
        guard !frames.isEmpty else { return }
        let insert = try statement("INSERT INTO frame VALUES (?, ?, ?, ?, ?, ?, ?)")
        for frame in frames {
            insert.bind(1, Int64(frame.id.rawValue)).bind(2, frame.kind.columnValue).bind(3, frame.function)
            insert.bind(4, frame.module.map { Int64($0.rawValue) })
            insert.bind(5, frame.address.map { Int64(bitPattern: $0.rawValue) })
            insert.bind(6, frame.file).bind(7, frame.line.map(Int64.init))
            try insert.run()
        }
    }

    func write(_ stacks: [StackNode]) throws {
        let nodes = RowInsertion(connection: connection, db: db, command: "INSERT INTO stack", columns: 3)
        try nodes.insert(stacks) { row, first, stack in
            row.bind(first, Int64(stack.id.rawValue)).bind(first + 1, stack.parent.map { Int64($0.rawValue) })
            row.bind(first + 2, Int64(stack.frame.rawValue))
        }
    }

    /// - Parameter revision: The number of the batch.
    func write(_ seconds: [OpenSecond], revision: Int64) throws {
        guard !seconds.isEmpty else { return }
        let rollups = RowInsertion(
            connection: connection, db: db, command: "INSERT OR REPLACE INTO rollup_second", columns: 6)
        let change = try statement("INSERT OR REPLACE INTO rollup_change VALUES (?, ?)")
        for open in seconds {
            let second = open.second &- started.second
            // In the order of the table's key, so that neighbours land on the page that is at hand.
            try rollups.insert(open.changed) { row, first, rollup in
                row.bind(first, second).bind(first + 1, Int64(rollup.thread)).bind(first + 2, Int64(rollup.stack))
                row.bind(first + 3, rollup.weight)
            }
            try change.bind(1, second).bind(2, revision).run()
        }
    }

    /// Forgets when seconds changed that a reader which looks at least once a minute knows.
    func forgetChanges(before second: Int64) throws {
        try statement("DELETE FROM rollup_change WHERE second < ?").bind(1, second &- 60 &- started.second).run()
    }

    func write(_ counters: [CounterReading]) throws {
        guard !counters.isEmpty else { return }
        let insert = try statement(
            "INSERT INTO counter (at_ns, kind, thread, value) VALUES (?, (SELECT id FROM counter_kind WHERE name = ?), ?, ?)"
        )
        for reading in counters {
            insert.bind(1, reading.time.rawValue &- started.rawValue).bind(2, reading.kind.rawValue)
            insert.bind(3, reading.thread.map { Int64($0.rawValue) }).bind(4, reading.value)
            try insert.run()
        }
    }

    /// What counters there are, once for each recording.
    func writeCounterKinds() throws {
        let insert = try statement("INSERT INTO counter_kind (name) VALUES (?)")
        for kind in CounterKind.allCases { try insert.bind(1, kind.rawValue).run() }
    }

    func write(_ losses: [Loss]) throws {
        guard !losses.isEmpty else { return }
        let replace = try statement("INSERT OR REPLACE INTO loss VALUES (?, ?, ?, ?)")
        for loss in losses {
            replace.bind(1, loss.reason.rawValue).bind(2, loss.detail).bind(3, loss.count).bind(4, loss.time.rawValue)
            try replace.run()
        }
    }

    func write(_ tallies: [UnwindTally]) throws {
        guard !tallies.isEmpty else { return }
        let replace = try statement("INSERT OR REPLACE INTO unwind_end VALUES (?, ?, ?)")
        for tally in tallies {
            replace.bind(1, Int64(tally.module?.rawValue ?? 0)).bind(2, tally.end.rawValue).bind(3, tally.count)
            try replace.run()
        }
    }
}
