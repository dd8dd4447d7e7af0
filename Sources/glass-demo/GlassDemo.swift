import ArgumentParser
import CDemo
import Foundation
import Glibc

/// The command line of the sample service: parse, start, wait for the end, stop.
@main
struct GlassDemo: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "glass-demo",
        abstract: "A sample HTTP service with something to look at in glass.",
        discussion: """
            Listens on 127.0.0.1 only and has a gentle load sent to it. Sends queries to a redis-server and a PostgreSQL \
            server that it starts for itself, where they are installed. Prints its address and process id, then `ready`. \
            Ends on SIGINT, SIGTERM, or after --duration.
            """)

    /// The processes beside the service are this program as well, by a first argument that nobody types.
    private static let companions: [any ParsableCommand.Type] = [
        KeeperCommand.self, LoadCommand.self, GuardedCommand.self,
    ]

    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        if let companion = companions.first(where: { $0.configuration.commandName == arguments.first }) {
            companion.main(Array(arguments.dropFirst()))
        } else {
            main(nil)
        }
    }

    @Option(help: ArgumentHelp("Port on 127.0.0.1; 0 takes a free one.", valueName: "port"))
    var port: Int = 0

    @Option(help: ArgumentHelp("Requests a second that are sent to the service, 1 to 1000.", valueName: "n"))
    var rate: Int = 60

    @Option(help: ArgumentHelp("Threads that serve, 1 to 64; each serves one request at a time.", valueName: "n"))
    var workers: Int = LoadGenerator.userCount

    @Flag(help: "Do not send any load.")
    var noLoad = false

    @Flag(help: "Start no redis-server and no PostgreSQL.")
    var noServers = false

    @Option(help: ArgumentHelp("End after this time, such as 250ms, 10s or 5m.", valueName: "duration"))
    var duration: DurationArgument?

    @Flag(help: "End when standard input does: when whoever started the service is gone.")
    var untilInputEnds = false

    func validate() throws {
        try require(port, in: 0...65_535, of: "--port")
        try require(rate, in: 1...1_000, of: "--rate")
        try require(workers, in: 1...64, of: "--workers")
    }

    private func require(_ value: Int, in range: ClosedRange<Int>, of option: String) throws {
        guard !range.contains(value) else { return }
        throw ValidationError("\(option) \(value) is out of range; give \(range.lowerBound) to \(range.upperBound)")
    }

    func run() throws {
        do {
            try serve()
        } catch let error as DemoError {
            FileHandle.standardError.write(Data("glass-demo: \(error)\n".utf8))
            throw error.exitCode
        }
    }

    private func serve() throws {
        // Before the first thread starts, so that every thread inherits the mask and only `wait` sees the signals.
        let ending = EndingSignals()
        // Another user may pass through the folder, to PostgreSQL's.
        umask(0o077)
        // It exists to be profiled, also by a glass that did not start it.
        _ = cdemo_allow_any_tracer()
        let servers =
            noServers ? .none : InstalledServers.find(searchPath: getenv("PATH").map { String(cString: $0) } ?? "")
        let service = try Service.start(
            port: port, workers: workers, load: noLoad ? nil : rate,
            companions: Companions(executable: ownExecutablePath(), servers: servers))
        announce("glass-demo listening on http://127.0.0.1:\(service.port) (pid \(getpid()))")
        if !noServers { servers.missing.forEach(announce) }
        announce("ready")
        if untilInputEnds { try ending.comeWhenInputEnds() }
        ending.wait(atMost: duration)
        service.stop()
    }

    private func announce(_ line: String) {
        print(line)
        fflush(nil)
    }
}
