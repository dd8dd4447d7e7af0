import ArgumentParser
import GlassModel
import GlassViewer
import Glibc

/// `glass attach`: the live view of a running process.
struct Attach: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at a process while it runs.",
        discussion: """
            Shows where the time of a process goes, live. Its code is not touched, and it goes on undisturbed when the \
            screen is left with q. What was seen stays as a recording. Where several processes have the name, a list \
            asks which one is meant.

            EXAMPLES:
              glass attach 1234
              glass attach postgres --rate 199
              glass attach 1234 --children --theme light
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
        let status = try await LiveView(process: process, output: sampling.output, settings: settings).run()
        throw ExitCode(status.code)
    }
}

/// The screen over one process, from attaching to what is said at the end.
struct LiveView {
    let process: ProcessID
    /// Where the recording goes; nil for the recordings' directory.
    let output: String?
    let settings: Settings
    /// The pane that opens first; nil for what the settings say.
    var pane: Pane?

    func run() async throws -> ExitStatusAfterScreen {
        signal(SIGPIPE, SIG_IGN)
        let path = try RecordingDestination.path(
            output: output, executable: RunningProcesses.name(of: process))
        let arguments = AgentArguments(process: process, output: path, settings: settings).list
        var options = settings.viewerOptions
        if let pane { options.pane = pane }
        let live = try LiveScreen(
            agent: try AgentProcess(path: CompanionProgram.agent, arguments: arguments), options: options)
        let status = try await live.show()
        StandardError.write(try RecordingSummary(path: live.recordingPath).text)
        if output == nil { RecordingDestination.prune(settings.configuration.recordings) }
        return status
    }
}
