import GlassAnalysis
import GlassModel
import GlassStore
import GlassSystem
import Glibc

/// A profile in memory, and where it came from.
struct LoadedProfile {
    let path: String
    let profile: Profile
    /// What reading it has brought up so far: damage, lines that made no sense.
    var notices: [String] { reader?.notices ?? importNotices }
    private let importNotices: [String]
    /// None where it is another tool's profile.
    let reader: RecordingReader?

    /// Reads a recording, or imports another tool's profile.
    init(path: String) throws {
        self.path = path
        switch try InputKind(path: path) {
        case .recording:
            let reader = try RecordingReader(path: path, loadsPast: false)
            var profile = Profile(info: reader.info)
            while let delta = try reader.next() { profile.apply(delta) }
            (self.profile, self.reader, importNotices) = (profile, reader, [])
        case .import:
            let imported = try ImportedProfile(path: path)
            (profile, importNotices, reader) = (imported.profile, imported.notices, nil)
        }
    }
}

extension LoadedProfile {
    /// What each stack took within a selection.
    /// - Parameter cut: What it is limited to within its seconds: then each single sample is summed, where there are any.
    func stackWeights(for selection: Selection, cut: ClosedRange<Timestamp>?) throws -> StackWeights {
        guard let cut, let reader else { return profile.stackWeights(for: selection) }
        let weights = try reader.stackWeights(in: cut, threads: selection.threads)
        return StackWeights(weights: ChunkedArray(weights.map { $0.isSound ? $0 : .zero }))
    }
}

/// What a file holds, by its first bytes.
enum InputKind {
    case recording
    case `import`

    /// The first bytes of an SQLite database (https://www.sqlite.org/fileformat.html).
    private static let databaseHeader = Array("SQLite format 3\0".utf8)

    init(path: String) throws(CommandError) {
        var information = stat()
        guard stat(path, &information) == 0 else {
            let reason = String(cString: strerror(errno))
            throw errno == ENOENT || errno == ENOTDIR
                ? .noSuchInput(path: path) : .unreadableInput(path: path, reason: reason)
        }
        if information.st_mode & S_IFMT == S_IFDIR { throw .inputIsDirectory(path: path) }
        // A pipe can be read once only, and holds no database.
        guard information.st_mode & S_IFMT == S_IFREG else {
            self = .import
            return
        }
        let start: [UInt8]
        do {
            start = try ReadableFile(path).bytes(at: 0, count: Self.databaseHeader.count) ?? []
        } catch {
            throw .unreadableInput(path: path, reason: "\(error.errno)")
        }
        // What is named like a recording but does not begin like one is a damaged recording, not a strange import.
        self = start == Self.databaseHeader || path.hasSuffix(RecordingLibrary.suffix) ? .recording : .import
    }
}
