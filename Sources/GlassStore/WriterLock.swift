import Glibc

/// The proof that a recording has one writer: a lock on the first byte of the file `<recording>-lock`, which the kernel
/// releases however the writer ends. Not on the recording itself, because closing any descriptor of that would release
/// the locks that SQLite holds on it in the same process. Who watches what is written shares a lock on the second byte
/// (``WatchLock``).
final class WriterLock {
    private let path: String
    private var descriptor: Int32

    /// - Throws: ``StoreError/busy(path:)`` where another writer has it.
    init(recording: String) throws(StoreError) {
        path = recording + "-lock"
        while true {
            let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw .notWritable(path: recording, reason: systemReason()) }
            guard WriterLock.take(descriptor) else {
                close(descriptor)
                throw .busy(path: recording)
            }
            // Its last owner may have removed the file between the two calls: then this lock excludes nobody.
            let status = FileStatus(descriptor: descriptor)
            if let status, FileStatus(path, followingLinks: false)?.identity == status.identity {
                self.descriptor = descriptor
                return
            }
            close(descriptor)
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Takes the file away and lets go.
    func release() {
        guard descriptor >= 0 else { return }
        unlink(path)
        close(descriptor)
        descriptor = -1
    }

    /// Whether a writer lives; asking takes no lock, so that it never gets into a writer's way.
    static func isHeld(recording: String) -> Bool {
        let descriptor = open(recording + "-lock", O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return ByteLock.writer.isHeld(against: F_WRLCK, descriptor)
    }

    /// Whether anybody watches what is written.
    var isWatched: Bool { descriptor >= 0 && ByteLock.watchers.isHeld(against: F_WRLCK, descriptor) }

    private static func take(_ descriptor: Int32) -> Bool { ByteLock.writer.take(F_WRLCK, descriptor) }
}

/// Tells the writer of a recording that somebody watches it grow, for as long as this lives.
final class WatchLock {
    private let descriptor: Int32

    /// Nil where there is no writer, or its lock may not be read.
    init?(recording: String) {
        descriptor = open(recording + "-lock", O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        // A lock that is refused only makes what is seen come later.
        _ = ByteLock.watchers.take(F_RDLCK, descriptor)
    }

    deinit { close(descriptor) }
}

/// A lock on one byte of a file.
private struct ByteLock {
    static let writer = ByteLock(offset: 0)
    static let watchers = ByteLock(offset: 1)

    let offset: Int

    func take(_ type: Int32, _ descriptor: Int32) -> Bool {
        var lock = lock(type)
        return fcntl(descriptor, openFileSetLock, &lock) == 0
    }

    /// Whether another open file's lock is in the way of one of this type.
    func isHeld(against type: Int32, _ descriptor: Int32) -> Bool {
        var lock = lock(type)
        return fcntl(descriptor, openFileGetLock, &lock) == 0 && lock.l_type != Int16(F_UNLCK)
    }

    private func lock(_ type: Int32) -> flock {
        var lock = flock()
        lock.l_type = Int16(type)
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = offset
        lock.l_len = 1
        return lock
    }
}

// F_OFD_GETLK and F_OFD_SETLK of <fcntl.h>: locks that belong to an open file, not to a process, so that two writers
// within one process exclude each other too.
private let openFileGetLock: Int32 = 36
private let openFileSetLock: Int32 = 37
