import GlassModel

/// The buckets that ``LatencyCounts`` rounds durations to, by number, so that counts of many durations can be added up
/// in an array: 64 buckets for each doubling.
enum LatencyScale {
    /// One more than the highest number.
    static let count = 128 + 64 * 56

    static func bucket(of value: Nanoseconds) -> Int {
        let positive = max(0, value.rawValue)
        let shift = max(0, 57 - positive.leadingZeroBitCount)
        guard shift > 0 else { return Int(positive) }
        return 128 + (shift - 1) * 64 + Int(positive >> shift) - 64
    }

    /// The middle of a bucket.
    static func value(of bucket: Int) -> Nanoseconds {
        guard bucket >= 128 else { return Nanoseconds(Int64(max(0, bucket))) }
        let shift = min(56, (bucket - 128) / 64 + 1)
        return Nanoseconds(Int64(64 + (bucket - 128) % 64) << shift | 1 << (shift - 1))
    }
}

/// How often durations fell into each bucket: adding is quick, and one serves for many sums, one after the other.
struct LatencyTally {
    private var counts = [Int64](repeating: 0, count: LatencyScale.count)
    /// The lowest and the highest bucket that is not empty.
    private var touched: ClosedRange<Int>?
    private(set) var total: Int64 = 0

    mutating func add(bucket: Int, count: Int64) {
        guard count > 0, counts.indices.contains(bucket) else { return }
        // A hostile recording may claim any number; sums of these cannot overflow.
        let count = min(count, 1 << 40)
        counts[bucket] &+= count
        total &+= count
        touched = min(touched?.lowerBound ?? bucket, bucket)...max(touched?.upperBound ?? bucket, bucket)
    }

    /// Of a share (0 … 1) of all durations, the highest.
    func percentile(_ share: Double) -> Nanoseconds {
        let wanted = max(1, (Double(total) * share).rounded(.up))
        var seen: Int64 = 0
        for bucket in buckets {
            seen &+= counts[bucket]
            if Double(seen) >= wanted { return LatencyScale.value(of: bucket) }
        }
        return .zero
    }

    /// Calls `body` with each bucket that something fell into.
    func forEach(_ body: (Int, Int64) -> Void) {
        for bucket in buckets where counts[bucket] > 0 {
            body(bucket, counts[bucket])
        }
    }

    private var buckets: Range<Int> { touched.map { $0.lowerBound..<($0.upperBound + 1) } ?? 0..<0 }

    mutating func clear() {
        for bucket in buckets { counts[bucket] = 0 }
        touched = nil
        total = 0
    }
}
