import Glibc

/// `/slow`: waits as for another service, without using a CPU.
struct SlowRoute: Route {
    let pattern = "/slow"
    private let waitMicroseconds: UInt32 = 250_000

    @inline(never)
    func respond(to request: Request) throws -> Response {
        askWarehouse()
        return try .json(["warehouse": "answered"])
    }

    @inline(never)
    private func askWarehouse() {
        usleep(waitMicroseconds)
    }
}
