/// `/search?q=`: reads every item, because no index helps.
struct SearchRoute: Route {
    let pattern = "/search"
    let store: ItemStore

    @inline(never)
    func respond(to request: Request) throws -> Response {
        guard let words = request.target.query["q"], !words.isEmpty else {
            return .error(.badRequest, "say what to search for: /search?q=tea")
        }
        return try .json(try store.search(words))
    }
}
