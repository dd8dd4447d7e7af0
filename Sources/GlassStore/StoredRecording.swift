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
    /// Bytes, with those of its write-ahead log.
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

    /// Looks at the file at `path`.
    init(path: String) {
        let size = ([path] + sidecars(of: path)).reduce(0) { $0 + (FileStatus($1)?.size ?? 0) }
        do throws(StoreError) {
            let row = try RecordingOpening.look(path)
            let closed: State = row.info.end == nil ? .killed : .ended
            let state = WriterLock.isHeld(recording: path) ? .live : closed
            self.init(path: path, size: size, info: row.info, pinned: row.pinned, state: state)
        } catch {
            let state: State = WriterLock.isHeld(recording: path) ? .live : .unreadable(error.description)
            self.init(path: path, size: size, info: nil, pinned: false, state: state)
        }
    }

    /// The name of its file without `.glass`.
    public var name: String {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        return file.hasSuffix(RecordingLibrary.suffix) ? String(file.dropLast(RecordingLibrary.suffix.count)) : file
    }

    /// What to order by.
    var started: Timestamp { info?.started ?? FileStatus(path)?.modified ?? Timestamp(rawValue: 0) }

    /// Whether its writer is gone and left a recording.
    var isAtRest: Bool { state == .ended || state == .killed }
}
