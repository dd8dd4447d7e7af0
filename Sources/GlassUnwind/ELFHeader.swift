/// The head of an ELF file, `Elf64_Ehdr`.
struct ELFHeader {
    static let size = 64

    let architecture: Architecture
    let kind: ELFImage.Kind
    let entryPoint: UInt64
    let programHeaderOffset: UInt64
    let programHeaderSize: Int
    let programHeaderCount: Int
    let sectionHeaderOffset: UInt64
    let sectionHeaderSize: Int
    let sectionHeaderCount: Int
    let sectionNamesIndex: Int

    init(reader: ELFImage.Reader) throws(ELFError) {
        guard let bytes = reader(0, Self.size), bytes.count == Self.size else {
            throw .truncated(what: "header", offset: 0, count: Self.size)
        }
        guard bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46]) else { throw .notELF }
        guard bytes[4] == 2 else { throw .notSixtyFourBit }
        guard bytes[5] == 1 else { throw .notLittleEndian }
        func half(_ offset: Int) -> UInt16 { UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8 }
        func word(_ offset: Int) -> UInt64 {
            (0..<8).reduce(0) { $0 | UInt64(bytes[offset + $1]) << UInt64(8 * $1) }
        }
        guard let architecture = Architecture(machine: half(18)) else { throw .unsupportedMachine(half(18)) }
        self.architecture = architecture
        kind = ELFImage.Kind(type: half(16))
        entryPoint = word(24)
        programHeaderOffset = word(32)
        sectionHeaderOffset = word(40)
        programHeaderSize = Int(half(54))
        programHeaderCount = Int(half(56))
        sectionHeaderSize = Int(half(58))
        sectionHeaderCount = Int(half(60))
        sectionNamesIndex = Int(half(62))
    }
}

extension ELFImage.Kind {
    init(type: UInt16) {
        switch type {
        case 2: self = .executable
        case 3: self = .shared
        default: self = .other(type)
        }
    }
}
