import GlassModel

/// Reads the records of a whole `.eh_frame` section. Format: *Linux Standard Base, Core Generic*, 10.6.1.
struct FrameSectionScanner {
    let bytes: [UInt8]
    private let address: UInt64
    private var cursor: ByteCursor
    /// Each CIE by its offset in the section; none for one that is not understood.
    private var commonEntries: [Int: CommonEntry?] = [:]

    /// `bytes` are those of the section that begins at `address`.
    init(bytes: [UInt8], address: ModuleAddress) {
        self.bytes = bytes
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

    /// The CIE at an offset of the section that ``FrameEntry/commonEntry`` names.
    mutating func commonEntry(at offset: Int) -> CommonEntry? {
        if let known = commonEntries[offset] { return known }
        let entry = CommonEntry(bytes, at: offset)
        commonEntries[offset] = .some(entry)
        return entry
    }

    private struct Record {
        let start: Int
        /// Where the CIE pointer stands, and what follows it.
        let pointerOffset: Int
        let pointer: UInt32
        let end: Int
        var body: Int { pointerOffset + 4 }
    }

    private mutating func nextRecord() -> Record? {
        let start = cursor.offset
        guard let length = cursor.readRecordLength() else { return nil }
        let pointerOffset = cursor.offset
        guard let pointer = cursor.read(UInt32.self), cursor.skip(length - 4) else { return nil }
        return Record(start: start, pointerOffset: pointerOffset, pointer: pointer, end: cursor.offset)
    }

    private mutating func entry(of record: Record) -> FrameEntry? {
        let offset = record.pointerOffset - Int(record.pointer)
        guard offset >= 0, let common = commonEntry(at: offset) else { return nil }
        var body = ByteCursor(bytes, at: record.body)
        guard let function = common.encoding.read(&body, sectionAddress: address), function != 0,
            let length = common.encoding.withoutBase.read(&body, sectionAddress: 0)
        else { return nil }
        if common.hasAugmentationData {
            guard let count = body.readULEB().flatMap(Int.init(exactly:)), body.skip(count) else { return nil }
        }
        guard body.offset <= record.end else { return nil }
        return FrameEntry(
            function: ModuleAddress(function), length: length, entry: ModuleAddress(address &+ UInt64(record.start)),
            commonEntry: offset, instructions: body.offset..<record.end)
    }
}

/// What the FDE of one function says of where it is and where more stands.
struct FrameEntry: Hashable {
    let function: ModuleAddress
    let length: UInt64
    /// The address of the FDE.
    let entry: ModuleAddress
    /// The CIE's offset in the section.
    let commonEntry: Int
    /// Where the FDE's instructions stand in the section.
    let instructions: Range<Int>
}
