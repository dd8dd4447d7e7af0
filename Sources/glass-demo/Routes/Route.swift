import NIOHTTP1

/// One route of the service. It computes, queries and waits on the thread of the connection.
protocol Route: Sendable {
    /// As `/items/{id}`.
    var pattern: String { get }
    var method: HTTPMethod { get }

    func respond(to request: Request) throws -> Response
}

extension Route {
    var method: HTTPMethod { .GET }

    /// Whether the segments are those of the pattern; `{…}` stands for any one.
    func matches(_ target: RequestTarget) -> Bool {
        let expected = pattern.split(separator: "/")
        return expected.count == target.segments.count
            && zip(expected, target.segments).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
}
