import GlassModel
import GlassTerminal
import GlassViewer
import Glibc
import Synchronization

/// The screen over a recording that grows: the agent that writes it, and the viewer that tails it.
final class LiveScreen: Sendable {
    private let agent: Mutex<AgentProcess>
    private let options: ViewerOptions
    /// Where the recording is, as the agent said.
    let recordingPath: String

    /// Waits until the agent is attached, or throws why it is not.
    /// - Parameter agent: Not used by anybody else from now on.
    init(agent: sending AgentProcess, options: ViewerOptions) throws {
        recordingPath = try Self.waitForRecording(agent)
        self.agent = Mutex(agent)
        self.options = options
    }

    /// Shows the recording until the user leaves, ends it, and gives the status to exit with.
    func show() async throws -> ExitStatusAfterScreen {
        var options = options
        options.live = true
        options.control = ViewerControl(
            setRate: { [self] rate in send("rate \(rate.plain)") }, pause: { [self] in send("pause") },
            resume: { [self] in send("resume") })
        options.agentFailure = { [self] in failure() }
        let result: Result<ViewerExit, any Error>
        do {
            let source = try RecordingSource(path: recordingPath)
            options.sourceRoots = SourceRoot.seen(by: source.process)
            result = .success(try await runViewer(source: source, options: options))
        } catch {
            result = .failure(error)
        }
        let agentFailure = agent.withLock { $0.end() }
        let exit = ExitStatusAfterScreen(try result.get())
        if let agentFailure { throw agentFailure }
        return exit
    }

    private static func waitForRecording(_ agent: AgentProcess) throws(CommandError) -> String {
        while true {
            for event in agent.take(ready: Pipe.readable(agent.descriptors, milliseconds: -1)) {
                switch event {
                case .recording(let path): return path
                case .engine: continue
                case .ended(let failure):
                    let silent = CommandError.agentFailed(message: "the agent made no recording", status: 69)
                    throw failure ?? silent
                }
            }
        }
    }

    private func send(_ line: String) { agent.withLock { $0.send(line) } }

    /// What the agent ended with, where it ended badly.
    private func failure() -> String? {
        agent.withLock { agent in
            for case .ended(let failure?) in agent.take(ready: Pipe.readable(agent.descriptors, milliseconds: 0)) {
                return "\(failure)"
            }
            return nil
        }
    }
}

/// What to exit with when the screen has been left.
enum ExitStatusAfterScreen: Equatable {
    case done
    /// A signal asked for it.
    case signal(Int32)

    init(_ exit: ViewerExit) {
        self = if case .signal(let number) = exit { .signal(number) } else { .done }
    }

    /// As a shell reports a program that a signal ended.
    var code: Int32 {
        switch self {
        case .done: 0
        case .signal(let number): 128 &+ number
        }
    }
}
