import GlassModel

extension PythonObjects {
    /// More entries than a dict that is searched is believed to have.
    static var maximumEntries: Int { 1 << 15 }

    enum SearchOrder { case newestFirst, oldestFirst }

    /// The value under a string key.
    func value(
        _ key: String, in dictionary: VirtualAddress, _ order: SearchOrder = .newestFirst
    ) -> VirtualAddress? {
        guard let layout = layout.dictionary, typeName(of: dictionary) == "dict" else { return nil }
        let entries = entries(of: dictionary, layout)
        switch order {
        case .oldestFirst: return entries.first { text($0.key, equals: key) }?.value
        case .newestFirst: return entries.last { text($0.key, equals: key) }?.value
        }
    }

    private func entries(of dictionary: VirtualAddress, _ layout: DictionaryLayout) -> [DictionaryEntry] {
        guard let object = memory.block(at: dictionary, count: layout.objectSize),
            object.integer(layout.valuesOffset, as: UInt64.self) == 0, let keys = object.pointer(layout.keysOffset),
            let header = memory.block(at: keys, count: layout.indicesOffset),
            let table = header.bytes.withUnsafeBytes({ DictionaryTable($0, layout) }),
            table.entryCount <= Self.maximumEntries,
            let bytes = memory.bytes(at: keys + table.entriesOffset, count: table.entryCount * table.entrySize)
        else { return [] }
        return bytes.withUnsafeBytes { bytes in
            (0..<table.entryCount).compactMap { table.entry(bytes, at: $0 * table.entrySize) }
        }
    }

    private func text(_ object: VirtualAddress, equals expected: String) -> Bool {
        guard memory.integer(at: object + layout.text.length, as: Int64.self) == Int64(expected.unicodeScalars.count)
        else { return false }
        return text(at: object) == expected
    }
}

struct DictionaryEntry: Hashable {
    let key: VirtualAddress
    let value: VirtualAddress
}

/// The shape of one keys block, as its header tells it.
struct DictionaryTable {
    let entryCount: Int
    let entriesOffset: Int
    let entrySize: Int
    private let keyOffset: Int
    private let valueOffset: Int

    init?(_ header: UnsafeRawBufferPointer, _ layout: DictionaryLayout) {
        guard let indexBytes: UInt8 = header.integer(layout.log2IndexBytesOffset), indexBytes < 40,
            let kind: UInt8 = header.integer(layout.kindOffset), kind <= 2,
            let count: Int64 = header.integer(layout.entryCountOffset), count >= 0, count < 1 << 40
        else { return nil }
        let isGeneral = kind == layout.generalKind
        entryCount = Int(count)
        entriesOffset = layout.indicesOffset + (1 << Int(indexBytes))
        entrySize = isGeneral ? layout.generalEntrySize : layout.unicodeEntrySize
        keyOffset = isGeneral ? layout.generalKeyOffset : layout.unicodeKeyOffset
        valueOffset = isGeneral ? layout.generalValueOffset : layout.unicodeValueOffset
    }

    /// The entry at an offset of `bytes`, unless it was deleted or lies outside.
    func entry(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> DictionaryEntry? {
        guard let key: UInt64 = bytes.integer(offset + keyOffset), key != 0,
            let value: UInt64 = bytes.integer(offset + valueOffset), value != 0
        else { return nil }
        return DictionaryEntry(key: VirtualAddress(key), value: VirtualAddress(value))
    }
}
