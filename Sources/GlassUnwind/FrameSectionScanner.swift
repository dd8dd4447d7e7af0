import GlassModel

/// Lists the FDEs of a whole `.eh_frame` section. Format: *Linux Standard Base, Core Generic*, 10.6.1.
struct FrameSectionScanner {
    private let address: UInt64
    private var cursor: ByteCursor
    /// The pointer encoding of each CIE, by its offset in the section; none for one that is not understood.
    private var encodings: [Int: PointerEncoding?] = [:]

    /// `bytes` are those of the section that begins at `address`.
    init(bytes: [UInt8], address: ModuleAddress) {
        self.address = address.rawValue
        cursor = ByteCursor(bytes)
    }

    /// All FDEs up to the end of the section, or up to the first damaged record.
    mutating func entries() -> [FrameEntry] {
        var entries: [FrameEntry] = []
        while let record = nextRecord() {
            if record.pointer != 0, let entry = entry(of: record) { entries.append(entry) }
        }
        return entries
    }

    private struct Record {
        let start: Int
        /// Where the CIE pointer stands, and what follows it.
        let pointerOffset: Int
        let pointer: UInt32
        var body: Int { pointerOffset + 4 }
    }

    private mutating func nextRecord() -> Record? {
        let start = cursor.offset
        guard let short = cursor.read(UInt32.self), short != 0 else { return nil }
        let length = short == .max ? cursor.read(UInt64.self) : UInt64(short)
        guard let length, let count = Int(exactly: length), count >= 4, count <= cursor.remaining else { return nil }
        let pointerOffset = cursor.offset
        guard let pointer = cursor.read(UInt32.self), cursor.skip(count - 4) else { return nil }
        return Record(start: start, pointerOffset: pointerOffset, pointer: pointer)
    }

    private mutating func entry(of record: Record) -> FrameEntry? {
        let common = record.pointerOffset - Int(record.pointer)
        guard common >= 0, let encoding = encoding(ofCommonEntryAt: common) else { return nil }
        var body = ByteCursor(cursor.bytes, at: record.body)
        guard let function = encoding.read(&body, sectionAddress: address), function != 0 else { return nil }
        return FrameEntry(
            function: ModuleAddress(function), entry: ModuleAddress(address &+ UInt64(record.start)))
    }

    private mutating func encoding(ofCommonEntryAt offset: Int) -> PointerEncoding? {
        if let known = encodings[offset] { return known }
        let encoding = Self.readEncoding(cursor.bytes, at: offset)
        encodings[offset] = .some(encoding)
        return encoding
    }

    /// The `R` of a CIE's augmentation, which says how its FDEs write addresses.
    private static func readEncoding(_ bytes: [UInt8], at offset: Int) -> PointerEncoding? {
        var cursor = ByteCursor(bytes, at: offset)
        guard let short = cursor.read(UInt32.self), short != .max || cursor.skip(8),
            cursor.read(UInt32.self) == 0, let version = cursor.read(UInt8.self), let text = cursor.readString(),
            cursor.readULEB() != nil, cursor.readSLEB() != nil,
            version == 1 ? cursor.skip(1) : cursor.readULEB() != nil
        else { return nil }
        guard text.first == UInt8(ascii: "z") else { return text.isEmpty ? .absolute : nil }
        guard cursor.readULEB() != nil else { return nil }
        for letter in text.dropFirst() {
            switch letter {
            case UInt8(ascii: "R"): return cursor.read(UInt8.self).map(PointerEncoding.init(_:))
            case UInt8(ascii: "L"): guard cursor.skip(1) else { return nil }
            case UInt8(ascii: "P"): guard skipPersonality(&cursor) else { return nil }
            case UInt8(ascii: "S"), UInt8(ascii: "B"): continue
            default: return nil
            }
        }
        return .absolute
    }

    private static func skipPersonality(_ cursor: inout ByteCursor) -> Bool {
        guard let encoding = cursor.read(UInt8.self) else { return false }
        return PointerEncoding(encoding & 0x0f).read(&cursor, sectionAddress: 0) != nil
    }
}
