import ArgumentParser
import Glibc

/// `glass demo`: something to look at.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start a sample service and look at it.",
        discussion: """
            Starts glass-demo, a small HTTP service on loopback that is sent a gentle load, attaches to it, and ends it \
            when the screen is left. The service sends queries to a redis-server and to PostgreSQL where they are \
            installed: it starts its own, and ends them.

            EXAMPLES:
              glass demo
              glass demo --rate 499 --theme light
            """)

    @OptionGroup var configuration: ConfigurationOptions
    @OptionGroup var sampling: SamplingOptions
    @OptionGroup var screen: ScreenOptions

    func run() async throws {
        let settings = try configuration.settings(sampling: sampling, screen: screen)
        try ScreenCheck.require()
        let service = try SampleService()
        service.notes.forEach(StandardError.report)
        let status: ExitStatusAfterScreen
        do {
            status = try await LiveView(process: service.process, output: sampling.output, settings: settings).run()
        } catch {
            service.end()
            throw error
        }
        service.end()
        throw ExitCode(status.code)
    }
}
