import ArgumentParser
import Glibc

/// `glass record`: a recording without a screen.
struct Record: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Record a process without a screen.",
        discussion: """
            Samples a process until it ends, the duration is over or Ctrl-C is pressed. The recording goes into the \
            recordings' directory unless -o names a file; its path is printed.

            EXAMPLES:
              glass record 1234 --duration 30s
              glass record postgres --rate 199 -o slow.glass
              glass record 1234 --children
            """)

    @Argument(
        help: ArgumentHelp("The process, by number or by name.", valueName: "pid|name"),
        completion: TargetArgument.completion)
    var target: TargetArgument

    @OptionGroup var configuration: ConfigurationOptions
    @OptionGroup var sampling: SamplingOptions

    func run() throws {
        let settings = try configuration.settings(sampling: sampling)
        let process = try target.resolve()
        let path = try RecordingDestination.path(
            output: sampling.output, executable: RunningProcesses.name(of: process))
        let signals = try SignalPipe([SIGINT, SIGTERM, SIGHUP])
        signal(SIGPIPE, SIG_IGN)
        let agent = try AgentProcess(
            path: CompanionProgram.agent,
            arguments: AgentArguments(process: process, output: path, settings: settings).list)
        let session = RecordingSession(agent: agent, signals: signals, progress: RecordingProgress())
        do {
            try session.waitForEnd()
        } catch {
            // What was recorded before it failed can be opened.
            if let path = session.recordingPath { try? finish(path, settings) }
            throw error
        }
        try finish(session.recordingPath ?? path, settings)
    }

    private func finish(_ path: String, _ settings: Settings) throws {
        StandardError.write(try RecordingSummary(path: path).text)
        if isatty(STDOUT_FILENO) == 0 { print(path) }
        if sampling.output == nil { RecordingDestination.prune(settings.configuration.recordings) }
    }
}
