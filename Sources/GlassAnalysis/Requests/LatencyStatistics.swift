import GlassModel
import Histogram

/// How long things took: how many, their sum, and percentiles. Values are off by at most 1 %.
public struct LatencyStatistics: Sendable {
    public private(set) var count: Int64 = 0
    public private(set) var total = Nanoseconds.zero
    public private(set) var maximum = Nanoseconds.zero
    private var histogram: Histogram<Int64>

    /// Longer than any request lasts; longer ones count as this long in percentiles.
    private static let longest = UInt64(24 * 3_600) * 1_000_000_000
    /// So that no sum of counts can overflow, whatever a recording claims.
    private static let greatestCount = Int64(1) << 40
    private static let greatestSum = Int64(1) << 60

    public init() {
        histogram = Histogram(highestTrackableValue: 1_000_000, numberOfSignificantValueDigits: .two)
        histogram.autoResize = true
    }

    public mutating func add(_ value: Nanoseconds, count more: Int64 = 1) {
        guard more > 0, count < Self.greatestSum else { return }
        let more = min(more, Self.greatestCount)
        count &+= more
        let sum = max(0, value.rawValue).multipliedReportingOverflow(by: more)
        total = total + Nanoseconds(sum.overflow ? .max : sum.partialValue)
        maximum = max(maximum, value)
        histogram.record(min(UInt64(max(0, value.rawValue)), Self.longest), count: more)
    }

    /// Of `share` (0 … 1) of all values, the highest; zero where there are none.
    public func percentile(_ share: Double) -> Nanoseconds {
        guard count > 0 else { return .zero }
        return min(maximum, Nanoseconds(Int64(clamping: histogram.valueAtPercentile(share * 100))))
    }

    public var p50: Nanoseconds { percentile(0.5) }
    public var p90: Nanoseconds { percentile(0.9) }
    public var p99: Nanoseconds { percentile(0.99) }
    public var mean: Nanoseconds { count > 0 ? Nanoseconds(total.rawValue / count) : .zero }
}
