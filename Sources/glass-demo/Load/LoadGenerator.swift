import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Sends a gentle, steady load to the service.
/// Visitors wait for each answer, so that a service that is slow (or being debugged) is not flooded.
final class LoadGenerator: Sendable {
    static let userCount = 8

    private let loops = makeEventLoops(named: "load", count: 1)
    private let port: Int
    private let meanPauseMicroseconds: Int64
    private let stopping = Atomic<Bool>(false)
    private let servers = Mutex<Set<ServerKind>>([])

    init(port: Int, requestsPerSecond: Int) {
        self.port = port
        meanPauseMicroseconds = Int64(Self.userCount) * 1_000_000 / Int64(max(1, requestsPerSecond))
        for seed in 1...Self.userCount { connect(seed: UInt64(seed)) }
    }

    /// Asks from now on also for what needs this server.
    func include(_ server: ServerKind) { servers.withLock { _ = $0.insert(server) } }

    /// Closes the connections and ends the thread.
    func stop() {
        stopping.store(true, ordering: .relaxed)
        try? loops.syncShutdownGracefully()
    }

    private func connect(seed: UInt64) {
        let bootstrap = ClientBootstrap(group: loops).channelInitializer { [self] channel in
            channel.pipeline.addHTTPClientHandlers().flatMapThrowing { [self] in
                let user = VirtualUser(seed: seed, meanPauseMicroseconds: meanPauseMicroseconds) { [self] in
                    servers.withLock(\.self)
                }
                try channel.pipeline.syncOperations.addHandler(user)
            }
        }
        bootstrap.connect(host: "127.0.0.1", port: port).flatMap(\.closeFuture).whenComplete { [self] _ in
            reconnectLater(seed: seed)
        }
    }

    private func reconnectLater(seed: UInt64) {
        guard !stopping.load(ordering: .relaxed) else { return }
        loops.next().scheduleTask(in: .seconds(1)) { [self] in
            if !stopping.load(ordering: .relaxed) { connect(seed: seed) }
        }
    }
}
