import CGlass

/// Names the stubs of the procedure linkage table (`malloc@plt`) by the slot of the global offset table that a stub
/// jumps through, and the relocation that fills that slot. x86-64 only; elsewhere stubs have no names.
struct ProcedureLinkage {
    private let file: ELFFile

    init(_ file: ELFFile) { self.file = file }

    /// The name of what the stub at `address` calls; nil where `address` is in no stub.
    func target(of address: UInt64) -> [UInt8]? {
        guard file.machine == UInt16(EM_X86_64), let (_, section) = file.codeSection(at: address),
            section.name.hasPrefix(".plt"), section.hasBytes
        else { return nil }
        // .plt.got has stubs of 8 bytes, or of 16 where they begin with `endbr64`.
        for width in section.name == ".plt.got" ? [8, 16] : [16] {
            let start = (address - section.address) / UInt64(width) * UInt64(width)
            guard let stub = file.source.read(section.offset &+ start, width),
                let jump = Self.jump(stub, at: section.address &+ start)
            else { continue }
            return symbolName(of: jump)
        }
        return nil
    }

    private enum Jump {
        case through(slot: UInt64)
        case relocation(UInt64)
    }

    /// `jmp *slot(%rip)` is ff 25 and a displacement from the next instruction; a lazy stub may only push the number
    /// of its relocation (68 and four bytes) and jump to the resolver.
    private static func jump(_ stub: [UInt8], at address: UInt64) -> Jump? {
        for place in 0..<max(0, stub.count - 5) where stub[place] == 0xff && stub[place + 1] == 0x25 {
            guard let displacement = stub.integer(Int32.self, at: place + 2) else { return nil }
            return .through(slot: address &+ UInt64(place) &+ 6 &+ UInt64(bitPattern: Int64(displacement)))
        }
        for place in [0, 4] where place < stub.count && stub[place] == 0x68 {
            return stub.integer(UInt32.self, at: place + 1).map { .relocation(UInt64($0)) }
        }
        return nil
    }

    private func symbolName(of jump: Jump) -> [UInt8]? {
        for section in file.sections where section.type == UInt32(SHT_RELA) && section.hasBytes {
            switch jump {
            case .relocation(let number):
                guard section.name == ".rela.plt", number < section.size / 24 else { continue }
                return file.source.read(section.offset &+ number * 24, 24).flatMap { name($0, at: 0, section) }
            case .through(let slot):
                if let name = name(ofSlot: slot, in: section) { return name }
            }
        }
        return nil
    }

    private func name(ofSlot slot: UInt64, in section: ELFFile.Section) -> [UInt8]? {
        let count = section.size / 24
        var first: UInt64 = 0
        while first < count {
            let chunk = min(2_048, count - first)
            guard let bytes = file.source.read(section.offset &+ first * 24, Int(chunk) * 24) else { return nil }
            for start in stride(from: 0, to: bytes.count, by: 24) where bytes.integer(UInt64.self, at: start) == slot {
                return name(bytes, at: start, section)
            }
            first += chunk
        }
        return nil
    }

    /// The name of the symbol that the relocation at `start` of `bytes` is for.
    private func name(_ bytes: [UInt8], at start: Int, _ section: ELFFile.Section) -> [UInt8]? {
        guard let symbol = bytes.integer(UInt32.self, at: start + 12), symbol != 0,
            file.sections.indices.contains(section.link)
        else { return nil }
        let table = file.sections[section.link]
        guard file.sections.indices.contains(table.link),
            let nameOffset = file.source.read(table.offset &+ UInt64(symbol) * 24, 4)?.integer(UInt32.self, at: 0),
            let name = file.source.cString(at: file.sections[table.link].offset &+ UInt64(nameOffset))
        else { return nil }
        return Array(name.prefix { $0 != UInt8(ascii: "@") })
    }
}
