import GlassModel

/// The requests of all routes together in each stretch of ten seconds, kept while the recording grows.
struct TrafficHistory: Sendable {
    /// How many seconds a stretch has.
    static let step: Int64 = 10

    private struct Stretch {
        /// Counted from ``origin``.
        let number: Int64
        var count: Int64 = 0
        var failed: Int64 = 0
        var latencyEnd = 0
    }

    private struct Bucket {
        let number: UInt16
        let count: UInt32
    }

    private(set) var origin: Int64?
    private var stretches: [Stretch] = []
    /// Of all stretches, one after the other.
    private var latencies: [Bucket] = []
    private var tally = LatencyTally()

    init() {}

    /// Takes in statistics that are new or changed; see ``ThreadHistory/update(origin:from:forEach:)``.
    mutating func update(origin: Int64, from second: Int64, routes: TrafficSeconds<RouteSecond>) {
        let isNew = self.origin != origin
        if isNew { (self.origin, stretches, latencies) = (origin, [], []) }
        let changed = isNew || second <= origin ? 0 : (second &- origin) / Self.step
        let group = stretches.partitioningIndex { $0.number >= changed }
        stretches.removeSubrange(group...)
        latencies.removeSubrange((stretches.last?.latencyEnd ?? 0)...)
        let start = origin.addingReportingOverflow(changed * Self.step)
        guard !start.overflow else { return }
        routes.forEach(in: start.partialValue..<Int64.max) { second, row, entries in
            let number = (second &- origin) / Self.step
            if stretches.last?.number != number {
                close()
                stretches.append(Stretch(number: number))
            }
            stretches[stretches.count - 1].count &+= max(0, row.count)
            stretches[stretches.count - 1].failed &+= max(0, row.failed)
            for entry in entries { tally.add(bucket: LatencyScale.bucket(of: entry.value), count: entry.count) }
        }
        close()
    }

    /// Writes down the durations of the last stretch.
    private mutating func close() {
        guard !stretches.isEmpty else { return }
        tally.forEach { bucket, count in
            latencies.append(Bucket(number: UInt16(clamping: bucket), count: UInt32(clamping: count)))
        }
        stretches[stretches.count - 1].latencyEnd = latencies.count
        tally.clear()
    }

    /// Whether the columns of a grid are whole stretches.
    func divides(_ grid: TimeGrid) -> Bool {
        guard let origin, grid.columnsPerStep == 1, grid.step % Self.step == 0 else { return false }
        let (offset, overflow) = grid.first.subtractingReportingOverflow(origin)
        return !overflow && offset % Self.step == 0
    }

    fileprivate func add(to sums: inout TrafficSums) {
        guard let origin else { return }
        let seconds = sums.grid.seconds
        let from = stretches.partitioningIndex { origin &+ $0.number * Self.step >= seconds.lowerBound }
        let to = stretches.partitioningIndex { origin &+ $0.number * Self.step >= seconds.upperBound }
        for index in from..<max(from, to) {
            let stretch = stretches[index]
            sums.begin(at: origin &+ stretch.number * Self.step)
            sums.add(count: stretch.count, failed: stretch.failed)
            let start = index > 0 ? stretches[index - 1].latencyEnd : 0
            for bucket in latencies[start..<max(start, stretch.latencyEnd)] {
                sums.tally.add(bucket: Int(bucket.number), count: Int64(bucket.count))
            }
        }
    }
}

/// The requests of a column of time.
public struct TrafficColumn: Hashable, Sendable {
    /// A second.
    public var rate = 0.0
    /// Of them, those that failed; a second.
    public var failed = 0.0
    public var p50 = Nanoseconds.zero
    public var p99 = Nanoseconds.zero
}

extension Profile {
    /// The requests of all routes together over time, column by column. A column without a request has rates of zero;
    /// before the first request ever, and after the end of the recording, there is nothing.
    public func trafficColumns(in grid: TimeGrid) -> [TrafficColumn?] {
        guard let first = routeSeconds.first else { return Array(repeating: nil, count: grid.count) }
        var sums = TrafficSums(grid: grid, covered: first..<max(first, seconds.upperBound))
        if trafficHistory.divides(grid) {
            trafficHistory.add(to: &sums)
        } else {
            routeSeconds.forEach(in: grid.seconds) { second, row, entries in
                sums.begin(at: second)
                sums.add(count: max(0, row.count), failed: max(0, row.failed))
                for entry in entries {
                    sums.tally.add(bucket: LatencyScale.bucket(of: entry.value), count: entry.count)
                }
            }
        }
        return sums.finished()
    }
}

/// Adds up column after column.
private struct TrafficSums {
    let grid: TimeGrid
    /// The seconds in which requests could be seen.
    let covered: Range<Int64>
    var tally = LatencyTally()
    private var columns: [TrafficColumn?]
    private var current: Range<Int> = 0..<0
    private var count = 0.0
    private var failed = 0.0

    init(grid: TimeGrid, covered: Range<Int64>) {
        (self.grid, self.covered) = (grid, covered)
        columns = Array(repeating: nil, count: grid.count)
    }

    /// What is added next belongs to this second.
    mutating func begin(at second: Int64) {
        let place = grid.columns(of: second)
        guard place != current else { return }
        close()
        current = place
    }

    mutating func add(count more: Int64, failed others: Int64) {
        count += Double(more)
        failed += Double(others)
    }

    private mutating func close() {
        if !current.isEmpty {
            let seconds = length(of: current.lowerBound)
            let column = TrafficColumn(
                rate: count / seconds, failed: failed / seconds, p50: tally.percentile(0.5),
                p99: tally.percentile(0.99))
            for place in current { columns[place] = column }
        }
        (count, failed) = (0, 0)
        tally.clear()
    }

    private func start(of column: Int) -> Double { Double(grid.first) + Double(column) * grid.secondsPerColumn }

    /// How many seconds of a column are covered; a column of less than a second shows the rate of its second.
    private func length(of column: Int) -> Double {
        let start = start(of: column)
        let end = min(start + grid.secondsPerColumn, Double(covered.upperBound))
        return max(1, end - max(start, Double(covered.lowerBound)))
    }

    /// The columns, with zeros where there could have been requests.
    mutating func finished() -> [TrafficColumn?] {
        close()
        current = 0..<0
        let seconds = Double(covered.lowerBound)..<Double(covered.upperBound)
        for column in columns.indices where columns[column] == nil && seconds.contains(start(of: column)) {
            columns[column] = TrafficColumn()
        }
        return columns
    }
}
