import Glibc
import GlassModel
import SystemPackage

/// A running `glass-agent` and the lines between it and glass. One caller at a time.
final class AgentProcess {
    /// What comes from the agent.
    enum Event: Equatable {
        /// It is attached, and this recording exists.
        case recording(path: String)
        /// It chose an engine, and why.
        case engine(String)
        /// It ended; where it failed, `failure` says why.
        case ended(failure: CommandError?)
    }

    private let path: String
    private let child: ChildProcess
    private let commands: FileDescriptor
    private let output: FileDescriptor
    private let errors: FileDescriptor
    private var outputLines = LineBuffer()
    private var errorLines = LineBuffer()
    private var messages: [String] = []
    private var openEnds: [FileDescriptor]
    private var commandsAreOpen = true

    /// Starts the agent in a process group of its own: Ctrl-C must not reach it before it has closed the recording.
    init(path: String, arguments: [String]) throws(CommandError) {
        guard access(path, F_OK) == 0 else { throw .agentMissing(path: path) }
        self.path = path
        do {
            let (commandsRead, commandsWrite) = try Pipe.open()
            let (outputRead, outputWrite) = try Pipe.open()
            let (errorsRead, errorsWrite) = try Pipe.open()
            defer { [commandsRead, outputWrite, errorsWrite].forEach { try? $0.close() } }
            child = try ProgramLaunch(
                path: path, arguments: arguments,
                descriptors: [(0, commandsRead), (1, outputWrite), (2, errorsWrite)], ownGroup: true
            ).start()
            (commands, output, errors) = (commandsWrite, outputRead, errorsRead)
            openEnds = [outputRead, errorsRead]
        } catch {
            throw .agentNotStarted(path: path, reason: "\(error)")
        }
    }

    deinit {
        stop()
        openEnds.forEach { try? $0.close() }
    }

    /// The descriptors to wait on for more from the agent; empty once it closed both.
    var descriptors: [FileDescriptor] { openEnds }

    /// Tells the agent to end, as closing its standard input does even if it is past reading commands.
    func stop() {
        guard commandsAreOpen else { return }
        send("stop")
        commandsAreOpen = false
        try? commands.close()
    }

    /// Sends one command line; one that the agent can no longer read is lost, as it should be.
    func send(_ line: String) {
        guard commandsAreOpen else { return }
        _ = try? commands.writeAll(Array("\(line)\n".utf8))
    }

    /// For an agent that does not end when told to.
    func kill() { child.signal(SIGKILL) }

    /// Reads what has come from those of `ready` that are the agent's, and says what it means.
    func take(ready: [FileDescriptor]) -> [Event] {
        let hadEnded = openEnds.isEmpty
        var events: [Event] = []
        for descriptor in ready where openEnds.contains(descriptor) {
            let bytes = read(descriptor)
            if descriptor == output {
                events += outputLines.take(bytes).compactMap(event)
            } else {
                messages += errorLines.take(bytes)
            }
            if bytes.isEmpty { close(descriptor) }
        }
        if openEnds.isEmpty, !hadEnded { events.append(.ended(failure: finish())) }
        return events
    }

    /// Tells the agent to end, waits for that, and tells what it failed with, if it did. One that has not ended after
    /// `seconds` is killed: its recording opens, and the kernel lets the target go on.
    func end(within seconds: Int = 10) -> CommandError? {
        stop()
        for _ in 0..<seconds * 10 where !openEnds.isEmpty {
            _ = take(ready: Pipe.readable(openEnds, milliseconds: 100))
        }
        if !openEnds.isEmpty { kill() }
        return finish()
    }

    private func event(_ line: String) -> Event? {
        let words = line.split(separator: " ", maxSplits: 1).map(String.init)
        switch (words.first, words.last) {
        case ("recording", let path?): return .recording(path: path)
        case ("engine", let choice?): return .engine(choice)
        default: return nil
        }
    }

    private func read(_ descriptor: FileDescriptor) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = (try? bytes.withUnsafeMutableBytes { try descriptor.read(into: $0) }) ?? 0
        return Array(bytes.prefix(count))
    }

    private func close(_ descriptor: FileDescriptor) {
        openEnds.removeAll { $0 == descriptor }
        try? descriptor.close()
    }

    private func finish() -> CommandError? {
        messages += errorLines.takeRest()
        switch child.wait() {
        case .exited(0): return nil
        case .exited(let status):
            return .agentFailed(message: failureText ?? "the agent ended with status \(status)", status: status)
        case .killed(let signal):
            let text = "the agent was ended by signal \(signal); what it had recorded by then can be opened"
            return .agentFailed(message: failureText ?? text, status: ExitStatus.unavailable.rawValue)
        }
    }

    /// The agent's own words, without the name that begins each of its errors; the line that a crash is explained by
    /// where there is one.
    private var failureText: String? {
        let beginnings = ["glass-agent: ", "Error: "]
        let own = messages.compactMap { line in
            beginnings.first(where: line.hasPrefix).map { String(line.dropFirst($0.count)) }
        }
        if !own.isEmpty { return own.suffix(2).joined(separator: "\n") }
        return messages.first { $0.contains("Fatal error") || $0.contains("rash") }.map { "the agent crashed: \($0)" }
    }
}
