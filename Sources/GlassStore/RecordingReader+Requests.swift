import GRDB
import GlassModel

// What is read only for the request or the route that somebody looks at. Once `next()` was called, it refers only to what
// that gave.
extension RecordingReader {
    /// What the samples that worked for a request weigh at each stack, in order of stack.
    public func stacks(of request: RequestID) throws(StoreError) -> [RequestStack] {
        let sql = "SELECT stack, samples, cpu_ns, wall_ns FROM request_stack WHERE request = ? ORDER BY stack"
        var stacks: [RequestStack] = []
        try rows("samples of requests", sql, of: request) { row, counts in
            let stack = StackID(row.int32(0))
            guard counts.isKnown(stack, counts.stacks) else { return }
            stacks.append(RequestStack(request: request, stack: stack, weight: row.weight(1)))
        }
        return stacks
    }

    /// What the samples that worked for the requests of a route weigh at each stack, summed.
    ///
    /// - Parameter seconds: Since the epoch: only of requests that ended in them.
    public func stacks(
        ofRoute route: RouteID, endedIn seconds: Range<Int64>? = nil
    ) throws(StoreError) -> [StackID: Weight] {
        // CROSS: from the few requests that were sampled to their routes, not the other way round.
        let sql = """
            SELECT s.stack, sum(s.samples), sum(s.cpu_ns), sum(s.wall_ns)
            FROM request_stack s CROSS JOIN request r ON r.id = s.request
            WHERE r.route = ? AND r.at_ns + r.duration_ns BETWEEN ? AND ? GROUP BY s.stack
            """
        let ends = seconds.map { nanoseconds(of: $0) } ?? .min...(.max)
        var stacks: [StackID: Weight] = [:]
        try rows("samples of requests", sql, of: route, ends.lowerBound, ends.upperBound) { row, counts in
            let stack = StackID(row.int32(0))
            if counts.isKnown(stack, counts.stacks) { stacks[stack] = row.weight(1) }
        }
        return stacks
    }

    /// The queries that were sent on behalf of a request, in the order in which they began.
    public func queries(of request: RequestID) throws(StoreError) -> [QueryRecord] {
        let sql = """
            SELECT q.*, error.text, peer.text FROM query q LEFT JOIN string error ON error.id = q.error
            LEFT JOIN string peer ON peer.id = q.peer WHERE q.request = ? ORDER BY q.at_ns, q.id
            """
        var queries: [QueryRecord] = []
        try rows("queries", sql, of: request) { row, counts in
            let (error, peer) = (row.optionalText(13), row.text(14))
            if let query = row.query(started: info.started, error: error, peer: peer, counts: counts) {
                queries.append(query)
            }
        }
        return queries
    }

    /// Since the start of the recording, the last one included.
    private func nanoseconds(of seconds: Range<Int64>) -> ClosedRange<Int64> {
        let (first, end) = (offset(of: seconds.lowerBound), offset(of: seconds.upperBound))
        return first.rawValue...max(first, end - Nanoseconds(1)).rawValue
    }

    private func offset(of second: Int64) -> Nanoseconds {
        let (start, isTooFar) = second.multipliedReportingOverflow(by: 1_000_000_000)
        return Timestamp(rawValue: isTooFar ? (second < 0 ? .min : .max) : start) - info.started
    }

    /// Calls `body` with each row that is about `id`, and with what it may refer to.
    private func rows(
        _ table: String, _ sql: String, of id: some RecordingIdentifier, _ more: Int64...,
        body: (SQLStatement, BatchCounts) -> Void
    ) throws(StoreError) {
        let damage = try access { connection, db -> String? in
            do {
                let counts = try announced ?? BatchCounts(storedIn: db)
                var rows = try connection.statement(db, sql).bind(1, Int64(id.rawValue))
                for (index, value) in more.enumerated() { rows = rows.bind(Int32(index + 2), value) }
                defer { rows.reset() }
                while try rows.step() { body(rows, counts) }
                return nil
            } catch let error as DatabaseError where error.meansDamage {
                return error.message ?? "unreadable"
            }
        }
        if let damage { notify("the recording is damaged: \(table) could be read only in part (\(damage))") }
    }
}
