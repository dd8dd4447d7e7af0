import ArgumentParser
import GlassViewer
import Glibc

/// `glass run`: a command, profiled from its first instruction.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start a command and look at it.",
        discussion: """
            The exit status is that of the command (128 + n where signal n ended it). On a terminal the live screen is \
            shown, the command's output goes to a file that is named at the end, and leaving the screen ends the command; \
            with --no-screen or -o the command keeps the terminal.

            EXAMPLES:
              glass run -- ./server --port 8080
              glass run --no-screen -- make -j4
              glass run --children -o build.glass -- make -j4
            """)

    @Flag(help: "Record only; the command keeps the terminal.")
    var noScreen = false

    @OptionGroup var configuration: ConfigurationOptions
    @OptionGroup var sampling: SamplingOptions
    @OptionGroup var screen: ScreenOptions

    @Argument(parsing: .postTerminator, help: ArgumentHelp("The command and its arguments, after --."))
    var command: [String]

    func validate() throws {
        guard !command.isEmpty else { throw ValidationError("no command to run: glass run -- COMMAND …") }
    }

    func run() async throws {
        signal(SIGPIPE, SIG_IGN)
        let name = command[0].split(separator: "/").last.map(String.init) ?? command[0]
        let showsScreen = !noScreen && sampling.output == nil && ScreenCheck.passes
        let settings = try configuration.settings(sampling: sampling, screen: screen)
        let path = try RecordingDestination.path(output: sampling.output, executable: name)
        let status =
            showsScreen
            ? try await runUnderScreen(path: path, settings) : try runPlainly(path: path, settings)
        if sampling.output == nil { RecordingDestination.prune(settings.configuration.recordings) }
        throw ExitCode(status)
    }

    private func runPlainly(path: String, _ settings: Settings) throws -> Int32 {
        let signals = try SignalPipe([SIGINT, SIGTERM, SIGHUP, SIGCHLD])
        let gated = try GatedCommand(command, output: .inherited)
        let session = RecordingSession(agent: try agent(for: gated, path: path, settings), signals: signals)
        session.interruptStops = false
        session.onSignal = { signal in
            // The terminal's own Ctrl-C reaches the command by itself: it is in the terminal's process group.
            if signal != SIGCHLD { gated.child.signal(signal) }
        }
        do {
            try session.waitForRecording()
        } catch {
            gated.abandon()
            throw error
        }
        gated.open()
        do {
            try session.waitForEnd()
        } catch {
            // The command goes on without its profiler, and its status is what the caller wants.
            StandardError.report("\(error)")
        }
        let exit = session.waitForEnd(of: gated.child)
        StandardError.write(try RecordingSummary(path: session.recordingPath ?? path).text)
        return exit.shellStatus
    }

    private func runUnderScreen(path: String, _ settings: Settings) async throws -> Int32 {
        let log = CommandLog.path(besideRecording: path)
        let gated = try GatedCommand(command, output: .file(log))
        let live: LiveScreen
        do {
            live = try LiveScreen(agent: try agent(for: gated, path: path, settings), options: settings.viewerOptions)
        } catch {
            gated.abandon()
            throw error
        }
        gated.open()
        do {
            _ = try await live.show()
        } catch {
            gated.end()
            throw error
        }
        let exit = gated.end()
        StandardError.write(try RecordingSummary(path: live.recordingPath).text)
        StandardError.report("the command's output is in \(log.printable)")
        return exit.shellStatus
    }

    private func agent(for gated: GatedCommand, path: String, _ settings: Settings) throws -> sending AgentProcess {
        do {
            let arguments = AgentArguments(process: gated.child.id, output: path, settings: settings).list
            return try AgentProcess(path: CompanionProgram.agent, arguments: arguments)
        } catch {
            gated.abandon()
            throw error
        }
    }
}
