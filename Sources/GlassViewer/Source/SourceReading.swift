import GlassModel
import Glibc
import SystemPackage

/// A file of source that is wanted.
struct SourceQuestion: Hashable, Sendable {
    /// As it is recorded.
    let file: String
    /// Where it may be on this machine, the likeliest place first.
    let paths: [String]

    /// - Parameter roots: Beginnings of paths and what stands for them here; an empty beginning is that of relative
    ///   paths.
    init(file: String, roots: [SourceRoot]) {
        self.file = file
        var paths: [String] = []
        for path in roots.compactMap({ $0.path(of: file) }) + [file] where !paths.contains(path) { paths.append(path) }
        self.paths = paths
    }
}

/// Sources whose recorded paths begin with one text are to be found below another path here.
public struct SourceRoot: Hashable, Sendable {
    public let from: String
    public let to: String

    /// - Parameter from: The beginning of recorded paths, whole components of them; empty for paths that are relative.
    public init(from: String, to: String) {
        self.from = from
        self.to = to
    }

    func path(of file: String) -> String? {
        if from.isEmpty { return file.hasPrefix("/") ? nil : joined(file[...]) }
        guard file.hasPrefix(from) else { return nil }
        let rest = file.dropFirst(from.count)
        guard from.hasSuffix("/") || rest.isEmpty || rest.hasPrefix("/") else { return nil }
        return joined(rest.drop { $0 == "/" })
    }

    private func joined(_ rest: Substring) -> String {
        rest.isEmpty ? to : to.hasSuffix("/") ? to + rest : "\(to)/\(rest)"
    }
}

extension ViewerSettings {
    /// The most particular first.
    var sourceRoots: [SourceRoot] {
        sourceMap.sorted { ($1.key.utf8.count, $0.key) < ($0.key.utf8.count, $1.key) }
            .map { SourceRoot(from: $0.key, to: $0.value) }
    }
}

/// What became of a question.
enum SourceAnswer: Sendable {
    case found(SourceText)
    case notFound([SourceAttempt])
}

/// A path that was tried in vain.
struct SourceAttempt: Hashable, Sendable {
    let path: String
    let reason: SourceError
}

/// Why a file is not shown as source.
enum SourceError: Error, Hashable, CustomStringConvertible {
    case missing
    case notPermitted
    case notAFile
    case tooLarge
    case binary
    case unreadable(Errno)

    var description: String {
        switch self {
        case .missing: "no such file"
        case .notPermitted: "not permitted"
        case .notAFile: "is no plain file"
        case .tooLarge: "is larger than \(SourceQuestion.limit / 1_000_000) MB"
        case .binary: "is no text"
        case .unreadable(let error): "\(error)"
        }
    }

    fileprivate init(_ error: Errno) {
        switch error {
        case .noSuchFileOrDirectory, .notDirectory: self = .missing
        case .permissionDenied, .notPermitted: self = .notPermitted
        default: self = .unreadable(error)
        }
    }
}

extension SourceQuestion {
    /// The largest file that is read, in bytes.
    static let limit = 10_000_000
    /// A file with a zero byte among so many is no text.
    private static let probe = 8_192

    /// Reads the first of the paths that can be read. Never waits for anything but a disk.
    func read() -> SourceAnswer {
        var attempts: [SourceAttempt] = []
        for path in paths {
            do throws(SourceError) {
                return .found(try Self.read(path))
            } catch {
                attempts.append(SourceAttempt(path: path, reason: error))
            }
        }
        return .notFound(attempts)
    }

    private static func read(_ path: String) throws(SourceError) -> SourceText {
        // Looked at before it is opened: opening a device can do something, and a path may be anything.
        var status = stat()
        guard stat(path, &status) == 0 else { throw SourceError(Errno(rawValue: errno)) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SourceError(Errno(rawValue: errno)) }
        defer { close(descriptor) }
        guard fstat(descriptor, &status) == 0 else { throw SourceError(Errno(rawValue: errno)) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
        guard status.st_size <= limit else { throw .tooLarge }
        let bytes = try content(of: FileDescriptor(rawValue: descriptor))
        if bytes.prefix(probe).contains(0) { throw .binary }
        let modified = Timestamp(
            nanosecondsSinceEpoch: Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec))
        return SourceText(path: path, modified: modified, bytes: bytes)
    }

    private static func content(of file: FileDescriptor) throws(SourceError) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count: Int
            do {
                count = try buffer.withUnsafeMutableBytes { try file.read(into: $0) }
            } catch {
                throw SourceError((error as? Errno) ?? .ioError)
            }
            if count == 0 { return bytes }
            bytes.append(contentsOf: buffer[..<count])
            // It may have grown since it was measured.
            if bytes.count > limit { throw .tooLarge }
        }
    }
}
