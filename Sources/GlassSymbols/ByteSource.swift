import Glibc

/// Bytes that are read by offset: an open file or memory. A read beyond the end gives nil.
///
/// Files are read with `pread` rather than mapped, so that a file which is truncated while it is open cannot raise
/// SIGBUS, and so that no page of it counts as glass's memory.
final class ByteSource {
    private enum Storage {
        case file(descriptor: Int32)
        case bytes([UInt8])
    }

    private let storage: Storage
    let count: UInt64

    init(bytes: [UInt8]) {
        storage = .bytes(bytes)
        count = UInt64(bytes.count)
    }

    /// Nil where there is no regular file at `path` that may be read.
    init?(path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            return nil
        }
        storage = .file(descriptor: descriptor)
        count = UInt64(clamping: status.st_size)
    }

    /// Takes over the descriptor of a regular file.
    init?(descriptor: Int32) {
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0 else { return nil }
        storage = .file(descriptor: descriptor)
        count = UInt64(clamping: status.st_size)
    }

    deinit {
        if case .file(let descriptor) = storage { close(descriptor) }
    }

    /// The open file, for libelf; nil for memory.
    var descriptor: Int32? {
        if case .file(let descriptor) = storage { descriptor } else { nil }
    }

    /// Exactly `length` bytes from `offset`.
    func read(_ offset: UInt64, _ length: Int) -> [UInt8]? {
        guard length >= 0, offset <= count, UInt64(length) <= count - offset else { return nil }
        switch storage {
        case .bytes(let bytes):
            let start = Int(offset)
            return Array(bytes[start..<start + length])
        case .file(let descriptor):
            return Self.read(descriptor, offset, length)
        }
    }

    private static func read(_ descriptor: Int32, _ offset: UInt64, _ length: Int) -> [UInt8]? {
        guard let start = off_t(exactly: offset) else { return nil }
        var done = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: length) { buffer, initialized in
            while done < length, let base = buffer.baseAddress {
                let got = pread(descriptor, base + done, length - done, start + off_t(done))
                if got < 0, errno == EINTR { continue }
                if got <= 0 { break }
                done += got
            }
            initialized = done
        }
        return done == length ? bytes : nil
    }

    /// The bytes from `offset` up to a zero byte, at most `limit`; nil where there are none.
    func cString(at offset: UInt64, limit: Int = 16_384) -> [UInt8]? {
        var result: [UInt8] = []
        while result.count < limit {
            let start = offset &+ UInt64(result.count)
            guard start < count else { break }
            let length = Int(min(count - start, 128))
            guard let chunk = read(start, length) else { break }
            if let end = chunk.firstIndex(of: 0) {
                result.append(contentsOf: chunk[..<end])
                break
            }
            result.append(contentsOf: chunk)
        }
        return result.isEmpty ? nil : result
    }
}

extension Array where Element == UInt8 {
    /// The little-endian integer at `offset`; nil beyond the end.
    func integer<Value: FixedWidthInteger>(_: Value.Type = Value.self, at offset: Int) -> Value? {
        withUnsafeBytes { $0.integer(at: offset) }
    }
}

extension UnsafeRawBufferPointer {
    /// The little-endian integer at `offset`; nil beyond the end.
    func integer<Value: FixedWidthInteger>(_: Value.Type = Value.self, at offset: Int) -> Value? {
        guard offset >= 0, offset <= count - MemoryLayout<Value>.size else { return nil }
        return Value(littleEndian: loadUnaligned(fromByteOffset: offset, as: Value.self))
    }
}
