import GlassModel

/// The one writer of one recording.
public final class RecordingWriter: RecordingSink {
    public let path: String

    public init(path: String, info: RecordingInfo, overwrite: Bool = false) throws(StoreError) {
        self.path = path
        throw .notWritable(path: path, reason: "not built yet")
    }

    /// Commits the batch as one transaction, or throws a ``StoreError`` and keeps nothing of it.
    public func write(_ batch: RecordingBatch) throws(StoreError) {}

    /// Folds the write-ahead log into the file, so that a single file remains, and closes it.
    public func finish() throws(StoreError) {}
}
