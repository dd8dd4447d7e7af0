import Glibc
import SystemPackage

/// A file that is open for reading, closed with its last reference; read by position, so that any number of readers
/// share it.
public final class ReadableFile: Sendable {
    public let path: String
    private let descriptor: FileDescriptor

    public init(_ path: String) throws(SystemError) {
        self.path = path
        do {
            descriptor = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec])
        } catch {
            throw SystemError(call: "open", subject: path, errno: (error as? Errno) ?? .ioError)
        }
    }

    deinit { try? descriptor.close() }

    /// The bytes at `offset`, at most `count`, fewer at the end of the file; nil where reading fails.
    public func bytes(at offset: UInt64, count: Int) -> [UInt8]? {
        guard let position = Int(exactly: offset), count >= 0 else { return nil }
        var isReadable = true
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count, let base = buffer.baseAddress {
                let read = retrying {
                    pread(descriptor.rawValue, base + filled, count - filled, position &+ filled)
                }
                if read < 0 { isReadable = false }
                if read <= 0 { return }
                filled += read
            }
        }
        return isReadable ? bytes : nil
    }

    /// Reads from the start into `buffer` in one call, as a /proc file wants it, and hands out what came. Allocates
    /// nothing. Nil where reading fails: the process is gone.
    @inlinable
    public func withText<Result>(
        in buffer: UnsafeMutableBufferPointer<UInt8>, _ body: (Span<UInt8>) -> Result
    ) -> Result? {
        let count = read(into: buffer)
        guard count > 0 else { return nil }
        return body(UnsafeBufferPointer(rebasing: buffer[..<count]).span)
    }

    @usableFromInline
    func read(into buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        retrying { pread(descriptor.rawValue, buffer.baseAddress, buffer.count, 0) }
    }
}

/// Which file a path leads to.
public struct FileIdentity: Hashable, Sendable {
    public let device: UInt64
    public let inode: UInt64

    public init(device: UInt64, inode: UInt64) {
        self.device = device
        self.inode = inode
    }

    /// A device as `/proc/<pid>/maps` writes it (glibc's `gnu_dev_makedev`).
    public init(major: UInt32, minor: UInt32, inode: UInt64) {
        let (high, low) = (UInt64(major), UInt64(minor))
        device = (low & 0xFF) | ((high & 0xFFF) << 8) | ((low & ~0xFF) << 12) | ((high & ~0xFFF) << 32)
        self.inode = inode
    }
}
