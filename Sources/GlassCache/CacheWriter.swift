import Glibc

/// Writes one file of the cache from its beginning to its end.
public struct CacheWriter: ~Copyable {
    private let descriptor: Int32
    private var content = ContentHash()
    private var hasFailed = false

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// How much has been written.
    public var byteCount: UInt64 { content.byteCount }

    /// False once something could not be written, which spoils the file.
    @discardableResult
    public mutating func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
        content.add(bytes)
        write(bytes)
        return !hasFailed
    }

    /// True where all of it, and the seal behind it, was written.
    mutating func finish(_ seal: FileSeal) -> Bool {
        var seal = seal
        seal.content = content
        seal.bytes.withUnsafeBytes { write($0) }
        return !hasFailed && content.byteCount > 0
    }

    private mutating func write(_ bytes: UnsafeRawBufferPointer) {
        var start = 0
        while start < bytes.count, !hasFailed {
            let written = Glibc.write(descriptor, bytes.baseAddress.map { $0 + start }, bytes.count - start)
            if written < 0, errno == EINTR { continue }
            if written <= 0 { hasFailed = true } else { start += written }
        }
    }
}

/// A new file that takes its name when it is whole, and is gone otherwise.
final class TemporaryFile {
    /// -1 once somebody has taken it.
    private(set) var descriptor: Int32
    private let path: String
    private var isNamed = false

    init?(in directory: String) {
        var name = Array((directory + "/.new-XXXXXX").utf8CString)
        descriptor = mkstemp(&name)
        guard descriptor >= 0 else { return nil }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        path = String(decoding: name.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        if !isNamed { unlink(path) }
    }

    func rename(to final: String) -> Bool {
        isNamed = Glibc.rename(path, final) == 0
        return isNamed
    }

    /// The descriptor, to be closed by who takes it.
    func takeDescriptor() -> Int32 {
        defer { descriptor = -1 }
        return descriptor
    }
}
