import GlassModel

/// Turns exchanges into requests and queries of a recording: finds out who worked for each, which queries belong to which
/// request, what is kept, and sums up the rest.
///
/// A request is settled only when the samples of its time are there, so a little later than it ended.
public struct TrafficLedger {
    struct Served {
        let exchange: Exchange
        let peer: String
        let connection: ConnectionID
        var isAlone: Bool
    }

    private struct StatementOfRoute: Hashable {
        let statement: StatementID
        let route: RouteID?
    }

    private var names = TrafficNames()
    private var folder: RouteFolder
    private var requestPolicy: KeepPolicy
    private var queryBucket: TokenBucket
    private var threads: [ThreadID: ThreadActivity] = [:]
    private var waiting: [Served] = []
    /// Where the last request of a connection waits.
    private var lastOfConnection: [ConnectionID: Int] = [:]
    private var queries = PendingQueries()
    private var routeSeconds = OpenSeconds<RouteID, RouteSecond>()
    private var statementSeconds = OpenSeconds<StatementOfRoute, StatementSecond>()
    private var lastRequest: Int32 = 0
    private var lastQuery: Int32 = 0
    private var lastServed: [ProcessID: Nanoseconds] = [:]
    /// Requests and queries that were too many to keep.
    public private(set) var requestsNotKept: Int64 = 0
    public private(set) var queriesNotKept: Int64 = 0

    public init(rules: RequestRules) {
        folder = RouteFolder(rules: rules)
        requestPolicy = KeepPolicy(rules: rules)
        queryBucket = TokenBucket(perSecond: rules.maximumPerSecond)
    }

    // MARK: Taking in

    /// A thread read from, wrote to or closed a connection on which the target does not ask, as far as is known.
    public mutating func note(_ action: SocketAction, on connection: ConnectionID, at moment: Moment) {
        switch action {
        case .read: threads[moment.thread, default: ThreadActivity()].note(isRead: true, on: connection, at: moment)
        case .wrote: threads[moment.thread, default: ThreadActivity()].note(isRead: false, on: connection, at: moment)
        case .closed: threads[moment.thread]?.close(connection)
        case .opened, .gap: break
        }
    }

    public mutating func forget(_ thread: ThreadID) { threads[thread] = nil }

    public mutating func take(_ tracked: TrackedExchange) {
        if tracked.isServed { takeServed(tracked) } else { takeSent(tracked) }
    }

    private mutating func takeServed(_ tracked: TrackedExchange) {
        let exchange = tracked.exchange
        lastServed[exchange.ended.process] = exchange.ended.time
        var isAlone = isServedAlone(exchange, tracked.connection)
        // Requests that overlap on one connection were read, or answered, together.
        if let last = lastOfConnection[tracked.connection], waiting.indices.contains(last),
            waiting[last].connection == tracked.connection,
            waiting[last].exchange.ended.time > exchange.began.time
                || waiting[last].exchange.ended.time == exchange.ended.time
        {
            waiting[last].isAlone = false
            isAlone = false
        }
        lastOfConnection[tracked.connection] = waiting.count
        waiting.append(
            Served(
                exchange: exchange, peer: tracked.ends.peer, connection: tracked.connection, isAlone: isAlone))
    }

    private func isServedAlone(_ exchange: Exchange, _ connection: ConnectionID) -> Bool {
        let (began, ended) = (exchange.began, exchange.ended)
        guard exchange.answered != nil, began.thread == ended.thread, began.turn == ended.turn,
            began.process == ended.process, !exchange.flags.contains(.pipelined)
        else { return false }
        return threads[began.thread]?.servedAlone(connection, from: began.time, to: ended.time) ?? false
    }

    private mutating func takeSent(_ tracked: TrackedExchange) {
        let exchange = tracked.exchange
        let statement = names.statement(exchange.wireProtocol, statementText(exchange, tracked.ends))
        queries.add(PendingQueries.Query(exchange: exchange, peer: tracked.ends.peer, statement: statement.id))
    }

    private mutating func statementText(_ exchange: Exchange, _ ends: ConnectionEnds) -> String {
        switch exchange.wireProtocol {
        case .http:
            let host = exchange.host.isEmpty ? ends.peer : exchange.host
            return "\(exchange.method) \(host)\(folder.pattern(of: exchange.target))"
        case .redis: return exchange.method
        case .postgreSQL: return exchange.target
        case .webSocket, .encrypted, .unknown: return "[\(exchange.wireProtocol.rawValue)] \(ends.peer)"
        }
    }

    // MARK: Settling

    /// Settles what ended at or before `watermark`, up to which all samples are known.
    public mutating func settle(
        through watermark: Nanoseconds, in surroundings: some LedgerSurroundings, into batch: inout RecordingBatch
    ) {
        var later: [Served] = []
        for served in waiting {
            if served.exchange.ended.time > watermark {
                later.append(served)
            } else {
                settle(served, surroundings, &batch)
            }
        }
        waiting = later
        lastOfConnection.removeAll(keepingCapacity: true)
        for (place, served) in later.enumerated() { lastOfConnection[served.connection] = place }
        for query in takeHopeless(watermark) {
            settle(query, of: nil, isKept: nil, surroundings, &batch)
        }
        names.announce(in: &batch)
        batch.routeSeconds += routeSeconds.takeChanged()
        batch.statementSeconds += statementSeconds.takeChanged()
    }

    /// Queries for which no request will come: nothing that their sender serves is under way.
    private mutating func takeHopeless(_ watermark: Nanoseconds) -> [PendingQueries.Query] {
        let (threads, lastServed) = (threads, lastServed)
        return queries.takeHopeless { sender, query in
            let ended = query.exchange.ended.time
            guard ended <= watermark else { return false }
            if watermark - ended > PendingQueries.patience { return true }
            switch sender {
            case .thread(let thread):
                guard let activity = threads[thread] else { return true }
                return activity.last <= watermark && !activity.owesResponse(since: query.exchange.began.time)
            case .task(let process, _):
                return watermark - (lastServed[process] ?? .zero) > PendingQueries.patience
            }
        }
    }

    private mutating func settle(
        _ served: Served, _ surroundings: some LedgerSurroundings, _ batch: inout RecordingBatch
    ) {
        let exchange = served.exchange
        let route = route(of: exchange)
        let duration = max(.zero, exchange.ended.time - exchange.began.time)
        let ended = surroundings.timestamp(of: exchange.ended.time)
        let failed = exchange.flags.contains(.failed)
        let verdict = requestPolicy.judge(route, failed: failed, ended: ended, duration: duration)
        if verdict == .tooMany { requestsNotKept += 1 }
        routeSeconds.update(route.id, at: ended) {
            RouteSecond(second: $0, route: route.id)
        } _: { total in
            total.count += 1
            if failed { total.failed += 1 }
            if verdict != .keep { total.notKept += 1 }
            total.bytesIn &+= exchange.clientBytes
            total.bytesOut &+= exchange.serverBytes
            total.latency.add(duration)
        }
        let work = RequestWork(served, surroundings)
        let sent = work.sender.map {
            queries.take(of: $0, from: exchange.began.time, to: exchange.ended.time)
        }
        var id: RequestID?
        if verdict == .keep {
            lastRequest += 1
            id = RequestID(lastRequest)
            batch.requests.append(record(RequestID(lastRequest), served, route, work, sent ?? [], surroundings))
            batch.requestStacks += work.stacks.map {
                RequestStack(request: RequestID(lastRequest), stack: $0.key, weight: $0.value)
            }
        }
        for query in sent ?? [] {
            settle(query, of: (id, route.id), isKept: id != nil, surroundings, &batch)
        }
    }

    private mutating func route(of exchange: Exchange) -> Route {
        let pattern = exchange.wireProtocol == .http ? folder.pattern(of: exchange.target) : exchange.target
        return names.route(exchange.wireProtocol, exchange.method, pattern)
    }

    private func record(
        _ id: RequestID, _ served: Served, _ route: Route, _ work: RequestWork, _ sent: [PendingQueries.Query],
        _ surroundings: some LedgerSurroundings
    ) -> RequestRecord {
        let exchange = served.exchange
        var times: [StatementID: Int32] = [:]
        for query in sent { times[query.statement, default: 0] += 1 }
        return RequestRecord(
            id: id, route: route.id, target: exchange.target, status: exchange.status, error: exchange.error,
            started: surroundings.timestamp(of: exchange.began.time),
            duration: max(.zero, exchange.ended.time - exchange.began.time),
            timeToFirstByte: exchange.answered.map { max(.zero, $0.time - exchange.began.time) },
            attribution: work.attribution, cpu: work.cpu, queryCount: Int32(clamping: sent.count),
            queryTime: sent.reduce(.zero) { $0 + max(.zero, $1.exchange.ended.time - $1.exchange.began.time) },
            mostRepeated: times.values.max() ?? 0, bytesIn: exchange.clientBytes, bytesOut: exchange.serverBytes,
            peer: served.peer, thread: surroundings.key(of: exchange.ended.thread), flags: exchange.flags)
    }

    /// `isKept` is nil for a query on nobody's known behalf: then there may be too many of them.
    private mutating func settle(
        _ query: PendingQueries.Query, of request: (id: RequestID?, route: RouteID)?, isKept: Bool?,
        _ surroundings: some LedgerSurroundings, _ batch: inout RecordingBatch
    ) {
        let exchange = query.exchange
        let duration = max(.zero, exchange.ended.time - exchange.began.time)
        let ended = surroundings.timestamp(of: exchange.ended.time)
        let failed = exchange.flags.contains(.failed)
        let keeps = isKept ?? (queryBucket.take(at: ended) || failed)
        if !keeps { queriesNotKept += 1 }
        let key = StatementOfRoute(statement: query.statement, route: request?.route)
        statementSeconds.update(key, at: ended) {
            StatementSecond(second: $0, statement: query.statement, route: request?.route)
        } _: { total in
            total.count += 1
            if failed { total.failed += 1 }
            if !keeps { total.notKept += 1 }
            total.rows &+= exchange.rows ?? 0
            total.total += duration
            total.latency.add(duration)
        }
        guard keeps else { return }
        lastQuery += 1
        batch.queries.append(
            QueryRecord(
                id: QueryID(lastQuery), statement: query.statement, request: request?.id,
                started: surroundings.timestamp(of: exchange.began.time), duration: duration, rows: exchange.rows,
                status: exchange.status, error: exchange.error, bytesOut: exchange.clientBytes,
                bytesIn: exchange.serverBytes, peer: query.peer, thread: surroundings.key(of: exchange.began.thread),
                flags: exchange.flags))
    }
}
