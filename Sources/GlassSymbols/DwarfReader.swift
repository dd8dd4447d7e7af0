import CGlass
import GlassCache
import GlassModel
import Glibc

/// One file's DWARF as libdw has it open. What libdw has read it keeps until it is closed: ``byteCount`` estimates
/// that, so that the owner can close it and open it anew.
final class DwarfReader {
    let dwarf: OpaquePointer
    private let elf: OpaquePointer
    private let source: ByteSource
    private var alternate: Alternate?
    private var functions: [UInt64: DwarfFunctionIndex] = [:]
    private var visitedUnits: Set<UInt64> = []

    /// What opening took: sections that libdw had to decompress.
    let baseByteCount: Int
    /// The memory that this reader holds, as the allocator saw it grow; other threads blur it a little.
    private(set) var byteCount: Int

    /// The file that dwz moved common DWARF to.
    private struct Alternate {
        let source: ByteSource
        let elf: OpaquePointer
        let dwarf: OpaquePointer
    }

    enum Failure: Error, Equatable {
        /// libdw finds no DWARF in the file.
        case unreadable
        /// Decompressed, the sections would take this many bytes.
        case tooLarge(byteCount: UInt64)
    }

    /// - Parameters:
    ///   - cache: where copies are kept that are not compressed.
    ///   - alternatePaths: where to look for a file that `.gnu_debugaltlink` names, by its name and build ID.
    init(
        _ file: ELFFile, decompressionLimit: Int, cache: BuildCache? = nil,
        alternatePaths: (_ name: String, _ identity: [UInt8]) -> [String]
    ) throws(Failure) {
        let file = Self.expanded(file, cache)
        let compressed = Self.decompressedByteCount(file)
        guard compressed <= UInt64(decompressionLimit) else { throw .tooLarge(byteCount: compressed) }
        guard let (elf, dwarf) = Self.open(file.source, isCompressed: compressed > 0) else { throw .unreadable }
        source = file.source
        self.elf = elf
        self.dwarf = dwarf
        baseByteCount = Int(compressed)
        byteCount = Int(compressed)
        openAlternate(file, cache, alternatePaths)
    }

    deinit {
        dwarf_end(dwarf)
        elf_end(elf)
        if let alternate {
            dwarf_end(alternate.dwarf)
            elf_end(alternate.elf)
        }
    }

    /// libdw decompresses all sections that it knows on opening a file; these are never asked for here.
    static let unusedSections: Set<String> = [
        ".debug_loc", ".debug_loclists", ".debug_macro", ".debug_macinfo", ".debug_frame", ".debug_aranges",
        ".debug_pubnames", ".debug_pubtypes", ".debug_gnu_pubnames", ".debug_gnu_pubtypes", ".debug_types",
    ]

    /// libdw decompresses into memory of its own, anew each time that a file is opened.
    private static func expanded(_ file: ELFFile, _ cache: BuildCache?) -> ELFFile {
        guard let cache, decompressedByteCount(file) > 0 else { return file }
        return ExpandedDwarf.copy(of: file, in: cache) ?? file
    }

    private static func decompressedByteCount(_ file: ELFFile) -> UInt64 {
        var sum: UInt64 = 0
        for section in file.sections where section.isCompressed && section.name.hasPrefix(".debug") {
            guard !unusedSections.contains(section.name),
                let size = file.source.read(section.offset, 24)?.integer(UInt64.self, at: 8)
            else { continue }
            sum = sum.addingReportingOverflow(size).overflow ? .max : sum + size
        }
        return sum
    }

    private static func open(_ source: ByteSource, isCompressed: Bool) -> (elf: OpaquePointer, dwarf: OpaquePointer)? {
        guard let descriptor = source.descriptor, elf_version(UInt32(EV_CURRENT)) != UInt32(EV_NONE),
            let elf = elf_begin(descriptor, isCompressed ? ELF_C_READ : ELF_C_READ_MMAP, nil)
        else { return nil }
        if isCompressed { hideUnusedSections(elf) }
        guard elf_kind(elf) == ELF_K_ELF, let dwarf = dwarf_begin_elf(elf, DWARF_C_READ, nil) else {
            elf_end(elf)
            return nil
        }
        return (elf, dwarf)
    }

    private static func hideUnusedSections(_ elf: OpaquePointer) {
        var names = 0
        guard elf_getshdrstrndx(elf, &names) == 0 else { return }
        var section: OpaquePointer?
        while let next = elf_nextscn(elf, section) {
            section = next
            var header = GElf_Shdr()
            guard gelf_getshdr(next, &header) != nil, let name = elf_strptr(elf, names, Int(header.sh_name)),
                unusedSections.contains(String(cString: name))
            else { continue }
            header.sh_type = GElf_Word(SHT_NOBITS)
            gelf_update_shdr(next, &header)
        }
    }

    private func openAlternate(_ file: ELFFile, _ cache: BuildCache?, _ paths: (String, [UInt8]) -> [String]) {
        guard let section = file.section(".gnu_debugaltlink"), let link = file.bytes(of: section, limit: 65_536),
            let end = link.firstIndex(of: 0)
        else { return }
        let identity = Array(link[(end + 1)...])
        for path in paths(String(decoding: link[..<end], as: UTF8.self), identity) {
            guard let found = ByteSource(path: path).flatMap(ELFFile.init), found.buildID?.bytes == identity,
                case let readable = Self.expanded(found, cache),
                case let compressed = Self.decompressedByteCount(readable),
                let (elf, dwarf) = Self.open(readable.source, isCompressed: compressed > 0)
            else { continue }
            alternate = Alternate(source: readable.source, elf: elf, dwarf: dwarf)
            dwarf_setalt(self.dwarf, dwarf)
            byteCount += Int(clamping: compressed)
            return
        }
    }
}

// MARK: - Compilation units

extension DwarfReader {
    /// One compilation unit: where its code is described, and where its lines are. The two differ only where the
    /// compiler split the DWARF (`-gsplit-dwarf`) into a skeleton and a `.dwo` file.
    struct Unit {
        let offset: UInt64
        /// Of the DIE that has the line table.
        var lines: Dwarf_Die
        /// Of the DIE that has the functions.
        var code: Dwarf_Die
    }

    /// Which unit each address is in.
    func indexUnits(base: UInt64) -> DwarfUnitIndex {
        defer { dropMappedPages() }
        return charging { DwarfUnitIndex(dwarf, base: base, rest: dropMappedPages) }
    }

    /// The unit whose DIE is at `offset`.
    func unit(at offset: UInt64) -> Unit? {
        var die = Dwarf_Die()
        guard dwarf_offdie(dwarf, offset, &die) != nil, let unit = die.cu else { return nil }
        var split = Dwarf_Die()
        var type: UInt8 = 0
        let known = dwarf_cu_info(unit, nil, &type, nil, &split, nil, nil, nil) == 0
        let isSplit = known && Int(type) == DW_UT_skeleton && split.addr != nil
        return Unit(offset: offset, lines: die, code: isSplit ? split : die)
    }

    /// The function of `unit` whose own code, or code that was inlined into it, the address is; the extent is cut to it.
    func function(within extent: inout CodeExtent, in unit: Unit) -> Dwarf_Die? {
        let index = functions[unit.offset] ?? index(unit, depth: .scopes)
        if let die = index.function(within: &extent, in: unit.code) { return die }
        guard index.depth == .scopes else { return nil }
        // Rare: a function within a function (a nested function, a local class).
        return self.index(unit, depth: .everything).function(within: &extent, in: unit.code)
    }

    private func index(_ unit: Unit, depth: DwarfFunctionIndex.Depth) -> DwarfFunctionIndex {
        let index = charging { DwarfFunctionIndex(unit.code, depth: depth) }
        functions[unit.offset] = index
        return index
    }

    /// The file and line that the address belongs to; the extent is cut to theirs.
    func line(within extent: inout CodeExtent, in unit: inout Unit) -> (file: String?, line: Int32?)? {
        readLines(of: &unit)
        cutToRow(&extent, in: &unit)
        guard let record = dwarf_getsrc_die(&unit.lines, extent.address) else { return nil }
        var number: Int32 = 0
        let known = dwarf_lineno(record, &number) == 0 && number > 0
        return (SourcePath.normalized(dwarf_linesrc(record, nil, nil)), known ? number : nil)
    }

    /// A row of the line table: what stands from its address on. Neither file nor line where a sequence ends.
    struct Row {
        var address: UInt64
        let file: UnsafePointer<CChar>?
        /// 0 for none.
        let line: UInt32
    }

    /// The rows that say where the addresses in `range` belong; what they point to is there as long as this reader. Nil where
    /// they are more than `limit`.
    func rows(in range: Range<UInt64>, of unit: inout Unit, limit: Int) -> [Row]? {
        readLines(of: &unit)
        var lines: OpaquePointer?
        var count = 0
        guard dwarf_getsrclines(&unit.lines, &lines, &count) == 0, let lines else { return [] }
        let above = (0..<count).partitioningIndex { Self.address(of: dwarf_onesrcline(lines, $0)) > range.lowerBound }
        var rows: [Row] = []
        for index in max(0, above - 1)..<count {
            guard let line = dwarf_onesrcline(lines, index), case let address = Self.address(of: line),
                address < range.upperBound
            else { break }
            guard rows.count < limit else { return nil }
            rows.append(Self.row(line, at: max(address, range.lowerBound)))
        }
        return rows
    }

    private static func row(_ line: OpaquePointer, at address: UInt64) -> Row {
        var (isEnd, number) = (false, Int32(0))
        guard dwarf_lineendsequence(line, &isEnd) == 0, !isEnd else { return Row(address: address, file: nil, line: 0) }
        let known = dwarf_lineno(line, &number) == 0 && number > 0
        return Row(address: address, file: dwarf_linesrc(line, nil, nil), line: known ? UInt32(number) : 0)
    }

    private static func address(of line: OpaquePointer?) -> UInt64 {
        var address = Dwarf_Addr()
        return dwarf_lineaddr(line, &address) == 0 ? address : 0
    }

    /// Cuts an extent to the addresses from that of the last row at or before it to that of the next.
    private func cutToRow(_ extent: inout CodeExtent, in unit: inout Unit) {
        var rows: OpaquePointer?
        var count = 0
        guard dwarf_getsrclines(&unit.lines, &rows, &count) == 0, let rows else { return }
        func address(_ index: Int) -> UInt64 { Self.address(of: dwarf_onesrcline(rows, index)) }
        let target = extent.address
        let above = (0..<count).partitioningIndex { address($0) > target }
        extent.cut(by: (above > 0 ? address(above - 1) : 0)..<(above < count ? address(above) : .max))
    }

    /// The file that attribute values of `unit` (DW_AT_call_file) number.
    func file(_ number: UInt64, in unit: inout Unit) -> String? {
        readLines(of: &unit)
        var files: OpaquePointer?
        var count = 0
        guard dwarf_getsrcfiles(&unit.code, &files, &count) == 0, let files, let index = Int(exactly: number),
            index < count
        else { return nil }
        return SourcePath.normalized(dwarf_filesrc(files, index, nil, nil))
    }

    /// Has libdw read the unit's line table, which it then keeps.
    private func readLines(of unit: inout Unit) {
        guard visitedUnits.insert(unit.offset).inserted else { return }
        var rows: OpaquePointer?
        var count = 0
        charging { _ = dwarf_getsrclines(&unit.lines, &rows, &count) }
        if visitedUnits.count % 4 == 0 { dropMappedPages() }
    }

    private func charging<Result>(_ work: () -> Result) -> Result {
        let before = Self.allocatedByteCount
        let result = work()
        let after = Self.allocatedByteCount
        if after > before { byteCount += Int(clamping: after - before) }
        return result
    }

    private static var allocatedByteCount: Int {
        let info = mallinfo2()
        return Int(clamping: info.uordblks) + Int(clamping: info.hblkhd)
    }

    /// The pages of a mapped file that were read count as memory of this process until they are dropped; the kernel
    /// has them at hand if they are read again.
    private func dropMappedPages() {
        var count = 0
        guard baseByteCount == 0, let image = elf_rawfile(elf, &count) else { return }
        madvise(image, count, MADV_DONTNEED)
    }
}
