/// `/search?q=`: reads every item, because no index helps.
struct SearchRoute: Route {
    let store: ItemStore
    let needsWorker = true

    func matches(_ target: RequestTarget) -> Bool { target.segments == ["search"] }

    @inline(never)
    func respond(to target: RequestTarget) throws -> Response {
        guard let words = target.query["q"], !words.isEmpty else {
            return .error(.badRequest, "say what to search for: /search?q=tea")
        }
        return try .json(try store.search(words))
    }
}
