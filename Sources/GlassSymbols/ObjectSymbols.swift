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
        find(name, UInt8(STT_OBJECT)).map { ModuleAddress($0.address) }
    }

    /// Where the code of a function of `.dynsym` or `.symtab` stands.
    public func addresses(ofFunction name: String) -> Range<ModuleAddress>? {
        guard let (address, size) = find(name, UInt8(STT_FUNC)), size <= UInt64.max - address else { return nil }
        return ModuleAddress(address)..<ModuleAddress(address + size)
    }

    private func find(_ name: String, _ kind: UInt8) -> (address: UInt64, size: UInt64)? {
        let wanted = Array(name.utf8)
        for type in [SHT_DYNSYM, SHT_SYMTAB] {
            for table in file.sections where table.type == UInt32(type) && table.hasBytes {
                if let symbol = symbol(wanted, kind, in: table) { return symbol }
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

    private func symbol(
        _ name: [UInt8], _ kind: UInt8, in table: ELFFile.Section
    ) -> (address: UInt64, size: UInt64)? {
        guard file.sections.indices.contains(table.link), let symbols = file.bytes(of: table, limit: 64 << 20) else {
            return nil
        }
        guard let strings = file.bytes(of: file.sections[table.link], limit: 64 << 20) else { return nil }
        for start in stride(from: 0, to: symbols.count - 23, by: 24) {
            guard let info = symbols.integer(UInt8.self, at: start + 4), info & 15 == kind,
                let section = symbols.integer(UInt16.self, at: start + 6), section != UInt16(SHN_UNDEF),
                let place = symbols.integer(UInt32.self, at: start), holds(strings, name, at: Int(place))
            else { continue }
            guard let address = symbols.integer(UInt64.self, at: start + 8),
                let size = symbols.integer(UInt64.self, at: start + 16)
            else { return nil }
            return (address, size)
        }
        return nil
    }

    /// Whether `name` stands in a table of strings at this place, and nothing behind it.
    private func holds(_ strings: [UInt8], _ name: [UInt8], at place: Int) -> Bool {
        let end = place + name.count
        return end < strings.count && strings[end] == 0 && strings[place..<end].elementsEqual(name)
    }
}
