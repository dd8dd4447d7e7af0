import GlassModel

/// Gives routes and statements their numbers, each once. There are never more than ``limit`` of either: what comes then
/// is counted together.
struct TrafficNames {
    static let limit = 10_000
    static let other = "[other]"

    private struct Key: Hashable {
        let wireProtocol: WireProtocol
        let method: String
        let text: String
    }

    private(set) var routes: [Route] = []
    private(set) var statements: [Statement] = []
    private var routeIDs: [Key: RouteID] = [:]
    private var statementIDs: [Key: StatementID] = [:]
    private var announcedRoutes = 0
    private var announcedStatements = 0

    mutating func route(_ wireProtocol: WireProtocol, _ method: String, _ pattern: String) -> Route {
        var key = Key(wireProtocol: wireProtocol, method: method, text: pattern)
        if let known = routeIDs[key] { return routes[known.index] }
        if routes.count >= Self.limit {
            key = Key(wireProtocol: wireProtocol, method: "", text: Self.other)
            if let known = routeIDs[key] { return routes[known.index] }
        }
        let id = RouteID(Int32(routes.count + 1))
        let route = Route(id: id, wireProtocol: wireProtocol, method: key.method, pattern: key.text)
        routeIDs[key] = id
        routes.append(route)
        return route
    }

    mutating func statement(_ wireProtocol: WireProtocol, _ text: String) -> Statement {
        var key = Key(wireProtocol: wireProtocol, method: "", text: text)
        if let known = statementIDs[key] { return statements[known.index] }
        if statements.count >= Self.limit {
            key = Key(wireProtocol: wireProtocol, method: "", text: Self.other)
            if let known = statementIDs[key] { return statements[known.index] }
        }
        let id = StatementID(Int32(statements.count + 1))
        let statement = Statement(id: id, wireProtocol: wireProtocol, text: key.text)
        statementIDs[key] = id
        statements.append(statement)
        return statement
    }

    /// What is new since the last call.
    mutating func announce(in batch: inout RecordingBatch) {
        batch.routes += routes[announcedRoutes...]
        batch.statements += statements[announcedStatements...]
        announcedRoutes = routes.count
        announcedStatements = statements.count
    }
}
