import CGlass
import GlassModel

/// The function symbols of one table, sorted by address: 12 bytes a symbol, names left in the file.
///
/// Data symbols, and with them the mapping symbols of ARM (`$x`, `$d`: of no type), are not in it.
final class SymbolTable {
    private struct Entry {
        /// From `base`.
        let offset: UInt32
        let size: UInt32
        /// Of the symbol in its table.
        let index: UInt32
    }

    /// One symbol that an address falls to.
    private struct Candidate {
        let name: [UInt8]
        let isLocal: Bool
    }

    private let file: ELFFile
    private let table: ELFFile.Section
    private let strings: ELFFile.Section
    private let base: UInt64
    private let entries: [Entry]

    /// The memory that the index takes.
    var byteCount: Int { entries.count * MemoryLayout<Entry>.stride }
    var isEmpty: Bool { entries.isEmpty }

    /// - Parameter type: `SHT_SYMTAB` or `SHT_DYNSYM`. Nil where the file has no such table with a function in it.
    init?(_ file: ELFFile, type: Int32) {
        guard let table = file.sections.first(where: { $0.type == UInt32(type) && $0.hasBytes }),
            file.sections.indices.contains(table.link)
        else { return nil }
        self.file = file
        self.table = table
        strings = file.sections[table.link]
        base = file.sections.lazy.filter(\.isCode).map(\.address).min() ?? 0
        entries = Self.index(file, table, base: base)
        guard !entries.isEmpty else { return nil }
    }

    private static func index(_ file: ELFFile, _ table: ELFFile.Section, base: UInt64) -> [Entry] {
        let chunkCount = 2_048
        let count = min(table.size / 24, UInt64(UInt32.max))
        var entries: [Entry] = []
        var first: UInt64 = 0
        while first < count {
            let chunk = min(UInt64(chunkCount), count - first)
            guard let bytes = file.source.read(table.offset &+ first * 24, Int(chunk) * 24) else { break }
            for place in 0..<Int(chunk) {
                if let entry = entry(bytes, at: place * 24, index: UInt32(first) + UInt32(place), base: base) {
                    entries.append(entry)
                }
            }
            first += chunk
        }
        entries.sort { ($0.offset, $0.index) < ($1.offset, $1.index) }
        return entries
    }

    private static func entry(_ bytes: [UInt8], at start: Int, index: UInt32, base: UInt64) -> Entry? {
        guard let info = bytes.integer(UInt8.self, at: start + 4),
            let section = bytes.integer(UInt16.self, at: start + 6),
            let value = bytes.integer(UInt64.self, at: start + 8), let size = bytes.integer(UInt64.self, at: start + 16)
        else { return nil }
        let isFunction = info & 15 == UInt8(STT_FUNC) || info & 15 == UInt8(STT_GNU_IFUNC)
        guard isFunction, section != UInt16(SHN_UNDEF), value >= base, let offset = UInt32(exactly: value - base)
        else { return nil }
        return Entry(offset: offset, size: UInt32(clamping: size), index: index)
    }

    /// How a symbol may belong to an address.
    enum Fit {
        /// Its size says that it covers the address.
        case covering
        /// It has no size and is the nearest below, in the same section of code.
        case nearest(in: ELFFile)
    }

    /// The name of the function at `address`, without its version (`@GLIBC_2.2.5`). Among aliases of one address the
    /// choice is the same whatever their order in the table.
    func name(at address: UInt64, _ fit: Fit) -> [UInt8]? {
        guard address >= base, let offset = UInt32(exactly: address - base) else { return nil }
        let above = entries.partitioningIndex { $0.offset > offset }
        guard above > 0 else { return nil }
        switch fit {
        case .covering:
            guard let start = covering(offset, below: above) else { return nil }
            return best(at: start, below: above) { $0.size > offset - start }
        case .nearest(let file):
            let nearest = entries[above - 1]
            guard nearest.size == 0, let (_, section) = file.codeSection(at: address),
                section.holds(base &+ UInt64(nearest.offset))
            else { return nil }
            return best(at: nearest.offset, below: above) { $0.size == 0 }
        }
    }

    /// Whether one function covers all of `range`, or none covers any, and none begins in the midst of it.
    func isOneFunction(_ range: Range<UInt64>) -> Bool {
        guard range.lowerBound >= base, let first = UInt32(exactly: range.lowerBound - base),
            let end = UInt32(exactly: range.upperBound - base)
        else { return false }
        let above = entries.partitioningIndex { $0.offset > first }
        guard above == entries.count || entries[above].offset >= end else { return false }
        guard let start = covering(first, below: above) else { return true }
        return entries[..<above].reversed().prefix(64).allSatisfy { entry in
            entry.offset != start || entry.size <= first - start || entry.size >= end - start
        }
    }

    /// Where the innermost function that covers `offset` starts. Few functions nest, so that few steps back suffice.
    private func covering(_ offset: UInt32, below above: Int) -> UInt32? {
        for entry in entries[max(0, above - 64)..<above].reversed() where offset - entry.offset < entry.size {
            return entry.offset
        }
        return nil
    }

    private func best(at offset: UInt32, below above: Int, where isFit: (Entry) -> Bool) -> [UInt8]? {
        let first = entries.partitioningIndex { $0.offset >= offset }
        var best: Candidate?
        for entry in entries[first..<min(above, first + 64)] where entry.offset == offset && isFit(entry) {
            guard let candidate = candidate(entry) else { continue }
            if let other = best, !Self.isBetter(candidate, than: other) { continue }
            best = candidate
        }
        return best?.name
    }

    private func candidate(_ entry: Entry) -> Candidate? {
        guard let symbol = file.source.read(table.offset &+ UInt64(entry.index) * 24, 24),
            let nameOffset = symbol.integer(UInt32.self, at: 0).map(UInt64.init), nameOffset < strings.size,
            let info = symbol.integer(UInt8.self, at: 4),
            let name = file.source.cString(at: strings.offset &+ nameOffset)
        else { return nil }
        let unversioned = name.firstIndex(of: UInt8(ascii: "@")).map { Array(name[..<$0]) } ?? name
        guard !unversioned.isEmpty else { return nil }
        return Candidate(name: unversioned, isLocal: info >> 4 == UInt8(STB_LOCAL))
    }

    /// Public before private, then the plainest: `read` before `__read` and `__libc_read`.
    private static func isBetter(_ left: Candidate, than right: Candidate) -> Bool {
        if left.isLocal != right.isLocal { return right.isLocal }
        let underscore = UInt8(ascii: "_")
        let (leftDepth, rightDepth) = (
            left.name.prefix { $0 == underscore }.count, right.name.prefix { $0 == underscore }.count
        )
        if leftDepth != rightDepth { return leftDepth < rightDepth }
        if left.name.count != right.name.count { return left.name.count < right.name.count }
        return left.name.lexicographicallyPrecedes(right.name)
    }
}
