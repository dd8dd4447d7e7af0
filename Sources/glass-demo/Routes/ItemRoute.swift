/// `/items/{id}`: one item and its neighbours; from the cache in Redis, or else by indexed queries of SQLite.
struct ItemRoute: Route {
    let pattern = "/items/{id}"
    let shop: Shop

    @inline(never)
    func respond(to request: Request) throws -> Response {
        guard let id = Int64(request.target.segments[1]) else { return .error(.badRequest, "the id is no number") }
        // While Redis is not there yet, or has gone, there is no cache.
        if let cached = try? readCache(id) { return Response(.ok, body: .whole(Array(cached.utf8))) }
        guard let item = try shop.store.item(id: id) else { return .error(.notFound, "no such item") }
        let page = try jsonBytes(ItemPage(item: item, similar: try shop.store.itemsLike(item)))
        try? fillCache(id, page)
        return Response(.ok, body: .whole(page))
    }

    /// Asks for the page and counts the view, in one round trip.
    @inline(never)
    private func readCache(_ id: Int64) throws -> String? {
        try shop.redis?.use { redis in
            try redis.pipeline([["GET", "page:\(id)"], ["ZINCRBY", "views", "1", "\(id)"]]).first?.text
        }
    }

    @inline(never)
    private func fillCache(_ id: Int64, _ page: [UInt8]) throws {
        _ = try shop.redis?.use { redis in
            try redis.send("SET", "page:\(id)", String(decoding: page, as: UTF8.self), "EX", "15")
        }
    }
}

private struct ItemPage: Encodable {
    let item: Item
    let similar: [Item]
}
