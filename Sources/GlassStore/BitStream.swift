/// Writes numbers of some bits each, the lowest bits first.
struct BitWriter {
    private(set) var bytes: [UInt8] = []
    private var word: UInt64 = 0
    private var used: UInt64 = 0

    /// The lowest `count` bits of a number whose others are 0.
    @inline(__always)
    mutating func append(_ value: UInt64, bits count: UInt64) {
        word |= value << used
        if used + count >= 64 {
            withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
            word = used == 0 ? 0 : value >> (64 - used)
            used += count
            used -= 64
        } else {
            used += count
        }
    }

    /// Fills the last byte with zeros.
    mutating func finish() {
        while used > 0 {
            bytes.append(UInt8(truncatingIfNeeded: word))
            word >>= 8
            used -= min(used, 8)
        }
    }
}

/// Bits that a ``BitWriter`` wrote, read from any place; beyond the end there are zeros. Who reads keeps the place.
struct BitSource {
    private let bytes: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// To read words without asking each time how many bytes there are; nil where there are none.
    @inline(__always)
    var words: BitWords? { bytes.baseAddress.map { BitWords(start: $0, last: bytes.count &* 8 &- 64) } }

    /// The next 57 bits or more.
    func word(at place: Int) -> UInt64 {
        if let words, place <= words.last { return words.word(at: place) }
        let start = place >> 3
        var word: UInt64 = 0
        for byte in start..<max(start, bytes.count) {
            word |= UInt64(bytes[byte]) << UInt64(8 * (byte - start))
        }
        return word >> UInt64(place & 7)
    }

    /// At most 64 bits.
    func bits(_ count: UInt64, at place: Int) -> UInt64 {
        guard count > 56 else { return word(at: place) & (1 << count - 1) }
        return bits(32, at: place) | bits(count - 32, at: place + 32) << 32
    }
}

/// The words of a ``BitSource``.
struct BitWords {
    fileprivate let start: UnsafeRawPointer
    /// The last place, in bits, of which there is a whole word.
    let last: Int

    /// The next 57 bits or more, from a place up to ``last``.
    @inline(__always)
    func word(at place: Int) -> UInt64 {
        UInt64(littleEndian: start.loadUnaligned(fromByteOffset: place &>> 3, as: UInt64.self)) &>> UInt64(place & 7)
    }
}
