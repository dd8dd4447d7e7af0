/// `/`: says what the service offers. Fast.
struct HomeRoute: Route {
    let pattern = "/"
    let offers: [String]

    @inline(never)
    func respond(to request: Request) throws -> Response {
        try .json(Greeting(service: "glass-demo", routes: offers))
    }
}

private struct Greeting: Encodable {
    let service: String
    let routes: [String]
}
