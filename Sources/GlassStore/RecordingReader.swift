import GlassModel

/// A reader of one recording, live or finished. Any number may read at once.
public final class RecordingReader {
    public let path: String
    /// What the recording says of itself, as of the last ``next()``.
    public private(set) var info: RecordingInfo
    /// Whether an agent is writing it now.
    public var isLive: Bool { false }
    /// What the user should know: that the file is damaged and how far it was read, or that it was opened without
    /// its write-ahead log. Grows while reading.
    public private(set) var notices: [String] = []

    public init(path: String) throws(StoreError) {
        self.path = path
        throw .notFound(path: path)
    }

    /// Everything at first, later only what changed; nothing where nothing changed since the last call.
    public func next() throws(StoreError) -> RecordingDelta? { nil }

    /// Calls `body` with each sample that ends in `range`, in the order in which they were written.
    public func forEachSample(in range: ClosedRange<Timestamp>? = nil, _ body: (Sample) throws -> Void) throws {}
}
