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

    @OptionGroup var sampling: SamplingOptions
    @OptionGroup var screen: ScreenOptions

    func run() async throws {
        let options = try screen.viewerOptions()
        try ScreenCheck.require()
        let process = try target.resolve()
        let status = try await LiveView(process: process, sampling: sampling, options: options).run()
        throw ExitCode(status.code)
    }
}

/// The screen over one process, from attaching to what is said at the end.
struct LiveView {
    let process: ProcessID
    let sampling: SamplingOptions
    let options: ViewerOptions

    func run() async throws -> ExitStatusAfterScreen {
        signal(SIGPIPE, SIG_IGN)
        let path = try RecordingDestination.path(
            output: sampling.output, executable: RunningProcesses.name(of: process))
        let arguments = try AgentArguments(process: process, output: path, options: sampling).list
        let live = try LiveScreen(
            agent: try AgentProcess(path: CompanionProgram.agent, arguments: arguments), options: options)
        let status = try await live.show()
        StandardError.write(try RecordingSummary(path: live.recordingPath).text)
        if sampling.output == nil { RecordingDestination.prune() }
        return status
    }
}
