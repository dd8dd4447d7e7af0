import Glibc

/// A file that somebody else appends to, read from its beginning to its end as that moves on.
final class GrowingFile {
    private let descriptor: Int32
    /// Up to where it was read and understood.
    private(set) var offset: UInt64 = 0

    /// - Parameter owners: Users whose file is trusted, beside root.
    init(path: String, owners: Set<UInt32>) throws(GeneratedCodeError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
        guard descriptor >= 0 else {
            switch errno {
            case ENOENT: throw .missing
            case ELOOP: throw .notAFile
            default: throw .unreadable(errno)
            }
        }
        self.descriptor = descriptor
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
        guard status.st_uid == 0 || owners.contains(status.st_uid) else { throw .foreignOwner(status.st_uid) }
    }

    deinit { close(descriptor) }

    private var size: UInt64 {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? UInt64(clamping: status.st_size) : 0
    }

    var wasCutShort: Bool { size < offset }

    func rewind() { offset = 0 }

    /// What comes next, and where it stands in the file; nothing where there is nothing new.
    func next(atMost length: Int) -> (offset: UInt64, bytes: [UInt8]) {
        let (start, size) = (offset, size)
        guard size > start else { return (start, []) }
        return (start, bytes(at: start, count: min(length, Int(clamping: size - start))) ?? [])
    }

    /// Notes that `used` bytes of those read were understood. A line or record longer than what is ever read at once is
    /// passed over. True where there may be more to read at once.
    func take(_ used: Int, of count: Int, asked: Int) -> Bool {
        offset += UInt64(used == 0 && count == asked ? count : used)
        return count == asked
    }

    /// How many bytes there are that were not read yet.
    var waiting: UInt64 { size > offset ? size - offset : 0 }

    func advance(by count: UInt64) { offset += count }

    /// Up to `count` bytes; nil where there are none.
    func bytes(at offset: UInt64, count: Int) -> [UInt8]? {
        guard count > 0, let start = off_t(exactly: offset) else { return nil }
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            guard let base = buffer.baseAddress else { return }
            while initialized < count {
                let got = pread(descriptor, base + initialized, count - initialized, start + off_t(initialized))
                if got < 0, errno == EINTR { continue }
                if got <= 0 { break }
                initialized += got
            }
        }
        return bytes.isEmpty ? nil : bytes
    }
}
