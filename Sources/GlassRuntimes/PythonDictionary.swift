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
        guard let entries = entries(of: dictionary, layout) else { return nil }
        switch order {
        case .oldestFirst: return entries.first { text($0.key, equals: key) }?.value
        case .newestFirst: return entries.last { text($0.key, equals: key) }?.value
        }
    }

    /// The entries that were put in first, at most so many; nil where the dict shares its keys with others.
    func firstEntries(of dictionary: VirtualAddress, _ limit: Int) -> [DictionaryEntry]? {
        guard let layout = layout.dictionary else { return firstEntriesBefore311(of: dictionary, limit) }
        // Some that were deleted may stand before them.
        return entries(of: dictionary, layout, upTo: 4 * limit).map { Array($0.prefix(limit)) }
    }

    private func entries(
        of dictionary: VirtualAddress, _ layout: DictionaryLayout, upTo limit: Int = maximumEntries
    ) -> [DictionaryEntry]? {
        guard let object = memory.block(at: dictionary, count: layout.objectSize),
            object.integer(layout.valuesOffset, as: UInt64.self) == 0, let keys = object.pointer(layout.keysOffset),
            let header = memory.block(at: keys, count: layout.indicesOffset),
            let table = header.bytes.withUnsafeBytes({ DictionaryTable($0, layout) }),
            table.entryCount <= Self.maximumEntries
        else { return nil }
        return entries(in: keys, table, upTo: limit)
    }

    private func entries(
        in keys: VirtualAddress, _ table: DictionaryTable, upTo limit: Int
    ) -> [DictionaryEntry]? {
        let count = min(table.entryCount, limit)
        guard let bytes = memory.bytes(at: keys + table.entriesOffset, count: count * table.entrySize) else {
            return nil
        }
        return bytes.withUnsafeBytes { bytes in
            (0..<count).compactMap { table.entry(bytes, at: $0 * table.entrySize) }
        }
    }

    /// Up to 3.10 a keys block tells its size where it later tells the logarithm, and every entry holds its hash.
    private func firstEntriesBefore311(of dictionary: VirtualAddress, _ limit: Int) -> [DictionaryEntry]? {
        guard let object = memory.block(at: dictionary, count: 48), object.pointer(40) == nil,
            let keys = object.pointer(32), let header = memory.block(at: keys, count: 40),
            let size: Int64 = header.integer(8), let count: Int64 = header.integer(32),
            let table = DictionaryTable(slotsBefore311: size, entryCount: count)
        else { return nil }
        return entries(in: keys, table, upTo: 4 * limit).map { Array($0.prefix(limit)) }
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

    /// The indices, of 1, 2, 4 or 8 bytes each, stand before the entries.
    init?(slotsBefore311 slots: Int64, entryCount count: Int64) {
        guard slots > 0, slots < 1 << 36, count >= 0, count <= slots else { return nil }
        let width = slots <= 0xFF ? 1 : slots <= 0xFFFF ? 2 : slots <= 0xFFFF_FFFF ? 4 : 8
        entryCount = Int(count)
        entriesOffset = 40 + Int(slots) * width
        entrySize = 24
        keyOffset = 8
        valueOffset = 16
    }

    /// The entry at an offset of `bytes`, unless it was deleted or lies outside.
    func entry(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> DictionaryEntry? {
        guard let key: UInt64 = bytes.integer(offset + keyOffset), key != 0,
            let value: UInt64 = bytes.integer(offset + valueOffset), value != 0
        else { return nil }
        return DictionaryEntry(key: VirtualAddress(key), value: VirtualAddress(value))
    }
}
