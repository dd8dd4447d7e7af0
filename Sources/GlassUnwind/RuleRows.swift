import GlassCache
import GlassModel

/// The rows of a table by address: in memory, or where they stand in a file that all who unwind through the same module
/// have mapped.
final class RuleRows: RandomAccessCollection, Sendable {
    /// `nonisolated(unsafe)`: nobody writes to it, and it stays for as long as this does.
    nonisolated(unsafe) let buffer: UnsafeBufferPointer<RuleTable.Row>
    /// None where the rows are memory of our own.
    private let file: CachedFile?

    var startIndex: Int { buffer.startIndex }
    var endIndex: Int { buffer.endIndex }

    init(_ rows: [RuleTable.Row]) {
        let memory = UnsafeMutableBufferPointer<RuleTable.Row>.allocate(capacity: rows.count)
        _ = memory.initialize(from: rows)
        buffer = UnsafeBufferPointer(memory)
        file = nil
    }

    /// All that stands from `start` on, which must be at a multiple of a row.
    init?(_ file: CachedFile, from start: Int) {
        let size = MemoryLayout<RuleTable.Row>.size
        let rows: UnsafeBufferPointer<RuleTable.Row>? = file.withUnsafeBytes { bytes in
            guard start <= bytes.count, start % size == 0, (bytes.count - start) % size == 0 else { return nil }
            return UnsafeRawBufferPointer(rebasing: bytes[start...]).assumingMemoryBound(to: RuleTable.Row.self)
        }
        guard let rows else { return nil }
        buffer = rows
        self.file = file
    }

    deinit {
        if file == nil { buffer.deallocate() }
    }

    subscript(index: Int) -> RuleTable.Row { buffer[index] }
}

extension RuleTable {
    /// Another number where rows are laid out, or mean, something else, or the compiler makes other ones.
    private static let kind = BuildCache.Kind("rules", version: 1)
    private static let headSize = 8

    /// The table of a build as it was kept, or as it is made now and kept for the next time.
    static func kept(of image: ELFImage, in cache: BuildCache?, _ make: () -> RuleTable?) -> RuleTable? {
        guard let cache, let build = image.buildID else { return make() }
        if let file = cache.file(kind, of: build), let table = RuleTable(file) { return table }
        guard let table = make() else { return nil }
        return cache.make(kind, of: build) { table.write(to: &$0) }.flatMap(RuleTable.init) ?? table
    }

    /// The base, 64 bits, and the rows as they are in memory.
    private func write(to writer: inout CacheWriter) -> Bool {
        let base = base.rawValue
        return withUnsafeBytes(of: base) { writer.append($0) } && writer.append(UnsafeRawBufferPointer(rows.buffer))
    }

    private init?(_ file: CachedFile) {
        guard let rows = RuleRows(file, from: Self.headSize) else { return nil }
        self.init(base: ModuleAddress(file.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }), rows: rows)
    }
}
