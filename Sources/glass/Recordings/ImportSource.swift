import GlassAnalysis
import GlassModel
import GlassViewer
import Synchronization

/// Another tool's profile as the viewer reads it: all at once, however long that takes.
final class ImportSource: ProfileSource {
    private enum Input {
        case file(ImportFile)
        /// Small enough to have been read at once.
        case ready(ImportedProfile)
        case given
    }

    private struct Outcome {
        var notices: [String] = []
        var failure: (any Error)?
    }

    /// Held while the file is read, which may take for ever.
    private let input: Mutex<Input>
    private let outcome = Mutex(Outcome())
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
        isReading = Atomic(true)
        input = Mutex(.file(file))
        self.seconds = seconds
    }

    /// - Parameter imported: Read already.
    init(_ imported: ImportedProfile, seconds: Range<Int64>?) {
        (name, size) = (imported.delta.info.executable, nil)
        done = Atomic(0)
        isReading = Atomic(false)
        input = Mutex(.ready(imported))
        self.seconds = { _ in seconds }
    }

    var progress: LoadingProgress? {
        guard isReading.load(ordering: .relaxed) else { return nil }
        return LoadingProgress(name: name, done: done.load(ordering: .relaxed), size: size)
    }

    /// Why there is nothing to show.
    var failure: (any Error)? { outcome.withLock { $0.failure } }

    /// What in it could not be understood.
    var notices: [String] { outcome.withLock { $0.notices } }

    func next() throws -> RecordingDelta? {
        do {
            guard let imported = try takeProfile() else { return nil }
            outcome.withLock { $0.notices = imported.notices }
            return try seconds(imported.delta).map { imported.delta.limited(to: $0) } ?? imported.delta
        } catch {
            outcome.withLock { $0.failure = error }
            throw error
        }
    }

    /// Nil where it was given out already.
    private func takeProfile() throws -> ImportedProfile? {
        try input.withLock { input in
            defer {
                input = .given
                isReading.store(false, ordering: .relaxed)
            }
            switch input {
            case .file(let file): return try read(file)
            case .ready(let imported): return imported
            case .given: return nil
            }
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
