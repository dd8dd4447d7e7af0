/// `/orders/{customer}`: the last order, each of whose 20 items is read by a query of its own: an N+1, on purpose.
struct OrdersRoute: Route {
    let pattern = "/orders/{customer}"
    let shop: Shop

    @inline(never)
    func respond(to request: Request) throws -> Response {
        guard let customer = Int64(request.target.segments[1]), let pool = shop.redis else {
            return .error(.badRequest, "the customer is no number")
        }
        let names = try pool.use { redis in
            try orderedItems(of: customer, redis).map { try itemName($0, redis) }
        }
        return try .json(names)
    }

    @inline(never)
    private func orderedItems(of customer: Int64, _ redis: RedisConnection) throws -> [String] {
        let items = try redis.send("LRANGE", "order:\(customer)", "0", "19").texts
        guard items.isEmpty else { return items }
        var random = SplitMix64(seed: UInt64(bitPattern: customer))
        let order = (0..<20).map { _ in "\(Int64.random(in: 1...ItemStore.itemCount, using: &random))" }
        _ = try redis.pipeline([["RPUSH", "order:\(customer)"] + order])
        return order
    }

    @inline(never)
    private func itemName(_ id: String, _ redis: RedisConnection) throws -> String {
        if let name = try redis.send("HGET", "item:\(id)", "name").text { return name }
        let name = try Int64(id).flatMap { try shop.store.item(id: $0)?.name } ?? "sold out"
        _ = try redis.send("HSET", "item:\(id)", "name", name)
        return name
    }
}
