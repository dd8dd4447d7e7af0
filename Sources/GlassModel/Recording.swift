/// How samples are taken.
public enum Engine: String, Sendable, Codable, CaseIterable {
    case ptrace
    case perf
    /// Not sampled by glass but read from another tool's file.
    case imported
}

/// The program that a process runs.
public struct Program: Hashable, Sendable, Codable {
    /// Its file, as the target names it.
    public var executable: String
    /// Its arguments joined by blanks, without control characters.
    public var commandLine: String

    public init(executable: String, commandLine: String) {
        self.executable = executable
        self.commandLine = commandLine
    }
}

/// What a recording says of itself.
public struct RecordingInfo: Hashable, Sendable, Codable {
    public var process: ProcessID
    /// The target's executable, as it names itself.
    public var executable: String
    /// The target's command line, its arguments joined by blanks, without control characters.
    public var commandLine: String
    public var host: String
    public var started: Timestamp
    /// Asked for, in hertz.
    public var rate: Double
    public var engine: Engine
    /// Of glass.
    public var version: String
    /// None while it runs, and for ever where the agent was killed.
    public var end: RecordingEnd?

    public init(
        process: ProcessID, executable: String, commandLine: String, host: String, started: Timestamp, rate: Double,
        engine: Engine, version: String, end: RecordingEnd? = nil
    ) {
        self.process = process
        self.executable = executable
        self.commandLine = commandLine
        self.host = host
        self.started = started
        self.rate = rate
        self.engine = engine
        self.version = version
        self.end = end
    }
}

/// How a recording came to its end.
public struct RecordingEnd: Hashable, Sendable, Codable {
    /// Why a recording ended.
    public enum Reason: Hashable, Sendable, Codable {
        /// It was told to.
        case stopped
        /// The time that `--duration` gave was over.
        case durationOver
        /// The target exited with this status.
        case targetExited(status: Int32)
        /// A signal ended the target.
        case targetKilled(signal: Int32)
        /// The target is gone, nobody knows how.
        case targetGone
        /// The agent could not go on; the text says why.
        case failed(String)
    }

    public var time: Timestamp
    public var reason: Reason

    public init(time: Timestamp, reason: Reason) {
        self.time = time
        self.reason = reason
    }
}
