import GlassAnalysis
import GlassModel
import GlassViewer
import Synchronization

/// Another tool's profile as the viewer reads it: all at once, however long that takes.
final class ImportSource: ProfileSource {
    private enum State {
        case reading(ImportFile)
        /// Small enough to have been read at once.
        case ready(ImportedProfile)
        case read(notices: [String])
        case failed(any Error)
    }

    private let state: Mutex<State>
    private let name: String
    private let size: Int64?
    private let done: Atomic<Int64>
    private let isReading: Atomic<Bool>
    /// Which seconds of it are shown; nil for all.
    private let seconds: @Sendable (RecordingDelta) throws -> Range<Int64>?

    /// - Parameter file: Not used by anybody else from now on.
    init(_ file: sending ImportFile, seconds: @escaping @Sendable (RecordingDelta) throws -> Range<Int64>?) {
        (name, size) = (file.name, file.size)
        done = Atomic(file.bytesRead)
        state = Mutex(.reading(file))
        isReading = Atomic(true)
        self.seconds = seconds
    }

    /// - Parameter imported: Read already.
    init(_ imported: ImportedProfile, seconds: Range<Int64>?) {
        (name, size) = (imported.delta.info.executable, nil)
        done = Atomic(0)
        state = Mutex(.ready(imported))
        isReading = Atomic(false)
        self.seconds = { _ in seconds }
    }

    var progress: LoadingProgress? {
        guard isReading.load(ordering: .relaxed) else { return nil }
        return LoadingProgress(name: name, done: done.load(ordering: .relaxed), size: size)
    }

    /// Why there is nothing to show.
    var failure: (any Error)? {
        state.withLock { if case .failed(let error) = $0 { error } else { nil } }
    }

    /// What in it could not be understood.
    var notices: [String] {
        state.withLock { if case .read(let notices) = $0 { notices } else { [] } }
    }

    func next() throws -> RecordingDelta? {
        try state.withLock { state in
            defer { isReading.store(false, ordering: .relaxed) }
            do {
                guard let imported = try imported(state) else { return nil }
                state = .read(notices: imported.notices)
                return try seconds(imported.delta).map { imported.delta.limited(to: $0) } ?? imported.delta
            } catch {
                state = .failed(error)
                throw error
            }
        }
    }

    /// Nil where it was given out already.
    private func imported(_ state: borrowing State) throws -> ImportedProfile? {
        switch state {
        case .ready(let imported): imported
        case .reading(let file): try read(file)
        case .read, .failed: nil
        }
    }

    private func read(_ file: ImportFile) throws -> ImportedProfile {
        while !file.isAtEnd {
            // The viewer was left.
            try Task.checkCancellation()
            try file.readPiece()
            done.store(file.bytesRead, ordering: .relaxed)
        }
        return try file.finish()
    }
}
