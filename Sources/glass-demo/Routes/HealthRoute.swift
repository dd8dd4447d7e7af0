/// `/healthz`: that the service lives.
struct HealthRoute: Route {
    let needsWorker = false

    func matches(_ target: RequestTarget) -> Bool { target.segments == ["healthz"] }

    @inline(never)
    func respond(to target: RequestTarget) throws -> Response {
        try .json(["status": "ok"])
    }
}
