/// How values are spread. Quantiles are nearest-rank: values that occurred.
public struct Distribution: Hashable, Sendable, Codable {
    public let count: Int
    public let minimum: Double
    public let mean: Double
    public let p50: Double
    public let p90: Double
    public let p99: Double
    public let maximum: Double

    /// Nil without a finite value.
    public init?(_ values: some Sequence<Double>) {
        let sorted = values.filter { $0.isFinite }.sorted()
        guard let first = sorted.first, let last = sorted.last else { return nil }
        func quantile(_ share: Double) -> Double {
            let rank = Int((share * Double(sorted.count)).rounded(.up))
            return sorted[min(max(rank, 1), sorted.count) - 1]
        }
        count = sorted.count
        minimum = first
        maximum = last
        mean = sorted.reduce(0) { $0 + $1 / Double(sorted.count) }
        p50 = quantile(0.5)
        p90 = quantile(0.9)
        p99 = quantile(0.99)
    }
}
