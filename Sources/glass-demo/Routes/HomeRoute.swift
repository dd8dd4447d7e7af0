/// `/`: says what the service offers. Fast.
struct HomeRoute: Route {
    let needsWorker = false

    func matches(_ target: RequestTarget) -> Bool { target.segments.isEmpty }

    @inline(never)
    func respond(to target: RequestTarget) throws -> Response {
        try .json(Greeting(service: "glass-demo", routes: Self.routes))
    }

    private static let routes = ["/", "/items/{id}", "/search?q=", "/report", "/slow", "/fail", "/healthz"]
}

private struct Greeting: Encodable {
    let service: String
    let routes: [String]
}
