import GlassModel

@testable import GlassViewer

/// Requests that the test recording's target served: a few routes, an N+1, errors, and hostile text.
extension TestRecording {
    static let missingRight =
        "The program that watches sockets could not be loaded: CAP_BPF is missing (operation not permitted). "
        + "Run glass as root, or give its agent the right: setcap cap_bpf,cap_perfmon,cap_sys_ptrace+ep glass-agent."

    private static let routes: [(WireProtocol, String, String)] = [
        (.http, "GET", "/items"), (.http, "GET", "/items/{id}"), (.http, "POST", "/orders"),
        (.http, "GET", "/users/{id}/orders"), (.http, "GET", "/health"), (.redis, "HGETALL", ""),
    ]
    private static let statements: [(WireProtocol, String)] = [
        (.postgreSQL, "SELECT id, name, price FROM item WHERE id = ?"),
        (.postgreSQL, "SELECT * FROM item ORDER BY price LIMIT ?"), (.redis, "HGETALL"),
        (.postgreSQL, "INSERT INTO orders (user_id, item_id) VALUES (?, ?)"),
    ]
    /// Route, milliseconds, status, the statements that it sends.
    private static let mix: [(route: Int32, duration: Int64, status: Int32?, statements: [Int32])] = [
        (1, 12, 200, [2, 3]), (2, 3, 200, [1]), (5, 1, 200, []), (4, 74, 200, [3, 1, 1, 1, 1, 1, 1, 1]),
        (3, 25, 201, [1, 4]), (2, 4, 404, [1]), (3, 31, 500, [1, 4]), (6, 1, nil, []), (1, 9, 304, [2]),
    ]

    /// Ten seconds with two rounds of the mix in each.
    static func busy() -> RecordingDelta {
        var delta = first()
        delta.routes = routes.enumerated().map { index, route in
            Route(id: RouteID(Int32(index + 1)), wireProtocol: route.0, method: route.1, pattern: route.2)
        }
        delta.statements = statements.enumerated().map { index, statement in
            Statement(id: StatementID(Int32(index + 1)), wireProtocol: statement.0, text: statement.1)
        }
        delta.requestCapture = RequestCapture(state: .on)
        delta.losses.append(Loss(time: time(2), reason: .requestNotKept, count: 40))
        delta.losses.append(Loss(time: time(2), reason: .connectionResynchronised, detail: "127.0.0.1:5432", count: 1))
        delta.deadLetters = [1, 2, 3].map { second in
            DeadLetter(
                time: time(second), wireProtocol: .http, subject: "served 127.0.0.1:40007",
                error: second < 3 ? "no request line" : "\u{1B}[2Jno header")
        }
        for second in 0..<10 { addRequests(Int64(second), to: &delta) }
        return delta
    }

    /// One second more, with its requests.
    static func moreRequests(second: Int64, after delta: RecordingDelta) -> RecordingDelta {
        var next = more(second: second)
        next.requestCapture = RequestCapture(state: .on)
        (next.routeSecondsFrom, next.statementSecondsFrom) = (started + second, started + second)
        next.requests = delta.requests
        next.queries = delta.queries
        addRequests(second, to: &next)
        next.requests.removeFirst(delta.requests.count)
        next.queries.removeFirst(delta.queries.count)
        return next
    }

    /// Some of everything; nothing for short requests, and where it is not known.
    static func stacks(_ question: SampleQuestion) -> [StackID: Weight] {
        if case .request(let request) = question, [0, 1, 3, 8].contains(request.rawValue % 9) { return [:] }
        let weight = Weight(samples: 2, cpu: Nanoseconds(9_000_000), wall: Nanoseconds(20_000_000))
        return [StackID(3): weight, StackID(6): Weight(samples: 4, cpu: .zero, wall: Nanoseconds(41_000_000))]
    }

    private static func addRequests(_ second: Int64, to delta: inout RecordingDelta) {
        var (routes, sent): ([RouteID: RouteSecond], [[Int32]: StatementSecond]) = ([:], [:])
        for (index, kind) in (mix + mix).enumerated() {
            let start = time(second) + Nanoseconds(Int64(index) * 50_000_000)
            let id = RequestID(Int32(delta.requests.count + 1))
            var request = RequestRecord(
                id: id, route: RouteID(kind.route), target: target(kind.route, id), status: kind.status, started: start,
                duration: Nanoseconds(kind.duration * 1_000_000 + Int64(index) * 10_000))
            request.timeToFirstByte = Nanoseconds(kind.duration * 900_000)
            request.attribution = kind.route == 1 ? .none : .task
            request.cpu = kind.route == 1 ? nil : Nanoseconds(kind.duration * 300_000)
            request.flags = kind.status == 500 ? .failed : index == 9 ? .approximate : []
            (request.bytesIn, request.bytesOut) = (180 + Int64(index), Int64(index) * 1_900)
            (request.peer, request.thread) = ("127.0.0.1:40\(100 + index)", ThreadKey(1))
            addQueries(kind.statements, to: &delta, &request, &sent, second)
            delta.requests.append(request)
            var row = routes[request.route] ?? RouteSecond(second: started + second, route: request.route)
            (row.count, row.bytesIn, row.bytesOut) = (row.count + 1, row.bytesIn + 180, row.bytesOut + request.bytesOut)
            if request.flags.contains(.failed) { row.failed += 1 }
            row.latency.add(request.duration)
            routes[request.route] = row
        }
        delta.routeSeconds += routes.values.sorted { $0.route < $1.route }
        delta.statementSeconds += sent.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
    }

    private static func target(_ route: Int32, _ id: RequestID) -> String {
        switch route {
        case 1: "/items?page=?"
        case 2: id.rawValue.isMultiple(of: 4) ? "/items/\u{1B}]0;owned\u{7}\u{202E}" : "/items/\(id.rawValue)"
        case 4: "/users/\(id.rawValue)/orders"
        case 6: "session:?"
        default: routes[Int(route) - 1].2
        }
    }

    private static func addQueries(
        _ statements: [Int32], to delta: inout RecordingDelta, _ request: inout RequestRecord,
        _ sent: inout [[Int32]: StatementSecond], _ second: Int64
    ) {
        let length = request.duration.rawValue / Int64(statements.count + 1)
        for (index, statement) in statements.enumerated() {
            var query = QueryRecord(
                id: QueryID(Int32(delta.queries.count + 1)), statement: StatementID(statement), request: request.id,
                started: request.started + Nanoseconds(length * Int64(index) + 500_000),
                duration: Nanoseconds(length * 8 / 10), rows: Int64(index), bytesOut: 90, bytesIn: 310,
                peer: "127.0.0.1:5432", thread: ThreadKey(1))
            if request.flags.contains(.failed), index == statements.count - 1 { query.error = "23505" }
            delta.queries.append(query)
            request.queryTime = request.queryTime + query.duration
            var row =
                sent[[statement, request.route.rawValue]]
                ?? StatementSecond(second: started + second, statement: StatementID(statement), route: request.route)
            (row.count, row.total) = (row.count + 1, row.total + query.duration)
            row.rows += query.rows ?? 0
            if query.error != nil { row.failed += 1 }
            row.latency.add(query.duration)
            sent[[statement, request.route.rawValue]] = row
        }
        request.queryCount = Int32(statements.count)
        request.mostRepeated = Int32(Dictionary(grouping: statements, by: { $0 }).values.map(\.count).max() ?? 0)
    }
}
