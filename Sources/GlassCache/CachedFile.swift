import GlassModel
import Glibc

/// A file of the cache that is whole, mapped. Its pages are shared by all that map it, and the kernel may take them back.
///
/// Files are only ever replaced by others, never written to in place, so that what is mapped stays what it was. It would
/// take its owner to truncate it by hand.
public final class CachedFile: Sendable {
    /// What was kept, from the beginning of a page on. It may be used for as long as this file is kept.
    public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        withExtendedLifetime(self) { body(UnsafeRawBufferPointer(start: memory, count: count)) }
    }

    /// `nonisolated(unsafe)`: nobody writes to it, and it stays for as long as this does.
    private nonisolated(unsafe) let memory: UnsafeRawPointer
    private let count: Int
    private let mappedCount: Int
    private let descriptor: Int32

    /// Takes over a descriptor. None where the file is somebody else's or not what `seal` says.
    convenience init?(_ descriptor: Int32, as seal: FileSeal) {
        guard let count = Self.contentCount(descriptor), Self.isWhole(descriptor, count, seal) else {
            close(descriptor)
            return nil
        }
        self.init(whole: descriptor, count: count)
    }

    /// Takes over a descriptor of a file that is known to be whole. None where it cannot be mapped.
    init?(whole descriptor: Int32, count: Int) {
        mappedCount = count + FileSeal.byteCount
        guard let memory = mmap(nil, mappedCount, PROT_READ, MAP_SHARED, descriptor, 0), memory != MAP_FAILED else {
            close(descriptor)
            return nil
        }
        self.descriptor = descriptor
        self.memory = UnsafeRawPointer(memory)
        self.count = count
    }

    deinit {
        munmap(UnsafeMutableRawPointer(mutating: memory), mappedCount)
        close(descriptor)
    }

    /// A descriptor of its own, to be closed by who takes it; negative where there can be no more of them.
    public func duplicatedDescriptor() -> Int32 { fcntl(descriptor, F_DUPFD_CLOEXEC, 0) }

    private static func contentCount(_ descriptor: Int32) -> Int? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.isOwn,
            status.st_size > FileSeal.byteCount
        else { return nil }
        return status.st_size - FileSeal.byteCount
    }

    /// Read rather than mapped, so that no page counts as memory of this process before it is needed.
    private static func isWhole(_ descriptor: Int32, _ count: Int, _ seal: FileSeal) -> Bool {
        var seal = seal
        return withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { buffer in
            var start = 0
            while start < count {
                let got = pread(descriptor, buffer.baseAddress, min(buffer.count, count - start), start)
                if got < 0, errno == EINTR { continue }
                guard got > 0 else { return false }
                seal.content.add(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
                start += got
            }
            let end = pread(descriptor, buffer.baseAddress, FileSeal.byteCount, count)
            return end == FileSeal.byteCount && buffer[..<end].elementsEqual(seal.bytes)
        }
    }
}
