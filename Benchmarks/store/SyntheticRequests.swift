import GlassModel

/// Made-up requests to a made-up service; one batch is a tenth of a second. The same seed gives the same requests.
struct SyntheticRequests {
    var perSecond = 1_000
    /// Every request has a target and a peer that no other has.
    var allDifferent = false
    var queriesEach = 0
    /// One request in so many has samples.
    var sampledOneIn = 20

    private var state: UInt64 = 7
    private var requests: Int32 = 0
    private var queries: Int32 = 0
    private var batches: Int64 = 0
    private(set) var stringBytes = 0
    private var seen: Set<String> = []

    static let routes = 40

    private mutating func random(_ bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(bound))
    }

    static func dictionaries() -> RecordingBatch {
        var batch = RecordingBatch()
        for id in 1...Int32(routes) {
            batch.routes.append(
                Route(id: RouteID(id), wireProtocol: .http, method: "GET", pattern: "/service/\(id)/{id}"))
            batch.statements.append(
                Statement(id: StatementID(id), wireProtocol: .postgreSQL, text: "SELECT * FROM t\(id) WHERE id = ?"))
        }
        return batch
    }

    mutating func nextBatch() -> RecordingBatch {
        var batch = RecordingBatch()
        let now = SyntheticTarget.start + batches * 100_000_000
        for place in 0..<(perSecond / 10) {
            let request = nextRequest(now + Int64(place * 100_000_000 / max(1, perSecond / 10)))
            batch.requests.append(request)
            for _ in 0..<queriesEach { batch.queries.append(nextQuery(request)) }
            if random(sampledOneIn) == 0 {
                batch.requestStacks.append(
                    RequestStack(
                        request: request.id, stack: StackID(Int32(1 + random(2_000))),
                        weight: Weight(samples: 1, cpu: request.cpu ?? .zero, wall: request.duration)))
            }
        }
        batches += 1
        addSeconds(&batch, now / 1_000_000_000)
        return batch
    }

    private mutating func nextRequest(_ time: Int64) -> RequestRecord {
        requests += 1
        let route = 1 + random(Self.routes)
        let target = "/service/\(route)/\(allDifferent ? Int(requests) : random(5_000))?page=…"
        let peer = allDifferent ? "10.\(requests >> 16 & 255).\(requests >> 8 & 255).\(requests & 255):40712" : "unix"
        count(target)
        count(peer)
        let duration = Int64(200_000 + random(8_000_000) * (random(50) == 0 ? 100 : 1))
        return RequestRecord(
            id: RequestID(requests), route: RouteID(Int32(route)), target: target, status: random(100) == 0 ? 500 : 200,
            started: Timestamp(rawValue: time + Int64(random(100_000))), duration: Nanoseconds(duration),
            timeToFirstByte: Nanoseconds(duration - Int64(random(100_000))), attribution: .thread,
            cpu: Nanoseconds(duration / 3), queryCount: Int32(queriesEach), queryTime: Nanoseconds(duration / 5),
            mostRepeated: Int32(queriesEach), bytesIn: Int64(200 + random(900)), bytesOut: Int64(random(200_000)),
            peer: peer, thread: ThreadKey(Int32(1 + random(10))))
    }

    private mutating func count(_ text: String) {
        if seen.insert(text).inserted { stringBytes += text.utf8.count }
    }

    private mutating func nextQuery(_ request: RequestRecord) -> QueryRecord {
        queries += 1
        return QueryRecord(
            id: QueryID(queries), statement: StatementID(Int32(1 + random(Self.routes))), request: request.id,
            started: Timestamp(rawValue: request.started.rawValue + Int64(random(100_000))),
            duration: Nanoseconds(Int64(random(500_000))), rows: Int64(random(50)), bytesOut: 90, bytesIn: 800,
            peer: "127.0.0.1:5432", thread: request.thread)
    }

    private mutating func addSeconds(_ batch: inout RecordingBatch, _ second: Int64) {
        for id in 1...Int32(Self.routes) {
            var total = RouteSecond(second: second, route: RouteID(id))
            total.count = Int64(perSecond / Self.routes)
            for _ in 0..<total.count { total.latency.add(Nanoseconds(Int64(200_000 + random(8_000_000)))) }
            batch.routeSeconds.append(total)
        }
    }
}
