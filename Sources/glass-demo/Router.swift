import NIOCore
import NIOHTTP1

/// Finds the route of a request and runs it where it belongs: on the event loop, or on a worker.
struct Router: Sendable {
    private let routes: [any Route]
    private let journal: AccessJournal
    private let workers: WorkerPool

    init(dependencies: RouteDependencies, workers: WorkerPool) {
        routes = [
            HomeRoute(), HealthRoute(), FailRoute(), SlowRoute(),
            ItemRoute(store: dependencies.store), SearchRoute(store: dependencies.store), ReportRoute(),
        ]
        journal = dependencies.journal
        self.workers = workers
    }

    /// The answer to a request. Never fails: an error of a route becomes a status of 500, a stopping service one of 503.
    func respond(
        to method: HTTPMethod, target: RequestTarget, on loop: any EventLoop
    ) -> EventLoopFuture<Response> {
        guard let route = routes.first(where: { $0.matches(target) }) else {
            return loop.makeSucceededFuture(.error(.notFound, "no such route"))
        }
        guard method == .GET || method == .HEAD else {
            return loop.makeSucceededFuture(.error(.methodNotAllowed, "only GET and HEAD are allowed"))
        }
        return run(route, target, on: loop).flatMapErrorThrowing { error in
            error is WorkerPool.Stopped
                ? .error(.serviceUnavailable, "the service is stopping")
                : .error(.internalServerError, "the route failed")
        }
    }

    private func run(_ route: any Route, _ target: RequestTarget, on loop: any EventLoop) -> EventLoopFuture<Response> {
        guard route.needsWorker else {
            return loop.makeCompletedFuture { try route.respond(to: target) }
        }
        return workers.run(on: loop) { [journal] in
            let response = try route.respond(to: target)
            journal.record(path: target.segments.first ?? "", status: response.status.code)
            return response
        }
    }
}

/// What the routes work with.
struct RouteDependencies: Sendable {
    let store: ItemStore
    let journal: AccessJournal
}
