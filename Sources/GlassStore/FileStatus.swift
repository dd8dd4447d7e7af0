import GlassModel
import Glibc

/// What the C library said of its last failure: `Permission denied`.
func systemReason(_ code: Int32 = errno) -> String { String(cString: strerror(code)) }

/// What `lstat` or `stat` tell of a path, as far as the store asks.
struct FileStatus {
    private let status: stat

    /// None where there is nothing, or nothing that may be looked at (see `errno`).
    init?(_ path: String, followingLinks: Bool = true) {
        var status = stat()
        guard (followingLinks ? stat(path, &status) : lstat(path, &status)) == 0 else { return nil }
        self.status = status
    }

    init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.status = status
    }

    var size: Int64 { Int64(status.st_size) }
    var modified: Timestamp {
        let time = status.st_mtim
        return Timestamp(rawValue: Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec))
    }
    var isRegular: Bool { status.st_mode & S_IFMT == S_IFREG }
    var identity: FileIdentity { FileIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino)) }

    /// As a person calls it: `a directory`.
    var kind: String {
        switch status.st_mode & S_IFMT {
        case S_IFREG: "a file"
        case S_IFDIR: "a directory"
        case S_IFLNK: "a symbolic link"
        case S_IFIFO: "a pipe"
        case S_IFSOCK: "a socket"
        default: "a device"
        }
    }
}

/// What tells one file from every other on this machine, whatever its name.
struct FileIdentity: Hashable {
    let device: UInt64
    let inode: UInt64
}

/// `path` from the root on. SQLite would take a relative one that begins with `file:` for a URI.
func absolutePath(_ path: String) -> String {
    guard !path.hasPrefix("/"), let working = getcwd(nil, 0) else { return path }
    defer { free(working) }
    return String(cString: working) + "/" + path
}

/// The files that SQLite and glass keep beside a recording while it is written.
func sidecars(of path: String) -> [String] { ["-wal", "-shm", "-journal", "-lock"].map { path + $0 } }
