import GlassModel
import Glibc
import Synchronization

/// A directory of things that take long to make of a build of a program and stay true for as long as it exists: each is
/// made once, and every later run maps it.
///
/// What is read is only believed where the directory and the file belong to whoever runs this and nobody else may write
/// to them, and where the file is whole (``CachedFile``). Whatever goes wrong, the caller makes the thing anew: nothing
/// here throws, everything is counted.
public final class BuildCache: Sendable {
    /// What a file holds. Another version is another kind.
    public struct Kind: Hashable, Sendable {
        let name: String
        let version: UInt32

        /// - Parameter name: Of at most eight letters; it ends the file's name.
        public init(_ name: String, version: UInt32) {
            self.name = name
            self.version = version
        }
    }

    /// What happened so far.
    public struct Statistics: Hashable, Sendable {
        /// Files that were found and believed.
        public var found = 0
        /// Files that were made.
        public var made = 0
        /// Files that were not believed: damaged, or somebody else's.
        public var refused = 0
        /// Files that could not be written.
        public var unwritable = 0

        public init() {}
    }

    let directory: String
    private let sizeLimit: UInt64
    private let counts = Mutex(Statistics())

    public static let defaultSizeLimit: UInt64 = 1 << 30

    /// - Parameters:
    ///   - directory: An absolute path. It is made when something is first written.
    ///   - sizeLimit: In bytes; what has not been used for longest goes first.
    public init(directory: String, sizeLimit: UInt64 = defaultSizeLimit) {
        self.directory = directory
        self.sizeLimit = sizeLimit
    }

    /// `${XDG_CACHE_HOME:-~/.cache}/glass`; none where neither is known.
    public convenience init?(environment: (String) -> String? = { getenv($0).map { String(cString: $0) } }) {
        if let cache = environment("XDG_CACHE_HOME"), cache.hasPrefix("/") {
            self.init(directory: cache + "/glass")
        } else if let home = environment("HOME"), home.hasPrefix("/") {
            self.init(directory: home + "/.cache/glass")
        } else {
            return nil
        }
    }

    public var statistics: Statistics { counts.withLock { $0 } }

    /// What was made of a build before; none where there is nothing, or nothing that could be believed.
    public func file(_ kind: Kind, of build: BuildID) -> CachedFile? {
        let path = path(kind, build)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        guard isOwn, let file = CachedFile(descriptor, as: FileSeal(kind, build)) else {
            count(\.refused)
            return nil
        }
        count(\.found)
        // What is used stays.
        futimens(descriptor, nil)
        return file
    }

    /// Keeps what `write` makes, and gives it back as it will be found the next time, without reading it again; none where
    /// it makes nothing or it cannot be written.
    public func make(
        _ kind: Kind, of build: BuildID, _ write: (inout CacheWriter) -> Bool
    ) -> CachedFile? {
        guard isUsable(build), makeDirectory(), let temporary = TemporaryFile(in: directory) else {
            count(\.unwritable)
            return nil
        }
        var writer = CacheWriter(temporary.descriptor)
        guard write(&writer) else { return nil }
        guard writer.finish(FileSeal(kind, build)), temporary.rename(to: path(kind, build)) else {
            count(\.unwritable)
            return nil
        }
        prune()
        guard let file = CachedFile(whole: temporary.takeDescriptor(), count: Int(writer.byteCount)) else { return nil }
        count(\.made)
        return file
    }

    private func count(_ what: WritableKeyPath<Statistics, Int>) { counts.withLock { $0[keyPath: what] += 1 } }

    private func path(_ kind: Kind, _ build: BuildID) -> String { "\(directory)/\(build).\(kind.name)" }

    private func isUsable(_ build: BuildID) -> Bool { (1...FileSeal.maximumIdentity).contains(build.bytes.count) }

    // MARK: The directory

    /// Nobody else may put anything into it.
    private var isOwn: Bool {
        var status = stat()
        return lstat(directory, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR && status.isOwn
    }

    private func makeDirectory() -> Bool {
        if isOwn { return true }
        var path = ""
        for component in directory.split(separator: "/") {
            path += "/" + component
            mkdir(path, 0o700)
        }
        return isOwn
    }

    /// Removes what was not used for longest until the rest keeps within the limit.
    private func prune() {
        var files = entries()
        var total = files.reduce(0) { $0 + $1.byteCount }
        guard total > sizeLimit else { return }
        files.sort { $0.lastUse < $1.lastUse }
        for file in files where total > sizeLimit {
            if unlink(file.path) == 0 { total -= file.byteCount }
        }
    }

    private struct Entry {
        let path: String
        let byteCount: UInt64
        /// In nanoseconds.
        let lastUse: Int
    }

    private func entries() -> [Entry] {
        guard let listing = opendir(directory) else { return [] }
        defer { closedir(listing) }
        var entries: [Entry] = []
        while let entry = readdir(listing) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            var status = stat()
            let path = directory + "/" + name
            guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
            entries.append(
                Entry(
                    path: path, byteCount: UInt64(clamping: status.st_size),
                    lastUse: status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec))
        }
        return entries
    }
}

extension stat {
    /// It belongs to whoever runs this, and only its owner may write to it.
    var isOwn: Bool { st_uid == geteuid() && st_mode & (S_IWGRP | S_IWOTH) == 0 }
}
