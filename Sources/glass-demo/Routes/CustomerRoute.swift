/// `/customers/{id}`: a customer with the sum of the sales, by two prepared statements.
struct CustomerRoute: Route {
    let pattern = "/customers/{id}"
    let database: ConnectionPool<PostgreSQLConnection>

    @inline(never)
    func respond(to request: Request) throws -> Response {
        guard let id = Int32(request.target.segments[1]) else { return .error(.badRequest, "the id is no number") }
        let rows = try database.use { connection in
            try connection.execute("customer", "SELECT name, city FROM customer WHERE id = $1", ["\(id)"])
                + connection.execute(
                    "customer_sales", "SELECT count(*), sum(amount_cents) FROM sale WHERE customer_id = $1", ["\(id)"])
        }
        return rows.count == 2 ? try .json(rows) : .error(.notFound, "no such customer")
    }
}
