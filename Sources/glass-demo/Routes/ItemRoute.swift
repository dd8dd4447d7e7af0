/// `/items/{id}`: one item and its neighbours, by indexed queries.
struct ItemRoute: Route {
    let store: ItemStore
    let needsWorker = true

    func matches(_ target: RequestTarget) -> Bool { target.segments.count == 2 && target.segments[0] == "items" }

    @inline(never)
    func respond(to target: RequestTarget) throws -> Response {
        guard let id = Int64(target.segments[1]) else { return .error(.badRequest, "the id is no number") }
        guard let item = try store.item(id: id) else { return .error(.notFound, "no such item") }
        return try .json(ItemPage(item: item, similar: try store.itemsLike(item)))
    }
}

private struct ItemPage: Encodable {
    let item: Item
    let similar: [Item]
}
