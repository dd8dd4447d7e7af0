/// One route of the service.
protocol Route: Sendable {
    /// Whether it computes, queries or waits: then it runs on a worker, so that the event loops stay free.
    var needsWorker: Bool { get }

    func matches(_ target: RequestTarget) -> Bool
    func respond(to target: RequestTarget) throws -> Response
}
