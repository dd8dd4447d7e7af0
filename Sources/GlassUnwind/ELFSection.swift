import GlassModel

/// A stretch of an ELF file that holds one thing.
public struct ELFSection: Hashable, Sendable {
    private static let entrySize = 64
    private static let countLimit = 65_000
    private static let namesLimit: UInt64 = 4 << 20
    private static let nobits: UInt32 = 8
    private static let compressed: UInt64 = 0x800

    public let name: String
    /// Zero for what is not loaded.
    public let address: ModuleAddress
    public let offset: UInt64
    public let size: UInt64
    /// False where the file holds nothing of it, or holds it compressed.
    let isReadable: Bool

    init(name: String, address: ModuleAddress, offset: UInt64, size: UInt64) {
        self.name = name
        self.address = address
        self.offset = offset
        self.size = size
        isReadable = true
    }

    init(segment: ELFSegment) {
        self.init(name: ".eh_frame_hdr", address: segment.address, offset: segment.offset, size: segment.fileSize)
    }

    func contains(_ address: ModuleAddress) -> Bool { address.rawValue &- self.address.rawValue < size }

    /// The sections that a file's section headers name; none where they are missing or damaged, for then the program
    /// headers have to do.
    static func table(of header: ELFHeader, reader: ELFImage.Reader) -> [ELFSection] {
        let (size, count) = (header.sectionHeaderSize, header.sectionHeaderCount)
        guard size >= entrySize, size <= 1024, count > 0, count <= countLimit,
            let bytes = reader(header.sectionHeaderOffset, size * count), bytes.count == size * count
        else { return [] }
        let raw = (0..<count).compactMap { RawHeader(bytes, at: $0 * size) }
        guard raw.indices.contains(header.sectionNamesIndex) else { return [] }
        let namesHeader = raw[header.sectionNamesIndex]
        guard namesHeader.size <= namesLimit,
            let names = reader(namesHeader.offset, Int(namesHeader.size)), names.count == Int(namesHeader.size)
        else { return [] }
        return raw.compactMap { ELFSection($0, names: names) }
    }

    private init?(_ header: RawHeader, names: [UInt8]) {
        let nameOffset = Int(header.name)
        guard nameOffset < names.count else { return nil }
        var cursor = ByteCursor(names, at: nameOffset)
        guard let name = cursor.readString() else { return nil }
        self.name = String(decoding: name, as: UTF8.self)
        address = ModuleAddress(header.address)
        offset = header.offset
        size = header.size
        isReadable = header.type != Self.nobits && header.flags & Self.compressed == 0 && header.size > 0
    }

    /// `Elf64_Shdr`.
    private struct RawHeader {
        let name: UInt32
        let type: UInt32
        let flags: UInt64
        let address: UInt64
        let offset: UInt64
        let size: UInt64

        init?(_ bytes: [UInt8], at offset: Int) {
            var cursor = ByteCursor(bytes, at: offset)
            guard let name = cursor.read(UInt32.self), let type = cursor.read(UInt32.self),
                let flags = cursor.read(UInt64.self), let address = cursor.read(UInt64.self),
                let fileOffset = cursor.read(UInt64.self), let size = cursor.read(UInt64.self)
            else { return nil }
            self.name = name
            self.type = type
            self.flags = flags
            self.address = address
            self.offset = fileOffset
            self.size = size
        }
    }
}
