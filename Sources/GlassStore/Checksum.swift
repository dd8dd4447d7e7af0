/// What tells that bytes are not those that were written. Not a secret, nor safe from who means harm.
enum Checksum {
    /// How many bytes it takes.
    static let length = 8

    /// The bytes with the checksum behind them.
    static func sealed(_ bytes: [UInt8]) -> [UInt8] {
        let sum = bytes.withUnsafeBytes { Self.sum($0) }
        return bytes + (0..<length).map { UInt8(truncatingIfNeeded: sum >> (8 * UInt64($0))) }
    }

    /// The bytes without the checksum.
    /// - Throws: ``ChunkDamage/checksumDiffers``.
    static func opened(_ bytes: UnsafeRawBufferPointer) throws(ChunkDamage) -> UnsafeRawBufferPointer {
        guard bytes.count >= length else { throw .endsEarly }
        let content = UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.count - length)])
        let sum = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: content.count, as: UInt64.self))
        guard sum == Self.sum(content) else { throw .checksumDiffers }
        return content
    }

    private static func sum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var sum = UInt64(bytes.count)
        func take(_ word: UInt64) {
            sum = (sum ^ word) &* 0x9E37_79B9_7F4A_7C15
            sum ^= sum >> 29
        }
        var place = 0
        while place + 8 <= bytes.count {
            take(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)))
            place += 8
        }
        while place < bytes.count {
            take(UInt64(bytes[place]))
            place += 1
        }
        return sum
    }
}
