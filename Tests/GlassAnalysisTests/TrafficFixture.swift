import GlassModel

@testable import GlassAnalysis

/// Made-up requests, the same for the same seed.
struct TrafficFixture {
    private var state: UInt64
    private(set) var delta = ProfileFixture.service.delta

    static let routes: [(WireProtocol, String, String)] = [
        (.http, "GET", "/items"), (.http, "GET", "/items/{id}"), (.http, "POST", "/orders"), (.redis, "GET", ""),
        (.postgreSQL, "SELECT", "SELECT * FROM \"Item\" WHERE id = ?"), (.http, "GET", "/über/{name}"),
    ]

    init(seed: UInt64 = 1, routes: Bool = true) {
        state = seed
        guard routes else { return }
        delta.routes = Self.routes.enumerated().map { index, route in
            Route(id: RouteID(Int32(index + 1)), wireProtocol: route.0, method: route.1, pattern: route.2)
        }
    }

    mutating func random(_ bound: UInt64) -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state % bound
    }

    private mutating func maybe<Value>(_ value: Value) -> Value? { random(4) == 0 ? nil : value }

    mutating func addRequests(_ count: Int) {
        let texts = ["/items/7", "/Items", "/orders?x=?", "", "/über/Ärger", "GET", "line\nfeed", "/a\"b'c\\d"]
        for _ in 0..<count {
            let id = RequestID(Int32(delta.requests.count + 1))
            let started = Timestamp(rawValue: 100_000_000_000 + Int64(random(3_000)) * 1_000_000)
            let duration = Int64(random(200)) * 1_000_000
            var request = RequestRecord(
                id: id, route: RouteID(Int32(random(UInt64(Self.routes.count))) + 1),
                target: texts[Int(random(UInt64(texts.count)))], started: started, duration: Nanoseconds(duration))
            request.status = maybe(Int32(200 + random(400)))
            request.error = maybe(["WRONGTYPE", "23505", "ERR"][Int(random(3))])
            request.timeToFirstByte = maybe(Nanoseconds(duration / 2))
            request.attribution = Attribution(rawValue: Int32(random(3))) ?? .none
            request.cpu = maybe(Nanoseconds(Int64(random(220)) * 1_000_000))
            request.queryCount = Int32(random(20))
            request.queryTime = Nanoseconds(Int64(random(90)) * 1_000_000)
            request.mostRepeated = Int32(random(9))
            request.bytesIn = Int64(random(4_000))
            request.bytesOut = Int64(random(90_000))
            request.peer = "127.0.0.\(random(5)):\(40_000 + random(20))"
            request.thread = maybe(ThreadKey(Int32(random(3)) + 1))
            request.flags = RequestFlags(rawValue: Int32(random(64)))
            delta.requests.append(request)
        }
    }

    var profile: Profile {
        var profile = Profile(info: delta.info)
        profile.apply(delta)
        return profile
    }

    /// The delta without its requests, and the requests in pieces.
    func pieces(of size: Int) -> [RecordingDelta] {
        var first = delta
        first.requests = []
        return [first]
            + stride(from: 0, to: delta.requests.count, by: size).map { start in
                var piece = RecordingDelta(info: delta.info)
                piece.rollupsFrom = .max
                piece.routeSecondsFrom = .max
                piece.statementSecondsFrom = .max
                piece.requests = Array(delta.requests[start..<min(start + size, delta.requests.count)])
                return piece
            }
    }
}
