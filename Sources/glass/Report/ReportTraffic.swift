/// What `glass report` says of requests and queries.
struct ReportTraffic: Encodable, Equatable {
    /// Times are of all requests; with a filter, of those among the ones kept one by one that match.
    struct Latency: Encodable, Equatable {
        var count: Int64
        var failed: Int64
        /// Of the count: those that were only counted.
        var notKept: Int64
        /// A second.
        var rate: Double
        var p50Ns: Int64
        var p90Ns: Int64
        var p99Ns: Int64
        var maxNs: Int64
        var bytesIn: Int64
        var bytesOut: Int64
    }

    struct Route: Encodable, Equatable {
        var wireProtocol: String
        var method: String
        var route: String
        /// As a person names it: `GET /items/{id}`.
        var name: String
        var latency: Latency
    }

    struct Request: Encodable, Equatable {
        var id: Int32
        /// Nanoseconds since the epoch.
        var started: Int64
        var wireProtocol: String
        var method: String
        var target: String
        var status: Int32?
        var error: String?
        var durationNs: Int64
        var cpuNs: Int64?
        var waitingNs: Int64?
        var queries: Int32
        var queryNs: Int64
        var repeatsAStatement: Bool
        var flags: String
    }

    struct Query: Encodable, Equatable {
        var wireProtocol: String
        var statement: String
        var count: Int64
        var failed: Int64
        var rows: Int64
        var totalNs: Int64
        var p99Ns: Int64
        /// Requests that sent it many times: an N+1 pattern.
        var repeatingRequests: Int64
        /// The most frequent first.
        var routes: [String]
    }

    /// `off`, `on`, `stepped back` or `unavailable`.
    var capture: String
    /// Why, where it is not on.
    var explanation: String
    var total: Latency
    /// The slowest first.
    var routes: [Route]
    var routeCount: Int
    /// The slowest first.
    var slowest: [Request]
    var queries: [Query]
    var queryCount: Int
    /// What was seen on connections and not understood.
    var deadLetters: Int
}
