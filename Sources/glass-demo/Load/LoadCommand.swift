import ArgumentParser
import Glibc

/// Sends the load, in a process of its own, until standard input closes. Each line there names a server that the
/// service now has behind it.
struct LoadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "__load")

    @Option var port: Int
    @Option var rate: Int

    func run() throws {
        nameCurrentThread("demo-load")
        let load = LoadGenerator(port: port, requestsPerSecond: rate)
        forEachLine(from: STDIN_FILENO) { line in
            if let server = ServerKind(rawValue: line) { load.include(server) }
        }
        load.stop()
    }
}
