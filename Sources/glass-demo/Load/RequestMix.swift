import NIOHTTP1

/// What the load sends.
struct LoadRequest: Equatable {
    var method = HTTPMethod.GET
    var uri: String
    var body = ""
}

/// Which requests the load sends, each with its share. The same seed gives the same sequence.
struct RequestMix {
    private struct Share {
        let weight: Int
        /// What must be there for the route.
        var server: ServerKind?
        let request: @Sendable (inout SplitMix64) -> LoadRequest
    }

    private var random: SplitMix64

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
    }

    /// The next request, of those that can be answered with these servers.
    mutating func next(servers: Set<ServerKind>) -> LoadRequest {
        let shares = Self.shares.filter { share in share.server.map(servers.contains) ?? true }
        var ticket = Int.random(in: 0..<shares.reduce(0) { $0 + $1.weight }, using: &random)
        for share in shares {
            if ticket < share.weight { return share.request(&random) }
            ticket -= share.weight
        }
        return LoadRequest(uri: "/")
    }

    /// A pause around this mean, between half and one and a half of it.
    mutating func pause(aroundMicroseconds mean: Int64) -> Int64 {
        Int64.random(in: mean / 2...mean / 2 + mean, using: &random)
    }

    private static let shares: [Share] = [
        get(12) { _ in "/" },
        // Few enough items that most are still in the cache.
        get(30) { "/items/\(Int64.random(in: 1...120, using: &$0))" },
        get(2) { "/items/\(Int64.random(in: 90_000...99_999, using: &$0))" },
        get(1) { _ in "/favicon.ico" },
        get(10) {
            "/search?q=\(pick(["teapot", "oak", "with+a+lid", "for+two"], &$0))&page=\(Int.random(in: 1...9, using: &$0))"
        },
        get(14) { _ in "/report" },
        get(4) { _ in "/slow" },
        get(3) { _ in "/fail" },
        get(4) { _ in "/healthz" },
        get(4) { _ in "/events" },
        get(1) { _ in "/items.csv" },
        Share(weight: 5) { random in
            let items = (0..<3).map { _ in "\(Int64.random(in: 1...ItemStore.itemCount, using: &random))" }
            return LoadRequest(method: .POST, uri: "/quotes", body: "{\"items\":[\(items.joined(separator: ","))]}")
        },
        get(6, .redis) { "/orders/\(Int.random(in: 1...50, using: &$0))" },
        get(3, .redis) { _ in "/popular" },
        get(6, .postgres) { "/customers/\(Int.random(in: 1...ShopTables.customerCount, using: &$0))" },
        get(4, .postgres) { "/customers/\(Int.random(in: 1...ShopTables.customerCount, using: &$0))/sales" },
        get(4, .postgres) { "/sales?city=\(pick(ShopTables.cities, &$0))" },
        get(1, .postgres) { "/sales?city=\(pick(ShopTables.cities, &$0))&detail=full" },
        Share(weight: 2, server: .postgres) { random in
            // Now and then an address that is taken.
            let number = Int.random(in: 1...20_000, using: &random)
            let body = "{\"name\":\"O'Neill \(number)\",\"email\":\"customer\(number)@example.com\"}"
            return LoadRequest(method: .POST, uri: "/customers", body: body)
        },
    ]

    private static func get(
        _ weight: Int, _ server: ServerKind? = nil, _ uri: @escaping @Sendable (inout SplitMix64) -> String
    ) -> Share {
        Share(weight: weight, server: server) { LoadRequest(uri: uri(&$0)) }
    }

    private static func pick(_ words: [String], _ random: inout SplitMix64) -> String {
        words.randomElement(using: &random) ?? ""
    }
}
