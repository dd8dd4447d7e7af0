/// `/events`: an answer of unknown length, sent piece by piece while it is computed.
struct EventsRoute: Route {
    let pattern = "/events"
    private static let pieceCount = 5

    @inline(never)
    func respond(to request: Request) throws -> Response {
        Response(.ok, contentType: "application/x-ndjson", body: .pieces { Self.piece($0) })
    }

    @inline(never)
    private static func piece(_ index: Int) -> [UInt8]? {
        guard index < pieceCount else { return nil }
        let largest = sievePrimes(below: 40_000 * (index + 1)).last ?? 0
        return Array("{\"event\":\(index),\"largestPrime\":\(largest)}\n".utf8)
    }
}
