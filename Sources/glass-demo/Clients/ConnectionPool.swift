import Synchronization

/// The connections to one server, as many as requests use it at the same time.
final class ConnectionPool<Connection: Sendable>: Sendable {
    private struct State {
        /// `nil` until the server is there.
        var address: ServerAddress?
        var idle: [Connection] = []
    }

    private let state = Mutex(State())
    private let connect: @Sendable (ServerAddress) throws -> Connection

    init(connect: @escaping @Sendable (ServerAddress) throws -> Connection) {
        self.connect = connect
    }

    /// From now on the pool connects.
    func open(_ address: ServerAddress) { state.withLock { $0.address = address } }

    /// Runs `body` with a connection of its own; one that an error came over is not used again.
    /// - Throws: ``ServerUnavailable``, what connecting throws, and what `body` throws.
    func use<Value>(_ body: (Connection) throws -> Value) throws -> Value {
        let (address, idle) = state.withLock { ($0.address, $0.idle.popLast()) }
        guard let address else { throw ServerUnavailable() }
        let connection = try idle ?? connect(address)
        let value = try body(connection)
        state.withLock { $0.idle.append(connection) }
        return value
    }
}

/// The server has not started yet, or could not.
struct ServerUnavailable: Error {}
