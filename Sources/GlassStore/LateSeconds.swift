import GlassModel

/// Which seconds of the statistics a reader that tails looks at anyway: the newest of each table and the
/// ``RollupWindow/openSeconds`` before it. A second that changes later than that is written down as late.
struct LateSeconds {
    private var newestOfRoutes: Int64?
    private var newestOfStatements: Int64?

    /// Counts a batch in.
    /// - Returns: the earliest second of it that is late.
    mutating func add(_ batch: RecordingBatch) -> Int64? {
        let routes = Self.add(batch.routeSeconds.lazy.map(\.second), &newestOfRoutes)
        let statements = Self.add(batch.statementSeconds.lazy.map(\.second), &newestOfStatements)
        guard let routes, let statements else { return routes ?? statements }
        return min(routes, statements)
    }

    private static func add(_ seconds: some Sequence<Int64>, _ newest: inout Int64?) -> Int64? {
        let oldest = newest.map { $0 &- RollupWindow.openSeconds } ?? .min
        var late: Int64?
        for second in seconds {
            if second < oldest { late = min(late ?? second, second) }
            newest = max(newest ?? second, second)
        }
        return late
    }
}
