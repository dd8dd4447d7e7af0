import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// The running service: its database, threads, listener and load. `stop` ends all of them in order.
struct Service {
    /// The port that it listens on, also where 0 was asked for.
    let port: Int

    /// How many requests of its own load were answered so far.
    var answeredLoad: Int { load?.answerCount ?? 0 }

    private let folder: TemporaryFolder
    private let workers: WorkerPool
    private let background: BackgroundWork
    private let loops: MultiThreadedEventLoopGroup
    private let listener: any Channel
    private let load: LoadGenerator?

    /// Starts everything; what had been started is ended again where a later step fails.
    ///
    /// - Parameter loadRate: requests a second that the service sends itself; `nil` sends none.
    /// - Throws: `DemoError`.
    static func start(port: Int, workers workerCount: Int, loadRate: Int?) throws -> Service {
        let folder = try TemporaryFolder()
        var undo: [() -> Void] = [folder.remove]
        do {
            let store = try ItemStore(folder: folder.path)
            let journal = AccessJournal()
            let workers = try WorkerPool(threads: workerCount)
            undo.append(workers.stop)
            let background = try BackgroundWork(journal: journal)
            undo.append(background.stop)
            let loops = makeEventLoops(named: "http", count: 2)
            undo.append { try? loops.syncShutdownGracefully() }
            let router = Router(dependencies: RouteDependencies(store: store, journal: journal), workers: workers)
            let listener = try listen(on: port, loops: loops, router: router)
            let actualPort = listener.localAddress?.port ?? port
            let load = loadRate.map { LoadGenerator(port: actualPort, requestsPerSecond: $0) }
            return Service(
                port: actualPort, folder: folder, workers: workers, background: background, loops: loops,
                listener: listener, load: load)
        } catch {
            for step in undo.reversed() { step() }
            throw error
        }
    }

    /// Ends the load first, so that no request fails, and removes the data last.
    func stop() {
        load?.stop()
        try? listener.close().wait()
        workers.stop()
        background.stop()
        try? loops.syncShutdownGracefully()
        folder.remove()
    }
}

extension Service {
    private static func listen(on port: Int, loops: MultiThreadedEventLoopGroup, router: Router) throws -> any Channel {
        let bootstrap = ServerBootstrap(group: loops)
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
