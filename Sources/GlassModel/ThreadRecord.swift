/// A thread of the target as a recording knows it. A record with a key that was written before replaces it: a thread
/// that was renamed or has ended.
public struct ThreadRecord: Hashable, Sendable, Codable {
    public let key: ThreadKey
    public let process: ProcessID
    public let thread: ThreadID
    /// As `/proc/<pid>/task/<tid>/comm` has it; without control characters.
    public var name: String
    public let started: Timestamp
    public var ended: Timestamp?

    public init(
        key: ThreadKey, process: ProcessID, thread: ThreadID, name: String, started: Timestamp, ended: Timestamp? = nil
    ) {
        self.key = key
        self.process = process
        self.thread = thread
        self.name = name
        self.started = started
        self.ended = ended
    }
}
