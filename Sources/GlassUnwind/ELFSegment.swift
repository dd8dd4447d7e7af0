import GlassModel

/// One program header, `Elf64_Phdr`.
public struct ELFSegment: Hashable, Sendable {
    static let load: UInt32 = 1
    static let note: UInt32 = 4
    static let gnuEHFrame: UInt32 = 0x6474_e550

    private static let entrySize = 56
    /// More than any linker writes; core files, which glass does not read, may have more.
    private static let countLimit = 4096
    /// The kernel maps whole pages of at least this size.
    private static let pageSize: UInt64 = 4096

    let type: UInt32
    let flags: UInt32
    public let offset: UInt64
    public let address: ModuleAddress
    public let fileSize: UInt64
    public let memorySize: UInt64

    public var isExecutable: Bool { flags & 1 != 0 }
    public var isWritable: Bool { flags & 2 != 0 }

    func contains(_ address: ModuleAddress) -> Bool {
        address.rawValue &- self.address.rawValue < memorySize
    }

    /// The offset in the file of the byte at `address`; none where the file does not hold it.
    func fileOffset(of address: ModuleAddress) -> UInt64? {
        let distance = address.rawValue &- self.address.rawValue
        return distance < fileSize ? offset &+ distance : nil
    }

    /// Whether the file's page at `fileOffset` is one of those that the kernel maps for this segment.
    func coversPage(at fileOffset: UInt64) -> Bool {
        let first = offset & ~(Self.pageSize - 1)
        return fileSize > 0 && fileOffset >= first && fileOffset &- first < (offset &- first) &+ fileSize
    }

    static func table(of header: ELFHeader, reader: ELFImage.Reader) throws(ELFError) -> [ELFSegment] {
        guard header.programHeaderCount > 0 else { return [] }
        guard header.programHeaderSize >= entrySize, header.programHeaderSize <= 1024 else {
            throw .implausible(what: "program header size", value: UInt64(header.programHeaderSize))
        }
        guard header.programHeaderCount <= countLimit else {
            throw .implausible(what: "number of program headers", value: UInt64(header.programHeaderCount))
        }
        let count = header.programHeaderSize * header.programHeaderCount
        guard let bytes = reader(header.programHeaderOffset, count), bytes.count == count else {
            throw .truncated(what: "program headers", offset: header.programHeaderOffset, count: count)
        }
        return (0..<header.programHeaderCount).compactMap { ELFSegment(bytes, at: $0 * header.programHeaderSize) }
    }

    private init?(_ bytes: [UInt8], at offset: Int) {
        var cursor = ByteCursor(bytes, at: offset)
        guard let type = cursor.read(UInt32.self), let flags = cursor.read(UInt32.self),
            let fileOffset = cursor.read(UInt64.self), let address = cursor.read(UInt64.self),
            cursor.skip(8), let fileSize = cursor.read(UInt64.self), let memorySize = cursor.read(UInt64.self)
        else { return nil }
        self.type = type
        self.flags = flags
        self.offset = fileOffset
        self.address = ModuleAddress(address)
        self.fileSize = fileSize
        self.memorySize = memorySize
    }
}
