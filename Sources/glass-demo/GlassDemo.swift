import ArgumentParser
import Foundation
import Glibc

/// The command line of the sample service: parse, start, wait for the end, stop.
@main
struct GlassDemo: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "glass-demo",
        abstract: "A sample HTTP service with something to look at in glass.",
        discussion: """
            Listens on 127.0.0.1 only and sends itself a gentle load. Prints its address and process id, then `ready`. \
            Ends on SIGINT, SIGTERM, or after --duration.
            """)

    @Option(help: ArgumentHelp("Port on 127.0.0.1; 0 takes a free one.", valueName: "port"))
    var port: Int = 0

    @Option(help: ArgumentHelp("Requests a second that the service sends itself, 1 to 1000.", valueName: "n"))
    var rate: Int = 60

    @Option(help: ArgumentHelp("Worker threads, 1 to 64.", valueName: "n"))
    var workers: Int = 4

    @Flag(help: "Do not send any load.")
    var noLoad = false

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
        let service = try Service.start(port: port, workers: workers, loadRate: noLoad ? nil : rate)
        announce("glass-demo listening on http://127.0.0.1:\(service.port) (pid \(getpid()))")
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
