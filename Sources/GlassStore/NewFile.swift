import Glibc

/// A file that was created for a recording, empty, and for the eyes of its owner only.
struct NewFile {
    let path: String
    private let identity: FileIdentity

    /// Creates the file. An existing one is removed first where `overwrite` says so, never written to: whoever reads it
    /// goes on reading it, and a symbolic link is never followed. The caller holds the ``WriterLock``.
    init(path: String, overwrite: Bool) throws(StoreError) {
        self.path = path
        if overwrite, let status = FileStatus(path, followingLinks: false) {
            guard status.isRegular else { throw .notWritable(path: path, reason: "\(status.kind) stands there") }
            guard unlink(path) == 0 else { throw .notWritable(path: path, reason: systemReason()) }
        }
        // What a killed writer of an earlier file of this name left behind would be taken for this one's.
        for sidecar in ["-wal", "-shm", "-journal"] { unlink(path + sidecar) }
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw NewFile.failure(path) }
        defer { close(descriptor) }
        // The umask may have taken bits that the owner needs.
        guard fchmod(descriptor, 0o600) == 0, let status = FileStatus(descriptor: descriptor) else {
            throw .notWritable(path: path, reason: systemReason())
        }
        identity = status.identity
    }

    /// Whether the path still leads to the file that was created, once another has opened it by name.
    var isInPlace: Bool { FileStatus(path, followingLinks: false)?.identity == identity }

    /// Takes back what was created.
    func remove() {
        guard isInPlace else { return }
        unlink(path)
        for sidecar in ["-wal", "-shm", "-journal"] { unlink(path + sidecar) }
    }

    private static func failure(_ path: String) -> StoreError {
        switch errno {
        case EEXIST: .exists(path: path)
        case ENOSPC, EDQUOT: .full(path: path)
        case let code: .notWritable(path: path, reason: systemReason(code))
        }
    }
}
