import GlassModel

/// One recording in a library, as a listing shows it.
public struct StoredRecording: Hashable, Sendable {
    public enum State: Hashable, Sendable {
        /// An agent is writing it now.
        case live
        /// It came to its end in good order.
        case ended
        /// Its agent was killed; everything up to its last batch is there.
        case killed
        /// It can not be read; the text says why.
        case unreadable(String)
    }

    public let path: String
    /// Bytes on disk, with those of its write-ahead log.
    public let size: Int64
    /// None where it can not be read.
    public let info: RecordingInfo?
    /// Retention never removes it.
    public let pinned: Bool
    public let state: State

    public init(path: String, size: Int64, info: RecordingInfo?, pinned: Bool, state: State) {
        self.path = path
        self.size = size
        self.info = info
        self.pinned = pinned
        self.state = state
    }

    /// The name of its file without `.glass`.
    public var name: String {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        return file.hasSuffix(".glass") ? String(file.dropLast(6)) : file
    }
}
