/// `/sales?city=`: the sales of a city by month; with `detail=full` the database compares them all, which takes long.
struct SalesRoute: Route {
    let pattern = "/sales"
    let database: ConnectionPool<PostgreSQLConnection>

    @inline(never)
    func respond(to request: Request) throws -> Response {
        let city = PostgreSQLConnection.literal(request.target.query["city"] ?? "Oslo")
        let isFull = request.target.query["detail"] == "full"
        return try .json(try database.use { isFull ? try compareSales(city, $0) : try sumByMonth(city, $0) })
    }

    @inline(never)
    private func sumByMonth(_ city: String, _ connection: PostgreSQLConnection) throws -> [PostgreSQLConnection.Row] {
        try connection.query(
            """
            SELECT date_trunc('month', s.sold_on)::date, count(*), sum(s.amount_cents)
            FROM sale s JOIN customer c ON c.id = s.customer_id
            WHERE c.city = \(city) AND s.amount_cents > 250 GROUP BY 1 ORDER BY 1
            """)
    }

    @inline(never)
    private func compareSales(_ city: String, _ connection: PostgreSQLConnection) throws -> [PostgreSQLConnection.Row] {
        try connection.query(
            """
            SELECT count(*), avg(a.amount_cents - b.amount_cents)
            FROM sale a JOIN sale b ON a.sold_on = b.sold_on JOIN customer c ON c.id = a.customer_id
            WHERE c.city = \(city) AND b.amount_cents BETWEEN 1000 AND 3000
            """)
    }
}
