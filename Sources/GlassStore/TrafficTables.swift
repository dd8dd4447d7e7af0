import GRDB
import GlassModel

/// Writes what a batch holds of requests and queries into their tables, within a transaction of the caller's.
struct TrafficTables {
    let connection: SQLiteConnection
    let db: Database
    /// Of the recording: times count from it.
    let started: Timestamp
    let strings: StringNumbers

    private func statement(_ sql: String) throws -> SQLStatement { try connection.statement(db, sql) }

    /// - Parameter lateSecond: the earliest second of the batch that readers would not look at again.
    func write(_ batch: RecordingBatch, lateSecond: Int64?) throws {
        try write(batch.routes)
        try write(batch.statements)
        try write(batch.requests)
        try write(batch.requestStacks)
        try write(batch.queries)
        try write(batch.routeSeconds)
        try write(batch.statementSeconds)
        try write(batch.deadLetters)
        if let lateSecond {
            try statement("INSERT INTO late_second (second) VALUES (?)").bind(1, lateSecond &- started.second).run()
        }
    }

    private func write(_ routes: [Route]) throws {
        guard !routes.isEmpty else { return }
        let insert = try statement("INSERT INTO route VALUES (?, ?, ?, ?)")
        for route in routes {
            insert.bind(1, Int64(route.id.rawValue)).bind(2, route.wireProtocol.rawValue)
            try insert.bind(3, route.method).bind(4, route.pattern).run()
        }
    }

    private func write(_ statements: [GlassModel.Statement]) throws {
        guard !statements.isEmpty else { return }
        let insert = try statement("INSERT INTO statement VALUES (?, ?, ?)")
        for statement in statements {
            insert.bind(1, Int64(statement.id.rawValue)).bind(2, statement.wireProtocol.rawValue)
            try insert.bind(3, statement.text).run()
        }
    }

    private func write(_ requests: [RequestRecord]) throws {
        guard !requests.isEmpty else { return }
        let insert = try statement("INSERT INTO request VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        for request in requests {
            insert.bind(1, Int64(request.id.rawValue)).bind(2, Int64(request.route.rawValue))
            insert.bind(3, try number(of: request.target)).bind(4, request.status.map(Int64.init))
            insert.bind(5, try request.error.map { try number(of: $0) })
            insert.bind(6, request.started.rawValue &- started.rawValue).bind(7, request.duration.rawValue)
            insert.bind(8, request.timeToFirstByte?.rawValue).bind(9, Int64(request.attribution.rawValue))
            insert.bind(10, request.cpu?.rawValue).bind(11, Int64(request.queryCount))
            insert.bind(12, request.queryTime.rawValue).bind(13, Int64(request.mostRepeated))
            insert.bind(14, request.bytesIn).bind(15, request.bytesOut).bind(16, try number(of: request.peer))
            insert.bind(17, request.thread.map { Int64($0.rawValue) }).bind(18, Int64(request.flags.rawValue))
            try insert.run()
        }
    }

    private func write(_ stacks: [RequestStack]) throws {
        guard !stacks.isEmpty else { return }
        let insert = try statement(
            """
            INSERT INTO request_stack VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET samples = samples + \
            excluded.samples, cpu_ns = cpu_ns + excluded.cpu_ns, wall_ns = wall_ns + excluded.wall_ns
            """)
        // In the order of the table's key, so that its pages fill up.
        for entry in stacks.sorted(by: { ($0.request, $0.stack) < ($1.request, $1.stack) }) {
            insert.bind(1, Int64(entry.request.rawValue)).bind(2, Int64(entry.stack.rawValue))
            try insert.bind(3, entry.weight).run()
        }
    }

    private func write(_ queries: [QueryRecord]) throws {
        guard !queries.isEmpty else { return }
        let insert = try statement("INSERT INTO query VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        for query in queries {
            insert.bind(1, Int64(query.id.rawValue)).bind(2, Int64(query.statement.rawValue))
            insert.bind(3, query.request.map { Int64($0.rawValue) })
            insert.bind(4, query.started.rawValue &- started.rawValue).bind(5, query.duration.rawValue)
            insert.bind(6, query.rows).bind(7, query.status.map(Int64.init))
            insert.bind(8, try query.error.map { try number(of: $0) })
            insert.bind(9, query.bytesOut).bind(10, query.bytesIn).bind(11, try number(of: query.peer))
            insert.bind(12, query.thread.map { Int64($0.rawValue) }).bind(13, Int64(query.flags.rawValue))
            try insert.run()
        }
    }

    private func number(of text: String) throws -> Int64 {
        let (number, isNew) = strings.number(of: text)
        if isNew { try statement("INSERT INTO string VALUES (?, ?)").bind(1, number).bind(2, text).run() }
        return number
    }

    private func write(_ seconds: [RouteSecond]) throws {
        guard !seconds.isEmpty else { return }
        let replace = try statement("INSERT OR REPLACE INTO route_second VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        let origin = started.second
        for second in seconds {
            replace.bind(1, second.second &- origin).bind(2, Int64(second.route.rawValue)).bind(3, second.count)
            replace.bind(4, second.failed).bind(5, second.notKept).bind(6, second.bytesIn).bind(7, second.bytesOut)
            try replace.bind(8, LatencyBlob.encode(second.latency)).run()
        }
    }

    private func write(_ seconds: [StatementSecond]) throws {
        guard !seconds.isEmpty else { return }
        let replace = try statement("INSERT OR REPLACE INTO statement_second VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        let origin = started.second
        for second in seconds {
            replace.bind(1, second.second &- origin).bind(2, Int64(second.statement.rawValue))
            replace.bind(3, Int64(second.route?.rawValue ?? 0)).bind(4, second.count).bind(5, second.failed)
            replace.bind(6, second.notKept).bind(7, second.rows).bind(8, second.total.rawValue)
            try replace.bind(9, LatencyBlob.encode(second.latency)).run()
        }
    }

    private func write(_ letters: [DeadLetter]) throws {
        guard !letters.isEmpty else { return }
        let insert = try statement("INSERT INTO dead_letter (at_ns, protocol, subject, error) VALUES (?, ?, ?, ?)")
        for letter in letters {
            insert.bind(1, letter.time.rawValue &- started.rawValue).bind(2, letter.wireProtocol.rawValue)
            try insert.bind(3, letter.subject).bind(4, letter.error).run()
        }
    }
}
