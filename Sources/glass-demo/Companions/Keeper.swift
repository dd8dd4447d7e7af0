import Glibc
import Synchronization

/// The service's side of the keeper: starts it, reads its reports, and ends it.
final class Keeper: Sendable {
    private let commands: CInt
    private let reader: NamedThread

    /// - Parameters:
    ///   - executable: The path of glass-demo.
    ///   - folder: Removed by the keeper when the service is gone.
    ///   - onReport: Called on a thread of its own, for each server.
    /// - Throws: `DemoError`.
    init(
        executable: String, folder: String, servers: InstalledServers,
        onReport: @escaping @Sendable (ServerReport) -> Void
    ) throws {
        let commandPipe = try LinePipe()
        let reportPipe = try LinePipe()
        var arguments = ["__keeper", "--folder", folder]
        if let program = servers.redisServer { arguments += ["--redis-server", program] }
        if let folder = servers.postgresFolder { arguments += ["--postgres-folder", folder] }
        let starter = try ProgramStart(
            path: executable, title: "demo-keeper", arguments: arguments, input: commandPipe.readEnd,
            output: reportPipe.writeEnd
        ).start()
        [commandPipe.readEnd, reportPipe.writeEnd].forEach { close($0) }
        // It has started itself anew by then; see `KeeperCommand`.
        while waitpid(starter, nil, 0) < 0, errno == EINTR {}
        commands = commandPipe.writeEnd
        reader = try NamedThread("reports") {
            forEachLine(from: reportPipe.readEnd) { line in
                if let report = ServerReport(line: line) { onReport(report) }
            }
            close(reportPipe.readEnd)
        }
    }

    /// Has the load begin.
    func startLoad(port: Int, requestsPerSecond: Int) {
        writeLine("load \(port) \(requestsPerSecond)", to: commands)
    }

    /// Has the load ask also for what needs this server.
    func offer(_ server: ServerKind) {
        writeLine("offer \(server.rawValue)", to: commands)
    }

    /// Ends the load and the servers, and returns when the folder is removed.
    func stop() {
        close(commands)
        reader.join()
    }
}
