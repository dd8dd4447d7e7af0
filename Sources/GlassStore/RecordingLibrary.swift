import GRDB
import GlassModel
import Glibc

/// The directory where recordings go that were given no name: `${XDG_STATE_HOME:-~/.local/state}/glass/recordings`.
///
/// Whether a recording is pinned stands in the recording itself, so that it survives copying and renaming and needs no
/// second file that could disagree. Writing it is a short transaction, which a live recording's writer waits out.
public struct RecordingLibrary: Sendable {
    public static let suffix = ".glass"
    public let directory: String

    public init(directory: String) { self.directory = directory }

    /// The directory that an environment names.
    /// - Throws: ``StoreError/notWritable(path:reason:)`` where it names none.
    public init(environment: [String: String]) throws(StoreError) {
        // A relative path is to be ignored, says the XDG Base Directory Specification.
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
            directory = state + "/glass/recordings"
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            directory = home + "/.local/state/glass/recordings"
        } else {
            throw .notWritable(path: "~/.local/state/glass", reason: "neither HOME nor XDG_STATE_HOME is set")
        }
    }

    /// Where a new recording of `executable` can go: `redis-server-20261121-120301.glass`, in local time, with a number
    /// behind it where that is taken. Creates the directory, for its owner only.
    public func newPath(for executable: String, at time: Timestamp) throws(StoreError) -> String {
        try createDirectory()
        let stem = "\(directory)/\(Self.fileName(of: executable))-\(Self.stamp(time))"
        var path = stem + Self.suffix
        var number = 2
        while FileStatus(path, followingLinks: false) != nil || WriterLock.isHeld(recording: path) {
            path = "\(stem)-\(number)\(Self.suffix)"
            number += 1
        }
        return path
    }

    /// For its owner only.
    public func createDirectory() throws(StoreError) {
        var path = ""
        for component in directory.split(separator: "/") {
            path += "/" + component
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
                throw .notWritable(path: directory, reason: systemReason())
            }
        }
        guard let status = FileStatus(directory), !status.isRegular, access(directory, W_OK | X_OK) == 0 else {
            throw .notWritable(path: directory, reason: systemReason())
        }
    }

    /// The last component of an executable's path, without what a shell or a terminal would take for more.
    static func fileName(of executable: String) -> String {
        let last = executable.split(separator: "/").last.map(String.init) ?? ""
        let safe = last.unicodeScalars.map { scalar -> String in
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            return isPlain || "._+-".unicodeScalars.contains(scalar) ? String(scalar) : "_"
        }
        let name = safe.joined().drop { $0 == "." || $0 == "-" }.prefix(60)
        return name.isEmpty ? "process" : String(name)
    }

    static func stamp(_ time: Timestamp) -> String {
        var seconds = time_t(time.second)
        var fields = tm()
        guard localtime_r(&seconds, &fields) != nil else { return String(time.second) }
        var text = [CChar](repeating: 0, count: 32)
        guard strftime(&text, text.count, "%Y%m%d-%H%M%S", &fields) > 0 else { return String(time.second) }
        return text.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    }
}

extension RecordingLibrary {
    /// All recordings, the newest first. None where the directory is not there yet.
    public func list() throws(StoreError) -> [StoredRecording] {
        try fileNames().map { StoredRecording(path: "\(directory)/\($0)") }
            .sorted { ($0.started, $0.path) > ($1.started, $1.path) }
    }

    /// - Throws: ``StoreError/noRecordings(directory:)`` where no recording can be read.
    public func newest() throws(StoreError) -> StoredRecording {
        guard let newest = try list().first(where: { $0.info != nil }) else {
            throw .noRecordings(directory: directory)
        }
        return newest
    }

    /// The path that a user means by a path, the name of a recording or the beginning of one.
    /// - Throws: ``StoreError/noMatch(name:directory:)``, ``StoreError/ambiguous(name:candidates:)``.
    public func find(_ text: String) throws(StoreError) -> String {
        if text.contains("/") || FileStatus(text) != nil { return text }
        let names = try fileNames()
        if let exact = names.first(where: { $0 == text || $0 == text + Self.suffix }) { return "\(directory)/\(exact)" }
        let matches = names.filter { !text.isEmpty && $0.hasPrefix(text) }.sorted()
        guard let match = matches.first else { throw .noMatch(name: text, directory: directory) }
        guard matches.count == 1 else {
            throw .ambiguous(name: text, candidates: matches.map { String($0.dropLast(Self.suffix.count)) })
        }
        return "\(directory)/\(match)"
    }

    private func fileNames() throws(StoreError) -> [String] {
        guard let stream = opendir(directory) else {
            if errno == ENOENT { return [] }
            throw .notReadable(path: directory, reason: systemReason())
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(Self.suffix) && name != Self.suffix { names.append(name) }
        }
        return names
    }
}
