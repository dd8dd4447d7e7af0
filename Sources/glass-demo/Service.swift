import Foundation
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// What runs beside the service, in processes of their own.
struct Companions {
    /// The path of glass-demo, which the keeper and the load are as well.
    var executable: String
    var servers: InstalledServers
}

/// The running service: its database, threads and listener, and the keeper of what runs beside it. `stop` ends all of
/// them in order.
struct Service {
    /// The port that it listens on, also where 0 was asked for.
    let port: Int

    private let folder: TemporaryFolder
    private let background: BackgroundWork
    private let acceptor: MultiThreadedEventLoopGroup
    private let workers: MultiThreadedEventLoopGroup
    private let listener: any Channel
    private let keeper: Keeper?

    /// Starts everything; what had been started is ended again where a later step fails.
    ///
    /// - Parameters:
    ///   - load: Requests a second that the service is sent; `nil` for none.
    ///   - companions: `nil` for none, and no load either.
    /// - Throws: `DemoError`.
    static func start(port: Int, workers workerCount: Int, load: Int?, companions: Companions?) throws -> Service {
        let folder = try TemporaryFolder()
        var undo: [() -> Void] = [folder.remove]
        do {
            let pools = ServerPools(companions?.servers ?? .none)
            // First of all, because the servers take longest.
            let keeper = try companions.map { try pools.startKeeper($0, folder: folder.path) }
            if let keeper { undo.append(keeper.stop) }
            let journal = AccessJournal()
            let shop = Shop(
                store: try ItemStore(folder: folder.path), journal: journal, redis: pools.redis,
                database: pools.postgres)
            let background = try BackgroundWork(journal: journal)
            undo.append(background.stop)
            let acceptor = makeEventLoops(named: "accept", count: 1)
            let workers = makeEventLoops(named: "worker", count: workerCount)
            undo.append { for group in [workers, acceptor] { try? group.syncShutdownGracefully() } }
            let listener = try listen(on: port, acceptor: acceptor, workers: workers, router: Router(shop))
            let actualPort = listener.localAddress?.port ?? port
            if let load { keeper?.startLoad(port: actualPort, requestsPerSecond: load) }
            pools.offer(to: keeper)
            return Service(
                port: actualPort, folder: folder, background: background, acceptor: acceptor, workers: workers,
                listener: listener, keeper: keeper)
        } catch {
            for step in undo.reversed() { step() }
            throw error
        }
    }

    /// Ends the connections first, then the load and the servers, and removes the data last.
    func stop() {
        try? listener.close().wait()
        // A worker that just got a connection tells the acceptor so.
        for group in [workers, acceptor] { try? group.syncShutdownGracefully() }
        background.stop()
        keeper?.stop()
        folder.remove()
    }
}

extension Service {
    /// Spreads connections over the workers, one after the other.
    private static func listen(
        on port: Int, acceptor: MultiThreadedEventLoopGroup, workers: MultiThreadedEventLoopGroup, router: Router
    ) throws -> any Channel {
        let bootstrap = ServerBootstrap(group: acceptor, childGroup: workers)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.pipeline.configureHTTPServerPipeline(withErrorHandling: true).flatMapThrowing {
                    try channel.pipeline.syncOperations.addHandler(RequestHandler(router: router))
                }
            }
        do {
            return try bootstrap.bind(host: "127.0.0.1", port: port).wait()
        } catch let error as IOError {
            throw DemoError(listeningOn: port, errno: error.errnoCode)
        }
    }
}

extension DemoError {
    init(listeningOn port: Int, errno: CInt) {
        switch errno {
        case EADDRINUSE: self = .portInUse(port)
        case EACCES, EPERM: self = .portForbidden(port)
        default: self = .cannotListen(port: port, errno: errno)
        }
    }
}
