import GlassModel

/// ``LatencyCounts`` in a few bytes: for each value, in order, the number of its bucket less that of the value before, and
/// how often it came, as varints. Most take two bytes.
///
/// A value of less than 128 ns is a bucket of its own; above, each doubling has 64. That is how `LatencyCounts` rounds,
/// so that a value comes back as it was.
enum LatencyBlob {
    static func encode(_ counts: LatencyCounts) -> [UInt8] {
        var writer = VarintWriter()
        var previous: UInt64 = 0
        for entry in counts.entries {
            let bucket = bucket(of: entry.value)
            writer.append(bucket - previous)
            writer.append(UInt64(clamping: entry.count))
            previous = bucket
        }
        return writer.bytes
    }

    static func decode(_ bytes: [UInt8]) throws(ChunkDamage) -> LatencyCounts {
        let decoded = bytes.withUnsafeBytes { buffer in
            Result { () throws(ChunkDamage) -> LatencyCounts in try decode(buffer) }
        }
        return try decoded.get()
    }

    private static func decode(_ bytes: UnsafeRawBufferPointer) throws(ChunkDamage) -> LatencyCounts {
        var reader = VarintReader(bytes)
        var counts = LatencyCounts()
        var bucket: UInt64 = 0
        while !reader.isAtEnd {
            let step = try reader.next()
            guard step <= lastBucket - bucket else { throw .countTooLarge }
            bucket += step
            guard let count = Int64(exactly: try reader.next()), count > 0 else { throw .countTooLarge }
            counts.add(value(of: bucket), count: count)
        }
        return counts
    }

    /// That of the largest value there is.
    private static let lastBucket = bucket(of: Nanoseconds(.max))

    private static func bucket(of value: Nanoseconds) -> UInt64 {
        let positive = UInt64(max(0, value.rawValue))
        let shift = max(0, 57 - positive.leadingZeroBitCount)
        return UInt64(shift) * 64 + positive >> UInt64(shift)
    }

    /// The middle of a bucket, which is not beyond the last one.
    private static func value(of bucket: UInt64) -> Nanoseconds {
        guard bucket >= 128 else { return Nanoseconds(Int64(bucket)) }
        let shift = bucket / 64 - 1
        let lowest = (bucket - shift * 64) << shift
        return Nanoseconds(Int64(lowest | 1 << (shift - 1)))
    }
}
