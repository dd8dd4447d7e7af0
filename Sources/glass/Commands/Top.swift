import ArgumentParser
import GlassViewer

/// `glass top`: the live view, opened on the functions.
struct Top: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Watch which functions of a process take the time.",
        discussion: """
            The screen of `glass attach`, opened on its table of functions; all other panes are a key away.

            EXAMPLES:
              glass top 1234
              glass top app.py --no-native
            """)

    @Argument(
        help: ArgumentHelp("The process, by number or by name.", valueName: "pid|name"),
        completion: TargetArgument.completion)
    var target: TargetArgument

    @OptionGroup var configuration: ConfigurationOptions
    @OptionGroup var sampling: SamplingOptions
    @OptionGroup var screen: ScreenOptions

    func run() async throws {
        let settings = try configuration.settings(sampling: sampling, screen: screen)
        try ScreenCheck.require()
        let process = try target.resolve()
        let status = try await LiveView(
            process: process, output: sampling.output, settings: settings, pane: .functions
        ).run()
        throw ExitCode(status.code)
    }
}
