import GlassModel

/// Reads little-endian values from bytes that came from outside: each read says whether there was enough.
struct ByteCursor {
    let bytes: [UInt8]
    private(set) var offset: Int

    init(_ bytes: [UInt8], at offset: Int = 0) {
        self.bytes = bytes
        self.offset = offset
    }

    var remaining: Int { bytes.count - offset }

    mutating func skip(_ count: Int) -> Bool {
        guard count >= 0, count <= remaining else { return false }
        offset += count
        return true
    }

    mutating func read<Value: FixedWidthInteger>(_ type: Value.Type) -> Value? {
        let count = MemoryLayout<Value>.size
        guard count <= remaining else { return nil }
        defer { offset += count }
        return bytes.withUnsafeBytes { Value(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Value.self)) }
    }

    mutating func read(count: Int) -> ArraySlice<UInt8>? {
        let start = offset
        guard skip(count) else { return nil }
        return bytes[start..<offset]
    }

    /// An unsigned LEB128 number; none where it runs over the end or over 64 bits.
    mutating func readULEB() -> UInt64? { LEB128.read(UInt64.self, from: bytes, at: &offset) }

    /// A signed LEB128 number; none where it runs over the end or over 64 bits.
    mutating func readSLEB() -> Int64? {
        var value: Int64 = 0
        for shift in stride(from: Int64(0), to: 64, by: 7) {
            guard let byte = read(UInt8.self) else { return nil }
            value |= Int64(byte & 0x7f) << shift
            guard byte & 0x80 == 0 else { continue }
            let used = shift + 7
            return byte & 0x40 != 0 && used < 64 ? value | (-1 << used) : value
        }
        return nil
    }

    /// Text up to the next zero byte.
    mutating func readString() -> ArraySlice<UInt8>? {
        guard let end = bytes[offset...].firstIndex(of: 0) else { return nil }
        defer { offset = end + 1 }
        return bytes[offset..<end]
    }
}
