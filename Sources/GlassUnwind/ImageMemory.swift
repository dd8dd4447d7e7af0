import GlassModel

/// The parts of a module's file that unwind rules are read from, by the addresses that the file gives them: its unwind
/// sections, and its segments that nobody writes to. Read in small pieces, of which the most recent are kept.
final class ImageMemory {
    private static let chunkSize: UInt64 = 4096
    /// Kept chunks, 2 MB; a module of whose rules more is in use is read again from the page cache.
    private static let chunkLimit = 512

    private struct Window {
        let address: UInt64
        let offset: UInt64
        let size: UInt64
    }

    private struct ChunkKey: Hashable {
        let window: Int
        let index: UInt64
    }

    private let image: ELFImage
    private let windows: [Window]
    private var chunks: [ChunkKey: [UInt8]] = [:]
    private var lastKey: ChunkKey?
    private var lastChunk: [UInt8] = []

    init(image: ELFImage) {
        self.image = image
        let sections = [image.ehFrame, image.ehFrameHeader].compactMap { $0 }
        let segments = image.loadSegments.filter { !$0.isWritable && $0.fileSize > 0 }
        windows =
            sections.map { Window(address: $0.address.rawValue, offset: $0.offset, size: $0.size) }
            + segments.map { Window(address: $0.address.rawValue, offset: $0.offset, size: $0.fileSize) }
    }

    /// The 64-bit word at `address`. Beyond the end of what the file holds there it is filled up with zeros, since
    /// whoever reads single bytes in words touches what follows the last one.
    func word(at address: ModuleAddress) -> UInt64? {
        for (index, window) in windows.enumerated() {
            let distance = address.rawValue &- window.address
            if distance < window.size { return word(in: index, at: distance) }
        }
        return nil
    }

    private func word(in window: Int, at distance: UInt64) -> UInt64? {
        let within = Int(distance % Self.chunkSize)
        guard let chunk = chunk(window, distance / Self.chunkSize) else { return nil }
        if within + 8 <= chunk.count {
            return chunk.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: within, as: UInt64.self) }
        }
        let rest = chunk[within...]
        let next = rest.count < 8 ? self.chunk(window, distance / Self.chunkSize + 1) ?? [] : []
        return (rest + next.prefix(8 - rest.count)).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private func chunk(_ window: Int, _ index: UInt64) -> [UInt8]? {
        let key = ChunkKey(window: window, index: index)
        if key == lastKey { return lastChunk }
        guard let chunk = chunks[key] ?? load(key) else { return nil }
        lastKey = key
        lastChunk = chunk
        return chunk
    }

    private func load(_ key: ChunkKey) -> [UInt8]? {
        let window = windows[key.window]
        let start = key.index &* Self.chunkSize
        guard start < window.size else { return nil }
        let count = Int(min(Self.chunkSize, window.size - start))
        guard let chunk = image.read(at: window.offset &+ start, count: count) else { return nil }
        if chunks.count >= Self.chunkLimit { chunks.removeAll() }
        chunks[key] = chunk
        return chunk
    }
}
