/// `/report`: computes on a CPU for a while.
struct ReportRoute: Route {
    let needsWorker = true

    func matches(_ target: RequestTarget) -> Bool { target.segments == ["report"] }

    @inline(never)
    func respond(to target: RequestTarget) throws -> Response {
        try .json(buildSalesReport(days: 8_000, seed: 7))
    }
}
