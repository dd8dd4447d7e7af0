/// `/items.csv`: a download of some 300 kB.
struct ItemListRoute: Route {
    let pattern = "/items.csv"
    let shop: Shop

    @inline(never)
    func respond(to request: Request) throws -> Response {
        let lines = try shop.store.cheapest(3_000).map(Self.line)
        let text = "id,name,priceCents,description\r\n" + lines.joined()
        return Response(.ok, contentType: "text/csv; charset=utf-8", body: .whole(Array(text.utf8)))
    }

    private static func line(_ item: Item) -> String {
        "\(item.id),\(item.name),\(item.priceCents),\"\(item.description)\"\r\n"
    }
}
