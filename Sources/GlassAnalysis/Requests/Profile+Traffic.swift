import GlassModel

extension Profile {
    /// Dead letters beyond this many say nothing new; what they count stays in the losses and in ``malformed``.
    private static let mostDeadLetters = 1_000

    mutating func applyTraffic(_ delta: RecordingDelta) {
        for route in delta.routes { append(route) }
        for statement in delta.statements { append(statement) }
        for request in delta.requests { append(request) }
        for query in delta.queries { append(query) }
        replaceRouteSeconds(from: delta.routeSecondsFrom, with: delta.routeSeconds)
        replaceStatementSeconds(from: delta.statementSecondsFrom, with: delta.statementSeconds)
        deadLetterCount &+= delta.deadLetters.count
        deadLetters.append(contentsOf: delta.deadLetters)
        deadLetters.removeFirst(max(0, deadLetters.count - Self.mostDeadLetters))
        requestCapture = delta.requestCapture
    }

    private mutating func append(_ route: Route) {
        guard let gap = gap(before: route.id.index, count: routes.count) else { return }
        for _ in 0..<gap { routes.append(Self.missingRoute(RouteID(Int32(routes.count + 1)))) }
        routes.append(route)
    }

    static func missingRoute(_ id: RouteID) -> Route {
        Route(id: id, wireProtocol: .unknown, method: "", pattern: "[missing route]")
    }

    private mutating func append(_ statement: Statement) {
        guard let gap = gap(before: statement.id.index, count: statements.count) else { return }
        for _ in 0..<gap {
            let id = StatementID(Int32(statements.count + 1))
            statements.append(Statement(id: id, wireProtocol: .unknown, text: "[missing statement]"))
        }
        statements.append(statement)
    }

    private mutating func append(_ request: RequestRecord) {
        guard routes.indices.contains(request.route.index), request.id.rawValue > 0,
            requests.lastID.map({ $0 < request.id }) ?? true
        else { return malformed += 1 }
        requests.append(request)
    }

    private mutating func append(_ query: QueryRecord) {
        guard statements.indices.contains(query.statement.index), query.id.rawValue > 0,
            queries.lastID.map({ $0 < query.id }) ?? true
        else { return malformed += 1 }
        queries.append(query)
        guard let request = query.request else { return }
        if repetitions.count(query.statement, request) == Self.manyTimes {
            repeatingRequests[query.statement, default: 0] += 1
        }
    }

    private mutating func replaceRouteSeconds(from second: Int64, with new: [RouteSecond]) {
        routeSeconds.remove(from: second)
        for record in new.inOrder(of: \.second) {
            guard record.second >= second, Timestamp.wholeSeconds.contains(record.second), record.count >= 0,
                routes.indices.contains(record.route.index)
            else {
                malformed += 1
                continue
            }
            var row = record
            row.latency = LatencyCounts()
            routeSeconds.append(second: record.second, row, latency: record.latency)
        }
    }

    private mutating func replaceStatementSeconds(from second: Int64, with new: [StatementSecond]) {
        statementSeconds.remove(from: second)
        for record in new.inOrder(of: \.second) {
            guard record.second >= second, Timestamp.wholeSeconds.contains(record.second), record.count >= 0,
                statements.indices.contains(record.statement.index)
            else {
                malformed += 1
                continue
            }
            var row = record
            row.latency = LatencyCounts()
            statementSeconds.append(second: record.second, row, latency: record.latency)
        }
    }

    /// A route; a synthetic one for an identifier that refers to nothing.
    public func route(_ id: RouteID) -> Route {
        routes.indices.contains(id.index) ? routes[id.index] : Self.missingRoute(id)
    }

    public func statement(_ id: StatementID) -> Statement? {
        statements.indices.contains(id.index) ? statements[id.index] : nil
    }

    /// Whether anything is known of requests or queries.
    public var hasTraffic: Bool {
        !requests.isEmpty || !queries.isEmpty || !routeSeconds.isEmpty || !statementSeconds.isEmpty
    }

    /// The last 15 minutes that were recorded.
    public var recentSeconds: Range<Int64> {
        let all = seconds
        return max(all.lowerBound, all.upperBound &- 900)..<all.upperBound
    }
}

extension Array {
    fileprivate func inOrder(of second: KeyPath<Element, Int64>) -> [Element] {
        let isSorted = zip(self, dropFirst()).allSatisfy { $0[keyPath: second] <= $1[keyPath: second] }
        return isSorted ? self : sorted { $0[keyPath: second] < $1[keyPath: second] }
    }
}
