import GlassModel

/// Statistics by second, in rising order; latencies of all rows stand in one array, so that ten hours of a hundred
/// routes are few allocations.
struct TrafficSeconds<Row: Sendable>: Sendable {
    private struct Place {
        let second: Int64
        let row: Row
        let latencyEnd: Int
    }

    private var places: [Place] = []
    private var latencies: [LatencyCounts.Entry] = []

    var first: Int64? { places.first?.second }
    var last: Int64? { places.last?.second }
    var isEmpty: Bool { places.isEmpty }

    /// Adds a row; `second` is not lower than the last.
    mutating func append(second: Int64, _ row: Row, latency: LatencyCounts) {
        latencies.append(contentsOf: latency.entries)
        places.append(Place(second: second, row: row, latencyEnd: latencies.count))
    }

    mutating func remove(from second: Int64) {
        let start = places.partitioningIndex { $0.second >= second }
        guard start < places.count else { return }
        places.removeSubrange(start...)
        latencies.removeSubrange((places.last?.latencyEnd ?? 0)...)
    }

    /// Calls `body` with each row of a stretch of whole seconds (all of them for nil).
    func forEach(in seconds: Range<Int64>?, _ body: (Int64, Row, ArraySlice<LatencyCounts.Entry>) -> Void) {
        let low = seconds.map { range in places.partitioningIndex { $0.second >= range.lowerBound } } ?? 0
        let high = seconds.map { range in places.partitioningIndex { $0.second >= range.upperBound } } ?? places.count
        for index in low..<max(low, high) {
            let start = index > 0 ? places[index - 1].latencyEnd : 0
            body(places[index].second, places[index].row, latencies[start..<places[index].latencyEnd])
        }
    }
}
