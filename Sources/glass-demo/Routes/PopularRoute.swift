/// `/popular`: the items that were looked at most often.
struct PopularRoute: Route {
    let pattern = "/popular"
    let shop: Shop

    @inline(never)
    func respond(to request: Request) throws -> Response {
        let views = try shop.redis?.use { try $0.send("ZREVRANGE", "views", "0", "9", "WITHSCORES").texts }
        return try .json(views ?? [])
    }
}
