import GlassModel
import GlassSystem
import Glibc
import SystemPackage

/// A recording that is being made without a screen: the agent, signals and progress in one loop.
final class RecordingSession {
    private let agent: AgentProcess
    private let signals: SignalPipe
    private let progress: RecordingProgress?
    private var stopsAsked = 0
    /// Where the recording is, once the agent is attached.
    private(set) var recordingPath: String?
    /// Called with each signal that is not this loop's own.
    var onSignal: (Int32) -> Void = { _ in }
    /// Whether Ctrl-C ends the recording; not where it is meant for the command that is recorded.
    var interruptStops = true

    init(agent: AgentProcess, signals: SignalPipe, progress: RecordingProgress? = nil) {
        self.agent = agent
        self.signals = signals
        self.progress = progress
    }

    /// Returns when the recording has begun, or throws why it has not.
    func waitForRecording() throws(CommandError) {
        while recordingPath == nil {
            if let failure = try step() { throw failure }
        }
    }

    /// Returns when the agent has ended.
    func waitForEnd() throws(CommandError) {
        while true {
            progress?.update()
            if let failure = try step() { throw failure }
            if hasEnded { return }
        }
    }

    /// Waits for the command that is recorded, which may outlive its recording; passes signals on meanwhile.
    func waitForEnd(of child: ChildProcess) -> ChildExit {
        while true {
            if let exit = child.poll() { return exit }
            _ = Pipe.readable([signals.readEnd], milliseconds: -1)
            for signal in signals.take() { handle(signal) }
        }
    }

    /// Tells the agent to end the recording; the second time it is killed, which leaves a recording that opens.
    func stop() {
        stopsAsked += 1
        if stopsAsked == 1 { agent.stop() } else { agent.kill() }
    }

    private var hasEnded = false

    /// Waits for the next thing to happen; gives the failure that the agent ended with.
    private func step() throws(CommandError) -> CommandError? {
        let ready = Pipe.readable(agent.descriptors + [signals.readEnd], milliseconds: 1000)
        for signal in signals.take() { handle(signal) }
        for event in agent.take(ready: ready) {
            switch event {
            case .recording(let path):
                recordingPath = path
                progress?.begin(path: path)
            case .engine(let choice): StandardError.report("sampling with \(choice)")
            case .ended(let failure):
                hasEnded = true
                progress?.clear()
                if let failure { return failure }
                guard recordingPath != nil else {
                    throw .agentFailed(message: "the agent made no recording", status: 69)
                }
            }
        }
        return nil
    }

    private func handle(_ signal: Int32) {
        switch signal {
        case SIGINT where !interruptStops: break
        case SIGINT, SIGTERM, SIGHUP: if interruptStops { stop() } else { onSignal(signal) }
        default: onSignal(signal)
        }
    }
}
