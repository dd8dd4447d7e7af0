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

/// Reads what a ``BitWriter`` wrote; beyond the end there are zeros.
struct BitReader {
    private let bytes: UnsafeRawBufferPointer
    /// In bits.
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// The next 57 bits or more.
    @inline(__always)
    var peek: UInt64 {
        let start = position >> 3
        guard start &+ 8 <= bytes.count else { return lastWord(from: start) >> UInt64(position & 7) }
        return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
            &>> UInt64(position & 7)
    }

    @inline(__always)
    mutating func skip(_ count: UInt64) { position &+= Int(truncatingIfNeeded: count) }

    /// At most 64.
    mutating func next(bits count: UInt64) -> UInt64 {
        guard count > 56 else {
            let value = peek & (1 << count - 1)
            skip(count)
            return value
        }
        let low = next(bits: 32)
        return low | next(bits: count - 32) << 32
    }

    private func lastWord(from start: Int) -> UInt64 {
        var word: UInt64 = 0
        for place in start..<max(start, min(start &+ 8, bytes.count)) {
            word |= UInt64(bytes[place]) << UInt64(8 * (place - start))
        }
        return word
    }

    /// How many bytes have been begun to be read; more than there are where it went beyond the end.
    var bytesRead: Int { (position + 7) >> 3 }
}
