import GlassModel
import GlassTestSupport

/// Makes up what a target serves and asks others, for the batches of a ``TestTarget``.
struct TestTraffic {
    struct Second: Hashable {
        let second: Int64
        let route: RouteID?
        var statement: StatementID?
    }

    private var random: SeededGenerator
    private(set) var routes: [Route] = []
    private(set) var statements: [GlassModel.Statement] = []
    private(set) var requests: [RequestRecord] = []
    private(set) var queries: [QueryRecord] = []
    private(set) var stacks: [RequestStack] = []
    private(set) var routeSeconds: [Second: RouteSecond] = [:]
    private(set) var statementSeconds: [Second: StatementSecond] = [:]
    private(set) var deadLetters: [DeadLetter] = []
    private(set) var capture = RequestCapture(state: .off)

    init(seed: UInt64) { random = SeededGenerator(seed: seed &+ 1_000) }

    private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

    /// Adds to a batch whose threads and stacks there are so many of.
    mutating func add(to batch: inout RecordingBatch, at now: Int64, threads: Int, stacks stackCount: Int) {
        addRoutes(&batch)
        for _ in 0..<below(5) {
            let request = nextRequest(now, threads: threads)
            requests.append(request)
            batch.requests.append(request)
            for stack in Set((0..<below(3)).map { _ in below(stackCount) + 1 }) {
                let weight = Weight(samples: 1, cpu: Nanoseconds(Int64(below(9_999))), wall: Nanoseconds(10_000))
                batch.requestStacks.append(
                    RequestStack(request: request.id, stack: StackID(Int32(stack)), weight: weight))
            }
        }
        stacks += batch.requestStacks
        for _ in 0..<below(6) { batch.queries.append(nextQuery(now, queries.count + batch.queries.count + 1)) }
        queries += batch.queries
        addSeconds(&batch, now)
        guard below(5) == 0 else { return }
        batch.deadLetters = [
            DeadLetter(
                time: Timestamp(rawValue: now), wireProtocol: .redis, subject: "sent [::1]:6379",
                error: "no reply type '\\u{1}'")
        ]
        deadLetters += batch.deadLetters
        capture = RequestCapture(state: below(2) == 0 ? .on : .steppedBack, explanation: "it costs \(below(9)) %")
        batch.requestCapture = capture
    }

    private mutating func addRoutes(_ batch: inout RecordingBatch) {
        if routes.isEmpty || below(8) == 0 {
            let id = RouteID(Int32(routes.count + 1))
            batch.routes = [Route(id: id, wireProtocol: .http, method: "GET", pattern: "/items/{id}/\(id.rawValue)")]
            routes += batch.routes
        }
        if statements.isEmpty || below(8) == 0 {
            let id = StatementID(Int32(statements.count + 1))
            batch.statements = [
                GlassModel.Statement(id: id, wireProtocol: .postgreSQL, text: "SELECT \"é\" FROM t\(id.rawValue)")
            ]
            statements += batch.statements
        }
    }

    private mutating func nextRequest(_ now: Int64, threads: Int) -> RequestRecord {
        var request = RequestRecord(
            id: RequestID(Int32(requests.count + 1)), route: RouteID(Int32(1 + below(routes.count))),
            target: below(3) == 0 ? "/items/\(below(1_000_000))?q=…" : "/health",
            started: Timestamp(rawValue: now - Int64(below(3_000_000_000))),
            duration: Nanoseconds(Int64(below(2_000_000_000))))
        guard below(4) > 0 else { return request }
        request.status = Int32(200 + below(400))
        request.error = below(5) == 0 ? "42P01" : nil
        request.timeToFirstByte = Nanoseconds(request.duration.rawValue / 2)
        request.attribution = Attribution.allCases[below(Attribution.allCases.count)]
        request.cpu = below(2) == 0 ? nil : Nanoseconds(Int64(below(1_000_000)))
        (request.queryCount, request.queryTime) = (Int32(below(50)), Nanoseconds(Int64(below(1_000_000))))
        request.mostRepeated = Int32(below(20))
        (request.bytesIn, request.bytesOut) = (Int64(below(1_000)), Int64(below(1 << 40)))
        request.peer = "127.0.0.1:\(below(9))"
        request.thread = ThreadKey(Int32(1 + below(threads)))
        request.flags = RequestFlags(rawValue: Int32(below(64)))
        return request
    }

    /// Of a request that there is, or may come, or of none.
    private mutating func nextQuery(_ now: Int64, _ id: Int) -> QueryRecord {
        var query = QueryRecord(
            id: QueryID(Int32(id)), statement: StatementID(Int32(1 + below(statements.count))),
            request: below(3) == 0 ? nil : RequestID(Int32(1 + below(requests.count + 10))),
            started: Timestamp(rawValue: now), duration: Nanoseconds(Int64(below(1_000_000))))
        guard below(3) > 0 else { return query }
        (query.rows, query.error) = (Int64(below(1_000)), below(4) == 0 ? "WRONGTYPE" : nil)
        (query.status, query.peer) = (503, "unix")
        (query.bytesIn, query.bytesOut) = (7, Int64(below(1_000)))
        (query.thread, query.flags) = (ThreadKey(1), .failed)
        return query
    }

    /// Totals of this second, and now and then of one that is long over.
    private mutating func addSeconds(_ batch: inout RecordingBatch, _ now: Int64) {
        let late = below(6) == 0 ? Int64(below(30)) : 0
        let second = Timestamp(rawValue: now).second - late
        let route = RouteID(Int32(1 + below(routes.count)))
        let key = Second(second: second, route: route)
        var total = routeSeconds[key] ?? RouteSecond(second: second, route: route)
        (total.count, total.failed, total.notKept) = (total.count + 1, total.failed + Int64(below(2)), 1)
        (total.bytesIn, total.bytesOut) = (total.bytesIn + 3, total.bytesOut + 1 << 33)
        total.latency.add(Nanoseconds(Int64(below(1 << 34))))
        routeSeconds[key] = total
        batch.routeSeconds = [total]

        let statement = StatementID(Int32(1 + below(statements.count)))
        let statementKey = Second(second: second, route: below(2) == 0 ? nil : route, statement: statement)
        var sent =
            statementSeconds[statementKey]
            ?? StatementSecond(second: second, statement: statement, route: statementKey.route)
        (sent.count, sent.failed, sent.notKept, sent.rows) = (sent.count + 2, 1, sent.notKept + 1, sent.rows + 10)
        sent.total = sent.total + Nanoseconds(77_000)
        sent.latency.add(Nanoseconds(Int64(below(1 << 30))), count: 2)
        statementSeconds[statementKey] = sent
        batch.statementSeconds = [sent]
    }
}

extension TestTraffic {
    /// The deltas' parts about requests, put together.
    struct Known: Equatable {
        var routes: [Route] = []
        var statements: [GlassModel.Statement] = []
        var requests: [RequestRecord] = []
        var queries: [QueryRecord] = []
        var routeSeconds: [RouteSecond] = []
        var statementSeconds: [StatementSecond] = []
        var deadLetters: [DeadLetter] = []
        var capture = RequestCapture(state: .off)

        mutating func apply(_ delta: RecordingDelta) {
            routes += delta.routes
            statements += delta.statements
            requests += delta.requests
            queries += delta.queries
            routeSeconds.removeAll { $0.second >= delta.routeSecondsFrom }
            routeSeconds += delta.routeSeconds
            statementSeconds.removeAll { $0.second >= delta.statementSecondsFrom }
            statementSeconds += delta.statementSeconds
            deadLetters += delta.deadLetters
            capture = delta.requestCapture
        }
    }

    /// What a reader should know in the end.
    var known: Known {
        func key(_ second: StatementSecond) -> (Int64, StatementID, Int32) {
            (second.second, second.statement, second.route?.rawValue ?? 0)
        }
        return Known(
            routes: routes, statements: statements, requests: requests, queries: queries,
            routeSeconds: routeSeconds.values.sorted { ($0.second, $0.route) < ($1.second, $1.route) },
            statementSeconds: statementSeconds.values.sorted { key($0) < key($1) }, deadLetters: deadLetters,
            capture: capture)
    }
}
