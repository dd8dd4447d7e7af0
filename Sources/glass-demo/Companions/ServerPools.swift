import Foundation
import Synchronization

/// The pools of connections to the servers that are installed; they open when the keeper says that a server is there.
final class ServerPools: Sendable {
    /// `nil` where it is not installed.
    let redis: ConnectionPool<RedisConnection>?
    let postgres: ConnectionPool<PostgreSQLConnection>?

    private struct State {
        var ready: [ServerKind] = []
        var keeper: Keeper?
    }

    private let state = Mutex(State())

    init(_ servers: InstalledServers) {
        redis = servers.redisServer.map { _ in ConnectionPool { try RedisConnection($0) } }
        postgres = servers.postgresFolder.map { _ in ConnectionPool { try PostgreSQLConnection($0) } }
    }

    /// - Throws: `DemoError`.
    func startKeeper(_ companions: Companions, folder: String) throws -> Keeper {
        try Keeper(executable: companions.executable, folder: folder, servers: companions.servers) { [self] in take($0)
        }
    }

    /// Has the load ask for what is ready, now and as more gets ready. To be called when the load has been started.
    func offer(to keeper: Keeper?) {
        let ready = state.withLock { state in
            state.keeper = keeper
            return state.ready
        }
        for server in ready { keeper?.offer(server) }
    }

    private func take(_ report: ServerReport) {
        switch report.outcome {
        case .ready(let address):
            switch report.server {
            case .redis: redis?.open(address)
            case .postgres: postgres?.open(address)
            }
            let keeper = state.withLock { state in
                state.ready.append(report.server)
                return state.keeper
            }
            keeper?.offer(report.server)
        case .failed(let reason):
            let text = "glass-demo: going on without \(report.server.rawValue): \(reason)\n"
            FileHandle.standardError.write(Data(text.utf8))
        }
    }
}
