import ArgumentParser
import Foundation
import Glibc

/// The process beside the service that has the servers and the load for its children.
///
/// It is not the service's child: it starts itself anew and lets its parent end, so that glass, which may follow a
/// target's children, does not take the servers and the load for parts of the service. It outlives a service that is
/// killed, ends its children then, and removes the folder. When it is killed itself, the kernel ends its children.
///
/// Standard input takes `load PORT RATE` and `offer SERVER`, and closes when the service is gone; standard output gives
/// a ``ServerReport`` for each server.
struct KeeperCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "__keeper")

    /// The service's folder, which is removed at the end.
    @Option var folder: String
    @Option var redisServer: String?
    @Option var postgresFolder: String?
    @Flag var detached = false

    func run() throws {
        guard detached else { return try startDetached() }
        nameCurrentThread("demo-keeper")
        // What whoever started the service left open is not for servers.
        for descriptor in 3..<1_024 { close(CInt(descriptor)) }
        for ending in [SIGINT, SIGTERM, SIGHUP, SIGPIPE] { signal(ending, SIG_IGN) }
        let children = Children()
        let executable = ownExecutablePath()
        _ = try NamedThread("service") { [folder] in
            Self.obeyService(LoadProgram(executable: executable, children: children))
            children.endAll()
            Self.remove(folder)
            Glibc.exit(0)
        }
        // In the first thread, which lives as long as the process: the kernel ends guarded children with the thread
        // that started them.
        startServers(children, launcher: GuardedLauncher(executable: executable))
        while true { pause() }
    }

    private func startDetached() throws {
        var arguments = Array(CommandLine.arguments.dropFirst())
        arguments.append("--detached")
        _ = try ProgramStart(
            path: ownExecutablePath(), title: "demo-keeper", arguments: arguments, input: STDIN_FILENO,
            output: STDOUT_FILENO
        ).start()
    }

    private func startServers(_ children: Children, launcher: GuardedLauncher) {
        if let redisServer {
            report(.redis, children) {
                try RedisServer(program: redisServer, folder: folder).start(children, launcher: launcher)
            }
        }
        if let postgresFolder {
            report(.postgres, children) {
                try PostgreSQLServer(programs: postgresFolder, folder: folder).start(children, launcher: launcher)
            }
        }
    }

    private func report(_ server: ServerKind, _ children: Children, _ start: () throws -> ServerAddress?) {
        do {
            guard let address = try start() else { return }
            writeLine(ServerReport(server, .ready(address)).line, to: STDOUT_FILENO)
        } catch {
            guard !children.isEnding else { return }
            writeLine(ServerReport(server, .failed("\(error)")).line, to: STDOUT_FILENO)
        }
    }

    private static func obeyService(_ load: LoadProgram) {
        forEachLine(from: STDIN_FILENO) { line in
            let words = line.split(separator: " ").map(String.init)
            switch words.first {
            case "load" where words.count == 3: load.start(port: words[1], rate: words[2])
            case "offer" where words.count == 2: load.send(words[1])
            default: break
            }
        }
    }

    /// Removes the folder, again where an ending server has just made another file in it.
    private static func remove(_ folder: String) {
        for _ in 0..<40 where access(folder, F_OK) == 0 {
            try? FileManager.default.removeItem(atPath: folder)
            if access(folder, F_OK) == 0 { usleep(50_000) }
        }
    }
}
