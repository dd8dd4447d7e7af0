import CGlass
import GlassModel

/// The section table of a 64-bit little-endian ELF file, and reads of its sections. Every offset in it is untrusted.
final class ELFFile {
    struct Section {
        let name: String
        let type: UInt32
        let flags: UInt64
        let address: UInt64
        let offset: UInt64
        let size: UInt64
        let link: Int

        /// Whether `address` is in this section as the program is loaded.
        func holds(_ address: UInt64) -> Bool { address >= self.address && address - self.address < size }
        var isCode: Bool { flags & UInt64(SHF_EXECINSTR) != 0 && flags & UInt64(SHF_ALLOC) != 0 }
        var hasBytes: Bool { type != UInt32(SHT_NOBITS) && type != UInt32(SHT_NULL) && size > 0 }
        var isCompressed: Bool { flags & UInt64(SHF_COMPRESSED) != 0 }
    }

    let source: ByteSource
    let sections: [Section]
    let machine: UInt16
    /// ET_EXEC, ET_DYN …
    let type: UInt16

    /// Nil where the bytes are not such a file or its section table lies outside of it.
    init?(_ source: ByteSource) {
        let identity: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 2, 1]
        guard let header = source.read(0, 64), Array(header.prefix(6)) == identity,
            let type = header.integer(UInt16.self, at: 16), let machine = header.integer(UInt16.self, at: 18)
        else { return nil }
        self.source = source
        self.type = type
        self.machine = machine
        guard let sections = Self.readSections(source, header: header) else { return nil }
        self.sections = sections
    }

    private static func readSections(_ source: ByteSource, header: [UInt8]) -> [Section]? {
        guard let tableOffset = header.integer(UInt64.self, at: 40),
            let entrySize = header.integer(UInt16.self, at: 58),
            var count = header.integer(UInt16.self, at: 60).map(UInt64.init),
            var namesIndex = header.integer(UInt16.self, at: 62).map(Int.init)
        else { return nil }
        guard tableOffset > 0 else { return [] }
        guard entrySize == 64, let first = source.read(tableOffset, 64) else { return nil }
        // Numbers that do not fit their 16 bits stand in the first section header.
        if count == 0 { count = first.integer(UInt64.self, at: 32) ?? 0 }
        if namesIndex == Int(SHN_XINDEX) { namesIndex = Int(first.integer(UInt32.self, at: 40) ?? 0) }
        guard count <= 100_000, let table = source.read(tableOffset, Int(count) * 64) else { return nil }
        let names = Names(source, table: table, index: namesIndex)
        return (0..<Int(count)).compactMap { section(table, at: $0 * 64, names: names) }
    }

    private static func section(_ table: [UInt8], at start: Int, names: Names) -> Section? {
        guard let name = table.integer(UInt32.self, at: start), let type = table.integer(UInt32.self, at: start + 4),
            let flags = table.integer(UInt64.self, at: start + 8),
            let address = table.integer(UInt64.self, at: start + 16),
            let offset = table.integer(UInt64.self, at: start + 24),
            let size = table.integer(UInt64.self, at: start + 32), let link = table.integer(UInt32.self, at: start + 40)
        else { return nil }
        return Section(
            name: names.name(at: Int(name)), type: type, flags: flags, address: address, offset: offset, size: size,
            link: Int(link))
    }

    /// The string table that names sections.
    private struct Names {
        private let bytes: [UInt8]

        init(_ source: ByteSource, table: [UInt8], index: Int) {
            guard let offset = table.integer(UInt64.self, at: index * 64 + 24),
                let size = table.integer(UInt64.self, at: index * 64 + 32), size <= 1 << 20
            else {
                bytes = []
                return
            }
            bytes = source.read(offset, Int(size)) ?? []
        }

        func name(at offset: Int) -> String {
            guard offset < bytes.count else { return "" }
            return String(decoding: bytes[offset...].prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    /// The first section of that name that has bytes in this file.
    func section(_ name: String) -> Section? { sections.first { $0.name == name && $0.hasBytes } }

    /// The executable section that `address` is in.
    func codeSection(at address: UInt64) -> (index: Int, section: Section)? {
        for (index, section) in sections.enumerated() where section.isCode && section.holds(address) {
            return (index, section)
        }
        return nil
    }

    /// The section's bytes as they stand in the file; nil beyond `limit` or the end of the file.
    func bytes(of section: Section, limit: Int = 16 << 20) -> [UInt8]? {
        guard section.hasBytes, section.size <= UInt64(limit) else { return nil }
        return source.read(section.offset, Int(section.size))
    }

    /// `NT_GNU_BUILD_ID`, from the note sections.
    var buildID: BuildID? {
        for section in sections where section.type == UInt32(SHT_NOTE) {
            if let notes = bytes(of: section, limit: 1 << 20), let id = Self.buildID(inNotes: notes) { return id }
        }
        return nil
    }

    private static func buildID(inNotes notes: [UInt8]) -> BuildID? {
        var offset = 0
        while let nameSize = notes.integer(UInt32.self, at: offset).map(Int.init),
            let size = notes.integer(UInt32.self, at: offset + 4).map(Int.init),
            let type = notes.integer(UInt32.self, at: offset + 8)
        {
            let name = offset + 12
            let contents = name + (nameSize + 3) / 4 * 4
            guard contents + size <= notes.count else { return nil }
            if type == 3, Array(notes[name..<name + nameSize]) == Array("GNU\0".utf8), size > 0 {
                return BuildID(bytes: Array(notes[contents..<contents + size]))
            }
            offset = contents + (size + 3) / 4 * 4
        }
        return nil
    }
}
