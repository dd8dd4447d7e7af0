import GlassModel

/// The head of `.eh_frame_hdr`: where `.eh_frame` stands, and a table of functions to search.
/// Format: *Linux Standard Base, Core Generic*, 10.6.2.
struct EHFrameHeader {
    let ehFrame: ModuleAddress
    /// Absent where the linker wrote none.
    let table: Table?

    /// Pairs of 32-bit offsets from the section's start, ordered by the first: function and its FDE.
    struct Table {
        let address: ModuleAddress
        let count: UInt64
    }

    private static let sizeRead = 4 + 8 + 8
    /// 32-bit signed offsets from the section's start: the only encoding that linkers write and can be searched.
    private static let searchable: UInt8 = 0x3b

    init?(bytes: [UInt8], section: ELFSection) {
        var cursor = ByteCursor(bytes)
        guard cursor.read(UInt8.self) == 1, let frameEncoding = cursor.read(UInt8.self),
            let countEncoding = cursor.read(UInt8.self), let tableEncoding = cursor.read(UInt8.self)
        else { return nil }
        let base = section.address.rawValue
        let encodings = (PointerEncoding(frameEncoding), PointerEncoding(countEncoding))
        guard let frame = encodings.0.read(&cursor, sectionAddress: base, dataBase: base) else { return nil }
        ehFrame = ModuleAddress(frame)
        guard tableEncoding == Self.searchable,
            let count = encodings.1.read(&cursor, sectionAddress: base, dataBase: base), count > 0
        else {
            table = nil
            return
        }
        // Only as many bytes as the section has were handed in, so that the difference is not negative.
        let room = section.size &- UInt64(cursor.offset)
        table = Table(address: ModuleAddress(base &+ UInt64(cursor.offset)), count: min(count, room / 8))
    }

    static func read(_ section: ELFSection, _ reader: ELFImage.Reader) -> EHFrameHeader? {
        let count = Int(clamping: min(section.size, UInt64(sizeRead)))
        guard let bytes = reader(section.offset, count), bytes.count == count else { return nil }
        return EHFrameHeader(bytes: bytes, section: section)
    }

    /// `.eh_frame` of a file without section headers: from where the header says to the end of its segment.
    static func findEHFrame(
        through header: ELFSection, segments: [ELFSegment], reader: ELFImage.Reader
    ) -> ELFSection? {
        guard let start = read(header, reader)?.ehFrame else { return nil }
        for segment in segments where segment.type == ELFSegment.load {
            guard let offset = segment.fileOffset(of: start) else { continue }
            let size = segment.fileSize &- (start.rawValue &- segment.address.rawValue)
            return ELFSection(name: ".eh_frame", address: start, offset: offset, size: size)
        }
        return nil
    }
}
