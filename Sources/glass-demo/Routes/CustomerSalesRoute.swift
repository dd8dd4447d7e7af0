/// `/customers/{id}/sales`: each sale is read by a statement of its own, with its number in the text: an N+1.
struct CustomerSalesRoute: Route {
    let pattern = "/customers/{id}/sales"
    let database: ConnectionPool<PostgreSQLConnection>

    @inline(never)
    func respond(to request: Request) throws -> Response {
        guard let id = Int32(request.target.segments[1]) else { return .error(.badRequest, "the id is no number") }
        let sales = try database.use { connection in
            try connection.query("SELECT id FROM sale WHERE customer_id = \(id) ORDER BY sold_on DESC LIMIT 12")
                .flatMap { row in try readSale(row.first.flatMap { $0 } ?? "0", connection) }
        }
        return try .json(sales)
    }

    @inline(never)
    private func readSale(_ id: String, _ connection: PostgreSQLConnection) throws -> [PostgreSQLConnection.Row] {
        try connection.query("SELECT item_id, amount_cents, sold_on FROM sale WHERE id = \(id)")
    }
}
