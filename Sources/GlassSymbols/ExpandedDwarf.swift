import CGlass
import GlassCache
import GlassModel

/// Copies of files' DWARF that are not compressed: ELF files of nothing but the sections that are asked for here. Mapped,
/// they take no memory that the kernel could not take back, and reading them begins at once.
enum ExpandedDwarf {
    /// Another number where other sections are copied.
    private static let kind = BuildCache.Kind("dwarf", version: 1)
    /// Files with more than that, in bytes, are not copied.
    private static let sizeLimit: UInt64 = 512 << 20

    /// The copy as it was kept, or is made now; none where the file has no build ID, or its sections cannot be read.
    static func copy(of file: ELFFile, in cache: BuildCache) -> ELFFile? {
        guard let build = file.buildID, let descriptor = file.source.descriptor else { return nil }
        let kept =
            cache.file(kind, of: build)
            ?? cache.make(kind, of: build) { writer in
                guard let head = file.source.read(0, FileHeader.size), let plan = Plan(descriptor) else { return false }
                return plan.write(head, of: descriptor, to: &writer)
            }
        return kept.flatMap { ByteSource(descriptor: $0.duplicatedDescriptor()) }.flatMap(ELFFile.init)
    }

    private static func isWanted(_ name: String) -> Bool {
        name.hasPrefix(".debug") && !DwarfReader.unusedSections.contains(name) || name == ".gnu_debugaltlink"
    }

    /// One section, and where it comes to stand.
    private struct Section {
        let index: Int
        let name: String
        var header: GElf_Shdr

        var end: UInt64 { header.sh_offset + header.sh_size }
    }

    /// What is written: the head, the sections one behind the other, their names, their headers.
    private struct Plan {
        private(set) var sections: [Section] = []

        init?(_ descriptor: Int32) {
            var end = UInt64(FileHeader.size)
            let isReadable = LibELF.withFile(descriptor) { elf in
                LibELF.forEachSection(of: elf) { handle, index, name, header in
                    guard isWanted(name), header.sh_type != GElf_Word(SHT_NOBITS),
                        let size = LibELF.expandedSize(handle, header), size <= sizeLimit
                    else { return }
                    var header = header
                    header.sh_flags &= ~UInt64(SHF_COMPRESSED)
                    (header.sh_offset, header.sh_size) = (aligned(end), size)
                    sections.append(Section(index: index, name: name, header: header))
                    end = sections[sections.count - 1].end
                }
            }
            guard isReadable == true, !sections.isEmpty, end <= sizeLimit else { return nil }
        }

        /// Each section is read by itself, so that only one lies in memory at a time.
        func write(_ head: [UInt8], of descriptor: Int32, to writer: inout CacheWriter) -> Bool {
            let names = SectionNames(sections.map(\.name))
            let namesOffset = aligned(sections.last?.end ?? 0)
            let headersOffset = aligned(namesOffset + UInt64(names.bytes.count))
            var isWhole = writer.append(
                FileHeader.bytes(like: head, sectionHeadersAt: headersOffset, count: sections.count + 2))
            for section in sections where isWhole {
                isWhole =
                    writer.pad(to: section.header.sh_offset)
                    && LibELF.withContent(of: section.index, in: descriptor) { content in
                        UInt64(content.count) == section.header.sh_size && writer.append(content)
                    } == true
            }
            guard isWhole, writer.pad(to: namesOffset), writer.append(names.bytes), writer.pad(to: headersOffset) else {
                return false
            }
            return writeHeaders(names, at: namesOffset, to: &writer)
        }

        private func writeHeaders(_ names: SectionNames, at namesOffset: UInt64, to writer: inout CacheWriter) -> Bool {
            var headers = [Elf64_Shdr()]
            for (index, section) in sections.enumerated() {
                headers.append(
                    Elf64_Shdr(
                        sh_name: names.offsets[index], sh_type: section.header.sh_type,
                        sh_flags: section.header.sh_flags, sh_addr: 0, sh_offset: section.header.sh_offset,
                        sh_size: section.header.sh_size, sh_link: 0, sh_info: 0, sh_addralign: 1,
                        sh_entsize: section.header.sh_entsize))
            }
            headers.append(
                Elf64_Shdr(
                    sh_name: 0, sh_type: Elf64_Word(SHT_STRTAB), sh_flags: 0, sh_addr: 0, sh_offset: namesOffset,
                    sh_size: UInt64(names.bytes.count), sh_link: 0, sh_info: 0, sh_addralign: 1, sh_entsize: 0))
            return headers.withUnsafeBytes { writer.append($0) }
        }
    }

    private static func aligned(_ offset: UInt64) -> UInt64 { (offset + 15) & ~15 }
}

/// Names of sections, one behind the other, each ended by a zero.
private struct SectionNames {
    private(set) var bytes: [UInt8] = [0]
    private(set) var offsets: [UInt32] = []

    init(_ names: [String]) {
        for name in names {
            offsets.append(UInt32(clamping: bytes.count))
            bytes += name.utf8 + [0]
        }
    }
}

/// `Elf64_Ehdr`, as the *System V ABI* lays it out.
private enum FileHeader {
    static let size = 64

    /// The same program's, without segments, whose section names stand in the last section.
    static func bytes(like head: [UInt8], sectionHeadersAt offset: UInt64, count: Int) -> [UInt8] {
        var bytes = head
        set(0 as UInt64, at: 32)
        set(offset, at: 40)
        set(0 as UInt16, at: 56)
        set(UInt16(clamping: count), at: 60)
        set(UInt16(clamping: count - 1), at: 62)
        return bytes

        func set<Value: FixedWidthInteger>(_ value: Value, at place: Int) {
            withUnsafeBytes(of: value.littleEndian) { bytes.replaceSubrange(place..<place + $0.count, with: $0) }
        }
    }
}

/// What of libelf it takes to read sections that may be compressed.
private enum LibELF {
    static func withFile<Result>(_ descriptor: Int32, _ body: (OpaquePointer) -> Result?) -> Result? {
        guard elf_version(UInt32(EV_CURRENT)) != UInt32(EV_NONE), let elf = elf_begin(descriptor, ELF_C_READ, nil)
        else { return nil }
        defer { elf_end(elf) }
        return elf_kind(elf) == ELF_K_ELF ? body(elf) : nil
    }

    /// Whether they could be read.
    static func forEachSection(
        of elf: OpaquePointer, _ body: (OpaquePointer, _ index: Int, _ name: String, GElf_Shdr) -> Void
    ) -> Bool {
        var names = 0
        guard elf_getshdrstrndx(elf, &names) == 0 else { return false }
        var section: OpaquePointer?
        while let next = elf_nextscn(elf, section) {
            section = next
            var header = GElf_Shdr()
            guard gelf_getshdr(next, &header) != nil, let name = elf_strptr(elf, names, Int(header.sh_name)) else {
                continue
            }
            body(next, elf_ndxscn(next), String(cString: name), header)
        }
        return true
    }

    static func expandedSize(_ section: OpaquePointer, _ header: GElf_Shdr) -> UInt64? {
        guard header.sh_flags & UInt64(SHF_COMPRESSED) != 0 else { return header.sh_size }
        var compression = GElf_Chdr()
        return gelf_getchdr(section, &compression) == nil ? nil : compression.ch_size
    }

    static func withContent(
        of index: Int, in descriptor: Int32, _ body: (UnsafeRawBufferPointer) -> Bool
    ) -> Bool? {
        withFile(descriptor) { elf in
            guard let section = elf_getscn(elf, index) else { return nil }
            var header = GElf_Shdr()
            guard gelf_getshdr(section, &header) != nil,
                header.sh_flags & UInt64(SHF_COMPRESSED) == 0 || elf_compress(section, 0, 0) >= 0,
                let data = elf_rawdata(section, nil)
            else { return nil }
            return body(UnsafeRawBufferPointer(start: data.pointee.d_buf, count: data.pointee.d_size))
        }
    }
}

extension CacheWriter {
    @discardableResult
    fileprivate mutating func append(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBytes { append($0) } }

    /// Zeros up to there.
    fileprivate mutating func pad(to offset: UInt64) -> Bool {
        append([UInt8](repeating: 0, count: Int(clamping: offset - min(offset, byteCount))))
    }
}
