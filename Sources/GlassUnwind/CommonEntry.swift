import GlassModel

/// A common information entry (CIE) of `.eh_frame`: what the entries of many functions share.
/// Format: *Linux Standard Base, Core Generic*, 10.6.1.1.1.
struct CommonEntry {
    let codeAlignment: UInt64
    let dataAlignment: Int64
    let returnAddressColumn: UInt64
    /// How its FDEs write addresses.
    let encoding: PointerEncoding
    let isSignalFrame: Bool
    /// Whether its FDEs have augmentation data, a length and as many bytes, before their instructions.
    let hasAugmentationData: Bool
    /// Where its instructions stand in the section.
    let instructions: Range<Int>

    /// Reads the entry that begins at `offset` of a section; none for one that is damaged or not understood.
    init?(_ bytes: [UInt8], at offset: Int) {
        var cursor = ByteCursor(bytes, at: offset)
        guard let length = cursor.readRecordLength() else { return nil }
        let end = cursor.offset + length
        guard cursor.read(UInt32.self) == 0, let version = cursor.read(UInt8.self), let text = cursor.readString(),
            let codeAlignment = cursor.readULEB(), let dataAlignment = cursor.readSLEB(),
            let column = version == 1 ? cursor.read(UInt8.self).map(UInt64.init) : cursor.readULEB(),
            let augmentation = Augmentation(text, &cursor), cursor.offset <= end
        else { return nil }
        self.codeAlignment = codeAlignment
        self.dataAlignment = dataAlignment
        returnAddressColumn = column
        encoding = augmentation.encoding
        isSignalFrame = augmentation.isSignalFrame
        hasAugmentationData = augmentation.hasData
        instructions = cursor.offset..<end
    }

    /// What the letters of an augmentation say.
    private struct Augmentation {
        var encoding = PointerEncoding.absolute
        var isSignalFrame = false
        var hasData = false

        init?(_ text: ArraySlice<UInt8>, _ cursor: inout ByteCursor) {
            guard text.first == UInt8(ascii: "z") else {
                if text.isEmpty { return }
                return nil
            }
            guard let length = cursor.readULEB().flatMap(Int.init(exactly:)), length <= cursor.remaining else {
                return nil
            }
            let end = cursor.offset + length
            hasData = true
            for letter in text.dropFirst() {
                guard read(letter, &cursor) else { return nil }
            }
            guard cursor.offset <= end, cursor.skip(end - cursor.offset) else { return nil }
        }

        private mutating func read(_ letter: UInt8, _ cursor: inout ByteCursor) -> Bool {
            switch letter {
            case UInt8(ascii: "R"):
                guard let value = cursor.read(UInt8.self) else { return false }
                encoding = PointerEncoding(value)
                return true
            case UInt8(ascii: "L"): return cursor.skip(1)
            case UInt8(ascii: "P"):
                guard let value = cursor.read(UInt8.self) else { return false }
                return PointerEncoding(value).withoutBase.read(&cursor, sectionAddress: 0) != nil
            case UInt8(ascii: "S"):
                isSignalFrame = true
                return true
            case UInt8(ascii: "B"): return true
            default: return false
            }
        }
    }
}

extension ByteCursor {
    /// The length of a record of `.eh_frame`, where as many bytes follow; none at the section's terminator.
    mutating func readRecordLength() -> Int? {
        guard let short = read(UInt32.self), short != 0 else { return nil }
        let length = short == .max ? read(UInt64.self) : UInt64(short)
        guard let length, let count = Int(exactly: length), count >= 4, count <= remaining else { return nil }
        return count
    }
}
