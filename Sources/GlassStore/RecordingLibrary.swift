import GlassModel

/// The directory where recordings go that were given no name: `${XDG_STATE_HOME:-~/.local/state}/glass/recordings`.
public struct RecordingLibrary: Sendable {
    public let directory: String

    public init(directory: String) { self.directory = directory }
    public init(environment: [String: String]) throws(StoreError) { directory = "" }

    public func newPath(for executable: String, at time: Timestamp) throws(StoreError) -> String { "" }
    /// Newest first.
    public func list() throws(StoreError) -> [StoredRecording] { [] }
    public func newest() throws(StoreError) -> StoredRecording { throw .noRecordings(directory: directory) }
    /// The path that a user means with a path, a name or the beginning of a name.
    public func find(_ text: String) throws(StoreError) -> String { text }
    public func pin(_ path: String) throws(StoreError) {}
    public func unpin(_ path: String) throws(StoreError) {}
    public func remove(_ path: String) throws(StoreError) {}
    /// Removes the oldest beyond the limits, but never one that is pinned or live; returns what it removed.
    @discardableResult
    public func prune(keepCount: Int = 50, keepBytes: Int64 = 2_000_000_000) throws(StoreError) -> [StoredRecording] { [] }
}
