/// Writes unsigned integers in groups of seven bits, lowest first, the top bit set on all but the last (LEB128), and
/// signed ones folded so that small negative ones stay small (zigzag).
struct VarintWriter {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func append(_ count: Int) { append(UInt64(count)) }
    mutating func append(bytes: some Sequence<UInt8>) { self.bytes.append(contentsOf: bytes) }
    mutating func append(signed value: Int64) { append(Zigzag.encode(value)) }
}

enum Zigzag {
    static func encode(_ value: Int64) -> UInt64 { UInt64(bitPattern: (value << 1) ^ (value >> 63)) }
    static func decode(_ value: UInt64) -> Int64 { Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1) }
}

/// Reads what a ``VarintWriter`` wrote, from bytes that may be damaged.
struct VarintReader {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    /// - Throws: ``ChunkDamage`` where the bytes end early or a number has more than 64 bits.
    @inline(__always)
    mutating func next() throws(ChunkDamage) -> UInt64 {
        if position < bytes.count, bytes[position] < 0x80 {
            defer { position += 1 }
            return UInt64(bytes[position])
        }
        if let value = nextAtOnce() { return value }
        return try nextLong()
    }

    /// A number of at most eight bytes, without looking at one after the other; nil where it may be longer, or fewer are
    /// left.
    @inline(__always)
    private mutating func nextAtOnce() -> UInt64? {
        guard bytes.count - position >= 8 else { return nil }
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
        // The top bits of the bytes that end a number; the lowest such ends this one.
        let ends = ~word & 0x8080_8080_8080_8080
        guard ends != 0 else { return nil }
        position += ends.trailingZeroBitCount >> 3 + 1
        // Of its bytes the lower seven bits, then two such groups as one, and so on.
        var value = word & (ends ^ (ends &- 1)) & 0x7F7F_7F7F_7F7F_7F7F
        value = value & 0x007F_007F_007F_007F | (value & 0x7F00_7F00_7F00_7F00) >> 1
        value = value & 0x0000_3FFF_0000_3FFF | (value & 0x3FFF_0000_3FFF_0000) >> 2
        return value & 0x0FFF_FFFF | (value & 0x0FFF_FFFF_0000_0000) >> 4
    }

    private mutating func nextLong() throws(ChunkDamage) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if shift == 63 && byte > 1 { throw .numberTooLong }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        throw .endsEarly
    }

    mutating func skip(_ count: Int) throws(ChunkDamage) {
        guard count <= bytes.count - position else { throw .endsEarly }
        position += count
    }

    /// All that is left.
    var rest: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[position...]) }

    /// The bytes that follow, which are gone with those that are read.
    mutating func nextBytes(_ count: Int) throws(ChunkDamage) -> UnsafeRawBufferPointer {
        let start = position
        try skip(count)
        return UnsafeRawBufferPointer(rebasing: bytes[start..<position])
    }

    mutating func nextSigned() throws(ChunkDamage) -> Int64 { Zigzag.decode(try next()) }

    /// A number of things, of which there are at most `limit`.
    mutating func nextCount(limit: Int) throws(ChunkDamage) -> Int {
        let value = try next()
        guard value <= UInt64(limit) else { throw .countTooLarge }
        return Int(value)
    }
}

/// What is wrong with a chunk of samples.
enum ChunkDamage: Error, Hashable {
    case endsEarly
    case numberTooLong
    case countTooLarge
    case unknownFormat
    case unknownIdentifier
    case trailingBytes
    case checksumDiffers
}
