/// Remembers the last statements by a hash of their text, so that one that is sent again is not read again.
struct StatementCache: Sendable {
    private struct Slot: Sendable {
        var hash: UInt64
        var length: Int
        var statements: [NormalisedStatement]
    }

    private static let slotCount = 64
    /// Made when the first statement comes: most connections never send one.
    private var slots: [Slot?] = []

    mutating func statements(in sql: RawSpan, isTruncated: Bool) -> [NormalisedStatement] {
        guard !isTruncated else { return StatementNormaliser.statements(in: sql, isTruncated: true) }
        if slots.isEmpty { slots = Array(repeating: nil, count: Self.slotCount) }
        let hash = OctetHash.of(sql)
        let place = Int(hash % UInt64(Self.slotCount))
        if let slot = slots[place], slot.hash == hash, slot.length == sql.byteCount { return slot.statements }
        let statements = StatementNormaliser.statements(in: sql)
        slots[place] = Slot(hash: hash, length: sql.byteCount, statements: statements)
        return statements
    }
}

/// A quick hash; two texts of one hash cost a wrong name, never a wrong byte.
enum OctetHash {
    static func of(_ bytes: RawSpan) -> UInt64 {
        var hash: UInt64 = 0x9e37_79b9_7f4a_7c15 ^ UInt64(truncatingIfNeeded: bytes.byteCount)
        var offset = 0
        while bytes.byteCount - offset >= 8 {
            hash = mix(hash ^ bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
            offset += 8
        }
        var rest: UInt64 = 0
        while offset < bytes.byteCount {
            rest = rest << 8 | UInt64(bytes.octet(offset))
            offset += 1
        }
        return mix(hash ^ rest)
    }

    private static func mix(_ value: UInt64) -> UInt64 {
        let (high, low) = value.multipliedFullWidth(by: 0xff51_afd7_ed55_8ccd)
        return high ^ low
    }
}
