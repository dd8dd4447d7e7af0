import Foundation
import NIOHTTP1

/// `POST /customers`: stores the customer of the body; one whose address is known already is refused by the database.
struct NewCustomerRoute: Route {
    let pattern = "/customers"
    let method = HTTPMethod.POST
    let database: ConnectionPool<PostgreSQLConnection>

    @inline(never)
    func respond(to request: Request) throws -> Response {
        guard let customer = try? JSONDecoder().decode(NewCustomer.self, from: Data(request.body)) else {
            return .error(
                .badRequest, "the body should be like {\\\"name\\\":\\\"Ada\\\",\\\"email\\\":\\\"ada@example.com\\\"}")
        }
        let row = try database.use { connection in
            do {
                return try insert(customer, connection).first
            } catch let error as PostgreSQLError where error.code == PostgreSQLError.uniqueViolation {
                return nil
            }
        }
        guard let row else { return .error(.conflict, "there is a customer with this address") }
        return try .json(row, status: .created)
    }

    @inline(never)
    private func insert(
        _ customer: NewCustomer, _ connection: PostgreSQLConnection
    ) throws -> [PostgreSQLConnection.Row] {
        let values = [customer.name, customer.email, ShopTables.cities[0]].map(PostgreSQLConnection.literal)
        return try connection.query(
            "INSERT INTO customer (name, email, city) VALUES (\(values.joined(separator: ", "))) RETURNING id")
    }
}

private struct NewCustomer: Decodable {
    let name: String
    let email: String
}
