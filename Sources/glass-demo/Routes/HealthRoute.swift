/// `/healthz`: that the service lives.
struct HealthRoute: Route {
    let pattern = "/healthz"

    @inline(never)
    func respond(to request: Request) throws -> Response {
        try .json(["status": "ok"])
    }
}
