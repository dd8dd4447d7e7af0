import Glibc

/// `/slow`: waits as for another service, without using a CPU.
struct SlowRoute: Route {
    let needsWorker = true
    private let waitMicroseconds: UInt32 = 250_000

    func matches(_ target: RequestTarget) -> Bool { target.segments == ["slow"] }

    @inline(never)
    func respond(to target: RequestTarget) throws -> Response {
        askWarehouse()
        return try .json(["warehouse": "answered"])
    }

    @inline(never)
    private func askWarehouse() {
        usleep(waitMicroseconds)
    }
}
