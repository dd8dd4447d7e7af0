import CGlass
import GlassModel

/// Finds variables and sections of an ELF file by their names: what a reader of another runtime's state begins with.
/// Each question reads the table anew; ask rarely.
public struct ObjectSymbols {
    private let file: ELFFile

    /// Nil where the file cannot be read or is no ELF file of 64 bits.
    public init?(path: String) {
        guard let bytes = ByteSource(path: path), let file = ELFFile(bytes) else { return nil }
        self.file = file
    }

    /// Where a variable of `.dynsym` or `.symtab` stands.
    public func address(ofObject name: String) -> ModuleAddress? {
        let wanted = Array(name.utf8)
        for type in [SHT_DYNSYM, SHT_SYMTAB] {
            for table in file.sections where table.type == UInt32(type) && table.hasBytes {
                if let address = address(of: wanted, in: table) { return ModuleAddress(address) }
            }
        }
        return nil
    }

    /// Where a section stands that is loaded with the program.
    public func addresses(ofSection name: String) -> Range<ModuleAddress>? {
        let found = file.sections.first { $0.name == name && $0.flags & UInt64(SHF_ALLOC) != 0 }
        guard let found, found.size <= UInt64.max - found.address else { return nil }
        return ModuleAddress(found.address)..<ModuleAddress(found.address + found.size)
    }

    private func address(of name: [UInt8], in table: ELFFile.Section) -> UInt64? {
        guard file.sections.indices.contains(table.link), let symbols = file.bytes(of: table, limit: 64 << 20) else {
            return nil
        }
        guard let strings = file.bytes(of: file.sections[table.link], limit: 64 << 20) else { return nil }
        for start in stride(from: 0, to: symbols.count - 23, by: 24) {
            guard let info = symbols.integer(UInt8.self, at: start + 4), info & 15 == UInt8(STT_OBJECT),
                let section = symbols.integer(UInt16.self, at: start + 6), section != UInt16(SHN_UNDEF),
                let place = symbols.integer(UInt32.self, at: start), holds(strings, name, at: Int(place))
            else { continue }
            return symbols.integer(UInt64.self, at: start + 8)
        }
        return nil
    }

    /// Whether `name` stands in a table of strings at this place, and nothing behind it.
    private func holds(_ strings: [UInt8], _ name: [UInt8], at place: Int) -> Bool {
        let end = place + name.count
        return end < strings.count && strings[end] == 0 && strings[place..<end].elementsEqual(name)
    }
}
