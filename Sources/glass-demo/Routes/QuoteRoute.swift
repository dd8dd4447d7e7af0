import Foundation
import NIOHTTP1

/// `POST /quotes`: what the items of the body, `{"items":[1,2]}`, cost together.
struct QuoteRoute: Route {
    let pattern = "/quotes"
    let method = HTTPMethod.POST
    let store: ItemStore

    @inline(never)
    func respond(to request: Request) throws -> Response {
        guard let wanted = try? JSONDecoder().decode(Wanted.self, from: Data(request.body)), wanted.items.count <= 100
        else { return .error(.badRequest, "the body should be like {\\\"items\\\":[1,2]}, with at most 100 items") }
        let items = try wanted.items.compactMap(store.item)
        return try .json(["totalCents": items.map(\.priceCents).reduce(0, +), "items": items.count], status: .created)
    }
}

private struct Wanted: Decodable {
    let items: [Int64]
}
