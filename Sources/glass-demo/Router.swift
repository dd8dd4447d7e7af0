import NIOHTTP1

/// Finds the route of a request and runs it, on the thread that asks.
struct Router: Sendable {
    private let routes: [any Route]
    private let journal: AccessJournal

    init(_ shop: Shop) {
        var routes: [any Route] = [
            HealthRoute(), FailRoute(), SlowRoute(), ReportRoute(), ItemRoute(shop: shop), ItemListRoute(shop: shop),
            SearchRoute(store: shop.store), EventsRoute(), QuoteRoute(store: shop.store),
        ]
        if shop.redis != nil { routes += [OrdersRoute(shop: shop), PopularRoute(shop: shop)] as [any Route] }
        if let database = shop.database {
            routes +=
                [
                    CustomerRoute(database: database), CustomerSalesRoute(database: database),
                    NewCustomerRoute(database: database), SalesRoute(database: database),
                ] as [any Route]
        }
        routes.insert(HomeRoute(offers: routes.map(\.pattern)), at: 0)
        self.routes = routes
        journal = shop.journal
    }

    /// The answer to a request. Never fails: an error of a route becomes a status.
    func respond(to request: Request) -> Response {
        let response = findAndRun(request)
        journal.record(path: request.target.segments.first ?? "", status: response.status.code)
        return response
    }

    private func findAndRun(_ request: Request) -> Response {
        guard request.body.count <= Request.maximumBodySize else {
            return .error(.payloadTooLarge, "the body is larger than 64 kB")
        }
        let matching = routes.filter { $0.matches(request.target) }
        guard !matching.isEmpty else { return .error(.notFound, "no such route") }
        let method = request.method == .HEAD ? .GET : request.method
        guard let route = matching.first(where: { $0.method == method }) else {
            return .error(.methodNotAllowed, "this route does not take the method")
        }
        do {
            return try route.respond(to: request)
        } catch is ServerUnavailable {
            return .error(.serviceUnavailable, "the server behind this route is not there yet")
        } catch {
            return .error(.internalServerError, "the route failed")
        }
    }
}

/// What the routes work with.
struct Shop: Sendable {
    let store: ItemStore
    let journal: AccessJournal
    /// `nil` where no redis-server is installed.
    var redis: ConnectionPool<RedisConnection>?
    /// `nil` where PostgreSQL is not installed.
    var database: ConnectionPool<PostgreSQLConnection>?
}
