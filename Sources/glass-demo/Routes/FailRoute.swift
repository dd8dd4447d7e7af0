import Synchronization

/// `/fail`: every third request fails with a status of 500, the first one too.
final class FailRoute: Route {
    let pattern = "/fail"
    private let count = Atomic<Int>(0)

    @inline(never)
    func respond(to request: Request) throws -> Response {
        let number = count.wrappingAdd(1, ordering: .relaxed).oldValue
        return number % 3 == 0
            ? .error(.internalServerError, "this one failed on purpose") : try .json(["attempt": number])
    }
}
