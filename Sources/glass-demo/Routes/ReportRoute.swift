/// `/report`: computes on a CPU for a while.
struct ReportRoute: Route {
    let pattern = "/report"

    @inline(never)
    func respond(to request: Request) throws -> Response {
        try .json(buildSalesReport(days: 8_000, seed: 7))
    }
}
