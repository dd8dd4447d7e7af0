import GRDB
import GlassModel

/// How far a reader has read what there is of requests and queries.
struct TrafficTail {
    /// The newest second of each table of statistics, counted as the tables count.
    var newestOfRoutes: Int64?
    var newestOfStatements: Int64?
    /// The last row of `late_second` and of `dead_letter`.
    var late: Int64 = 0
    var deadLetter: Int64 = 0
    /// The texts of the table `string`, in order. A reference, so that a tail can be copied at no cost; its own length says
    /// how far it is read.
    let strings = SharedStrings()
}

/// Texts that records share.
final class SharedStrings {
    fileprivate(set) var texts: [String] = []

    /// None where there is no such text.
    func text(_ number: Int64) -> String? { number > 0 && number <= texts.count ? texts[Int(number) - 1] : nil }
}

extension DeltaTables {
    mutating func readTraffic(into delta: inout RecordingDelta) throws {
        try readStrings()
        delta.routes = try readRoutes()
        delta.statements = try readStatements()
        delta.requests = try readRequests()
        delta.queries = try readQueries()
        let late = try readLateSecond()
        let routesFrom = Self.first(open: tail.traffic.newestOfRoutes, late)
        delta.routeSecondsFrom = routesFrom.map { $0 &+ started.second } ?? .min
        delta.routeSeconds = try readRouteSeconds(from: routesFrom ?? .min)
        let statementsFrom = Self.first(open: tail.traffic.newestOfStatements, late)
        delta.statementSecondsFrom = statementsFrom.map { $0 &+ started.second } ?? .min
        delta.statementSeconds = try readStatementSeconds(from: statementsFrom ?? .min)
        delta.deadLetters = try readDeadLetters()
        delta.requestCapture = try readCapture()
    }

    /// The first second that may have changed; none where nothing was read yet.
    private static func first(open newest: Int64?, _ late: Int64?) -> Int64? {
        newest.map { min($0 &- RollupWindow.openSeconds, late ?? .max) }
    }

    private mutating func readStrings() throws {
        let strings = tail.traffic.strings
        try rows("texts", "SELECT * FROM string WHERE id > ?", Int64(strings.texts.count)) { row, _ in
            guard row.int64(0) == strings.texts.count + 1 else { return false }
            strings.texts.append(row.text(1))
            return true
        }
    }

    private mutating func readRoutes() throws -> [Route] {
        var routes: [Route] = []
        try rows("routes", "SELECT * FROM route WHERE id > ?", Int64(tail.counts.routes)) { row, tail in
            guard row.int64(0) == tail.counts.routes + 1 else { return false }
            tail.counts.routes += 1
            routes.append(
                Route(
                    id: RouteID(row.int32(0)), wireProtocol: row.wireProtocol(1), method: row.text(2),
                    pattern: row.text(3)))
            return true
        }
        return routes
    }

    private mutating func readStatements() throws -> [GlassModel.Statement] {
        var statements: [GlassModel.Statement] = []
        try rows("statements", "SELECT * FROM statement WHERE id > ?", Int64(tail.counts.statements)) { row, tail in
            guard row.int64(0) == tail.counts.statements + 1 else { return false }
            tail.counts.statements += 1
            statements.append(
                GlassModel.Statement(
                    id: StatementID(row.int32(0)), wireProtocol: row.wireProtocol(1), text: row.text(2)))
            return true
        }
        return statements
    }

    private mutating func readRequests() throws -> [RequestRecord] {
        var requests: [RequestRecord] = []
        let started = started
        try reserve(&requests, "request", tail.counts.requests)
        try rows("requests", "SELECT * FROM request WHERE id > ?", Int64(tail.counts.requests)) { row, tail in
            guard row.int64(0) == tail.counts.requests + 1,
                let request = row.request(started: started, strings: tail.traffic.strings, counts: tail.counts)
            else { return false }
            tail.counts.requests += 1
            requests.append(request)
            return true
        }
        return requests
    }

    private mutating func readQueries() throws -> [QueryRecord] {
        var queries: [QueryRecord] = []
        let started = started
        try reserve(&queries, "query", tail.counts.queries)
        try rows("queries", "SELECT * FROM query WHERE id > ?", Int64(tail.counts.queries)) { row, tail in
            let strings = tail.traffic.strings
            guard row.int64(0) == tail.counts.queries + 1, let peer = strings.text(row.int64(10)),
                let query = row.query(
                    started: started, error: strings.text(row.int64(7)), peer: peer, counts: tail.counts)
            else { return false }
            tail.counts.queries += 1
            queries.append(query)
            return true
        }
        return queries
    }

    /// Makes room for the rows beyond `count`, as far as the table's last identifier can be believed.
    private func reserve<Record>(_ records: inout [Record], _ table: String, _ count: Int) throws {
        guard let last = try? connection.statement(db, "SELECT max(id) FROM \(table)").number() else { return }
        records.reserveCapacity(min(max(0, Int(last) - count), 1 << 21))
    }

    private mutating func readLateSecond() throws -> Int64? {
        var earliest: Int64?
        try rows("times of requests", "SELECT * FROM late_second WHERE id > ?", tail.traffic.late) { row, tail in
            earliest = min(earliest ?? .max, row.int64(1))
            tail.traffic.late = row.int64(0)
            return true
        }
        return earliest
    }

    private mutating func readRouteSeconds(from first: Int64) throws -> [RouteSecond] {
        var seconds: [RouteSecond] = []
        let origin = started.second
        try rows("times of requests", "SELECT * FROM route_second WHERE second >= ?", first) { row, tail in
            let route = RouteID(row.int32(1))
            guard tail.counts.isKnown(route, tail.counts.routes), let latency = try? LatencyBlob.decode(row.blob(7))
            else { return false }
            var second = RouteSecond(second: row.int64(0) &+ origin, route: route)
            (second.count, second.failed, second.notKept) = (row.int64(2), row.int64(3), row.int64(4))
            (second.bytesIn, second.bytesOut, second.latency) = (row.int64(5), row.int64(6), latency)
            seconds.append(second)
            tail.traffic.newestOfRoutes = max(tail.traffic.newestOfRoutes ?? .min, row.int64(0))
            return true
        }
        return seconds
    }

    private mutating func readStatementSeconds(from first: Int64) throws -> [StatementSecond] {
        var seconds: [StatementSecond] = []
        let origin = started.second
        try rows("times of queries", "SELECT * FROM statement_second WHERE second >= ?", first) { row, tail in
            let statement = StatementID(row.int32(1)), route = row.int32(2) == 0 ? nil : RouteID(row.int32(2))
            guard tail.counts.isKnown(statement, tail.counts.statements),
                route.map({ tail.counts.isKnown($0, tail.counts.routes) }) ?? true,
                let latency = try? LatencyBlob.decode(row.blob(8))
            else { return false }
            var second = StatementSecond(second: row.int64(0) &+ origin, statement: statement, route: route)
            (second.count, second.failed, second.notKept) = (row.int64(3), row.int64(4), row.int64(5))
            (second.rows, second.total, second.latency) = (row.int64(6), Nanoseconds(row.int64(7)), latency)
            seconds.append(second)
            tail.traffic.newestOfStatements = max(tail.traffic.newestOfStatements ?? .min, row.int64(0))
            return true
        }
        return seconds
    }

    private mutating func readDeadLetters() throws -> [DeadLetter] {
        var letters: [DeadLetter] = []
        let start = started.rawValue
        try rows("dead letters", "SELECT * FROM dead_letter WHERE id > ?", tail.traffic.deadLetter) { row, tail in
            letters.append(
                DeadLetter(
                    time: Timestamp(rawValue: row.int64(1) &+ start), wireProtocol: row.wireProtocol(2),
                    subject: row.text(3), error: row.text(4)))
            tail.traffic.deadLetter = row.int64(0)
            return true
        }
        return letters
    }

    private mutating func readCapture() throws -> RequestCapture {
        var capture = RequestCapture(state: .off)
        try rows("the recording's own row", "SELECT request_capture, request_capture_note FROM recording") { row, _ in
            guard let state = RequestCapture.State(rawValue: row.text(0)) else { return false }
            capture = RequestCapture(state: state, explanation: row.text(1))
            return true
        }
        return capture
    }
}
