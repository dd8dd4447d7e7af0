/// Numbers in groups of seven bits, lowest first, the top bit set on all but the last, as DWARF and Go's tables have them.
public enum LEB128 {
    /// The number at `place`, which is moved behind it; nil where the bytes end before it does, or it has more groups than
    /// the type has room for.
    @inlinable
    public static func read<Value: FixedWidthInteger & UnsignedInteger>(
        _ type: Value.Type, from bytes: [UInt8], at place: inout Int
    ) -> Value? {
        var value: Value = 0
        var shift = 0
        while bytes.indices.contains(place), shift < Value.bitWidth {
            let byte = bytes[place]
            place += 1
            value |= Value(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
            shift += 7
        }
        return nil
    }
}
