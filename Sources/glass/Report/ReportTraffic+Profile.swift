import GlassAnalysis
import GlassModel

extension ReportTraffic {
    /// None where nobody asked for requests and there are none.
    init?(_ profile: Profile, request: ReportRequest) {
        guard profile.hasTraffic || profile.requestCapture.state != .off else { return nil }
        capture = profile.requestCapture.state.rawValue
        explanation = profile.requestCapture.explanation
        let table = Self.table(profile, request)
        slowest = Self.slowest(table, profile, limit: request.slowestCount)
        let all = request.requests == nil && request.selection.threads == nil
        let routes = all ? Self.routes(profile, request) : Self.routes(of: table, profile, request)
        (total, routeCount) = (routes.total, routes.rows.count)
        self.routes = Array(routes.rows.prefix(request.routeCount))
        var queries = QueryTable(profile: profile, seconds: request.selection.seconds)
        queries.keep(request.queries)
        queries.sort(by: .total)
        queryCount = queries.rows.count
        self.queries = queries.rows.prefix(request.queryCount).map(Query.init)
        deadLetters = profile.deadLetterCount
    }

    /// A filter of threads is one of what they worked on, unless it is one of requests too.
    private static func table(_ profile: Profile, _ request: ReportRequest) -> RequestTable {
        var selection = request.selection
        if request.requests != nil { selection.threads = nil }
        return RequestTable(profile: profile, selection: selection, filter: request.requests ?? .none)
    }

    private static func slowest(_ table: RequestTable, _ profile: Profile, limit: Int) -> [Request] {
        var table = table
        table.sort(by: .duration, of: profile)
        return (0..<min(limit, table.count)).map { Request(table.row($0, of: profile)) }
    }

    /// Of all requests, also those that were only counted.
    private static func routes(_ profile: Profile, _ request: ReportRequest) -> (rows: [Route], total: Latency) {
        let statistics = RouteStatistics(profile: profile, seconds: request.selection.seconds)
        var table = RouteTable(statistics)
        table.sort(by: .p99)
        return (table.rows.map { Route($0.route, Latency($0)) }, Latency(statistics.all))
    }

    /// Of the requests of a table, by route.
    private static func routes(
        of table: RequestTable, _ profile: Profile, _ request: ReportRequest
    ) -> (rows: [Route], total: Latency) {
        let seconds = (request.selection.seconds ?? profile.seconds).clamped(to: profile.seconds)
        var (byRoute, all): ([RouteID: RequestSums], _) = ([:], RequestSums())
        for place in 0..<table.count {
            let record = table.row(place, of: profile).record
            byRoute[record.route, default: RequestSums()].add(record)
            all.add(record)
        }
        let rows = byRoute.map { Route(profile.route($0.key), Latency($0.value, seconds: seconds.count)) }
        return (
            rows.sorted { ($1.latency.p99Ns, $0.name) < ($0.latency.p99Ns, $1.name) },
            Latency(all, seconds: seconds.count)
        )
    }
}

/// The sum of some requests.
private struct RequestSums {
    var failed: Int64 = 0
    var bytesIn: Int64 = 0
    var bytesOut: Int64 = 0
    var latency = LatencyStatistics()

    mutating func add(_ request: RequestRecord) {
        if request.flags.contains(.failed) { failed += 1 }
        bytesIn &+= request.bytesIn
        bytesOut &+= request.bytesOut
        latency.add(request.duration)
    }
}

extension ReportTraffic.Latency {
    init(_ row: RouteRow) {
        self.init(
            count: row.count, failed: row.failed, notKept: row.notKept, rate: row.rate, p50Ns: row.p50.rawValue,
            p90Ns: row.p90.rawValue, p99Ns: row.p99.rawValue, maxNs: row.maximum.rawValue, bytesIn: row.bytesIn,
            bytesOut: row.bytesOut)
    }

    fileprivate init(_ sums: RequestSums, seconds: Int) {
        let latency = sums.latency
        self.init(
            count: latency.count, failed: sums.failed, notKept: 0,
            rate: Double(latency.count) / Double(max(1, seconds)),
            p50Ns: latency.p50.rawValue, p90Ns: latency.p90.rawValue, p99Ns: latency.p99.rawValue,
            maxNs: latency.maximum.rawValue, bytesIn: sums.bytesIn, bytesOut: sums.bytesOut)
    }
}

extension ReportTraffic.Route {
    init(_ route: Route, _ latency: ReportTraffic.Latency) {
        self.init(
            wireProtocol: route.wireProtocol.rawValue, method: route.method, route: route.pattern, name: route.name,
            latency: latency)
    }
}

extension ReportTraffic.Request {
    init(_ row: RequestRow) {
        let record = row.record
        self.init(
            id: record.id.rawValue, started: record.started.rawValue, wireProtocol: row.route.wireProtocol.rawValue,
            method: row.route.method, target: record.target, status: record.status, error: record.error,
            durationNs: record.duration.rawValue, cpuNs: record.cpu?.rawValue, waitingNs: record.waiting?.rawValue,
            queries: record.queryCount, queryNs: record.queryTime.rawValue, repeatsAStatement: row.isRepeating,
            flags: record.flags.names)
    }
}

extension ReportTraffic.Query {
    init(_ row: QueryRow) {
        self.init(
            wireProtocol: row.statement.wireProtocol.rawValue, statement: row.statement.text, count: row.count,
            failed: row.failed, rows: row.rows, totalNs: row.total.rawValue, p99Ns: row.p99.rawValue,
            repeatingRequests: row.repeatingRequests, routes: row.senders.compactMap { $0.route?.name })
    }
}
