import GRDB
import GlassModel
import Glibc

extension RecordingLibrary {
    /// Marks the recording at `path` as one that retention never removes.
    public func pin(_ path: String) throws(StoreError) { try setPinned(true, path) }

    public func unpin(_ path: String) throws(StoreError) { try setPinned(false, path) }

    private func setPinned(_ pinned: Bool, _ path: String) throws(StoreError) {
        guard try RecordingOpening.look(path).pinned != pinned else { return }
        guard access(path, W_OK) == 0 else { throw .notWritable(path: path, reason: systemReason()) }
        let connection = try SQLiteConnection.writing(path: path)
        try connection.access { try RecordingRow.setPinned(pinned, $0) }
        try connection.close()
    }

    /// Removes the recording at `path`, and what a killed writer left beside it. A pinned one too: whoever names it
    /// means it.
    /// - Throws: ``StoreError/live(path:)`` while it is being written, ``StoreError/notARecording(path:reason:)`` for
    ///   anything that is no recording of glass, unless it stands in this library.
    public func remove(_ path: String) throws(StoreError) {
        guard let status = FileStatus(path, followingLinks: false) else { throw .notFound(path: path) }
        guard !WriterLock.isHeld(recording: path) else { throw .live(path: path) }
        if !isOwn(path) { _ = try RecordingOpening.look(path) }
        guard status.isRegular else { throw .notARecording(path: path, reason: "it is \(status.kind)") }
        guard unlink(path) == 0 else { throw .notWritable(path: path, reason: systemReason()) }
        for sidecar in sidecars(of: path) { unlink(sidecar) }
    }

    private func isOwn(_ path: String) -> Bool {
        path.hasPrefix(directory + "/") && path.hasSuffix(Self.suffix)
            && !path.dropFirst(directory.count + 1).contains("/")
    }

    /// Removes the oldest recordings beyond the limits. The newest stays whatever its size; one that is pinned or live, or
    /// can not be read (and so may be pinned), stays and does not count. Folds in the logs that killed writers left.
    /// - Returns: what it removed.
    @discardableResult
    public func prune(keepCount: Int = 50, keepBytes: Int64 = 2_000_000_000) throws(StoreError) -> [StoredRecording] {
        let all = try list()
        for recording in all where recording.isAtRest { try? tidy(recording.path) }
        var bytes: Int64 = 0
        let excess = all.filter { $0.isAtRest && !$0.pinned }.enumerated().drop { index, recording in
            bytes += recording.size
            return index == 0 || (index < keepCount && bytes <= keepBytes)
        }.map(\.element)
        for recording in excess { try remove(recording.path) }
        return excess
    }

    /// Makes a single file of a recording whose writer was killed.
    private func tidy(_ path: String) throws(StoreError) {
        guard sidecars(of: path).contains(where: { FileStatus($0) != nil }), access(path, W_OK) == 0 else { return }
        let lock = try WriterLock(recording: path)
        defer { lock.release() }
        let connection = try SQLiteConnection.writing(path: path)
        try connection.foldLog()
        try connection.close()
    }
}
