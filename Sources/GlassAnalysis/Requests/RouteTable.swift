import GlassModel

/// What the requests of one route took, also of those that were not kept one by one.
public struct RouteRow: Sendable {
    public let route: Route
    public fileprivate(set) var count: Int64 = 0
    public fileprivate(set) var failed: Int64 = 0
    public fileprivate(set) var notKept: Int64 = 0
    public fileprivate(set) var bytesIn: Int64 = 0
    public fileprivate(set) var bytesOut: Int64 = 0
    /// Requests a second, over the time that the table covers.
    public fileprivate(set) var rate = 0.0
    public fileprivate(set) var p50 = Nanoseconds.zero
    public fileprivate(set) var p90 = Nanoseconds.zero
    public fileprivate(set) var p99 = Nanoseconds.zero
    public fileprivate(set) var maximum = Nanoseconds.zero
    /// The sum of all durations.
    public fileprivate(set) var total = Nanoseconds.zero

    fileprivate init(route: Route) { self.route = route }

    /// 0 … 1.
    public var failedShare: Double { count > 0 ? min(1, Double(failed) / Double(count)) : 0 }

    fileprivate mutating func add(_ second: RouteSecond) {
        count &+= max(0, second.count)
        failed &+= max(0, second.failed)
        notKept &+= max(0, second.notKept)
        bytesIn &+= max(0, second.bytesIn)
        bytesOut &+= max(0, second.bytesOut)
    }

    fileprivate mutating func finish(_ latency: LatencyStatistics, seconds: Int64) {
        (p50, p90, p99) = (latency.p50, latency.p90, latency.p99)
        (maximum, total) = (latency.maximum, latency.total)
        rate = Double(count) / Double(max(1, seconds))
    }
}

/// The routes of a stretch of time, each with its statistics.
public typealias RouteTable = RowTable<RouteRow>

extension RowTable<RouteRow> {
    /// - Parameter seconds: Whole seconds since the epoch; nil for the whole recording, ``Profile/recentSeconds`` for
    ///   the last 15 minutes.
    public init(profile: Profile, seconds: Range<Int64>? = nil) {
        self.init(RouteStatistics(profile: profile, seconds: seconds))
    }

    public init(_ statistics: RouteStatistics) { self.init(statistics.rows) }
}

/// What all routes took in a stretch of time.
public struct RouteStatistics: Sendable {
    public private(set) var rows: [RouteRow] = []
    /// Of all routes together.
    public private(set) var all: RouteRow

    /// - Parameter seconds: Whole seconds since the epoch; nil for the whole recording, ``Profile/recentSeconds`` for
    ///   the last 15 minutes.
    public init(profile: Profile, seconds: Range<Int64>? = nil) {
        var sums: [RouteRow?] = Array(repeating: nil, count: profile.routes.count)
        var latencies: [LatencyStatistics?] = Array(repeating: nil, count: profile.routes.count)
        var everything = LatencyStatistics()
        all = RouteRow(route: Route(id: RouteID(0), wireProtocol: .unknown, method: "", pattern: "all routes"))
        var (first, last) = (Int64.max, Int64.min)
        profile.routeSeconds.forEach(in: seconds) { second, record, entries in
            let index = record.route.index
            if sums[index] == nil {
                sums[index] = RouteRow(route: profile.routes[index])
                latencies[index] = LatencyStatistics()
            }
            sums[index]?.add(record)
            all.add(record)
            for entry in entries {
                latencies[index]?.add(entry.value, count: entry.count)
                everything.add(entry.value, count: entry.count)
            }
            (first, last) = (min(first, second), max(last, second))
        }
        let covered = Self.covered(profile, seconds, first: first, last: last)
        for (sum, latency) in zip(sums, latencies) {
            guard var row = sum, let latency else { continue }
            row.finish(latency, seconds: covered)
            rows.append(row)
        }
        all.finish(everything, seconds: covered)
    }

    /// How many seconds a rate is over: from the first one with a request on, to the end of what was recorded.
    private static func covered(_ profile: Profile, _ seconds: Range<Int64>?, first: Int64, last: Int64) -> Int64 {
        guard last >= first else { return 1 }
        let end = min(profile.seconds.upperBound, seconds?.upperBound ?? .max)
        return max(last &+ 1, end) &- max(first, seconds?.lowerBound ?? first)
    }
}

extension RouteRow: TableRow {
    /// What rows are sorted by.
    public enum Column: String, TableColumn {
        case method, route
        case wireProtocol = "protocol"
        case rate, count, failed, errors, p50, p90, p99
        case maximum = "max"
        case total
        case bytesIn = "bytes_in"
        case bytesOut = "bytes_out"

        public var isRising: Bool { self == .method || self == .route || self == .wireProtocol }
    }

    public static var firstOrder: TableOrder<Column> { TableOrder(.total) }
    public var id: RouteID { route.id }

    public func value(of column: Column, metric: Metric) -> FilterValue? { value(of: column.rawValue) }

    public static func isBefore(_ left: RouteRow, _ right: RouteRow) -> Bool {
        (left.route.pattern, left.route.method, left.id) < (right.route.pattern, right.route.method, right.id)
    }
}

extension RouteRow: FilterSubject {
    public static let filterFields: [FilterField] = [
        FilterField("protocol", .text), FilterField("method", .text), FilterField("route", .text),
        FilterField("rate", .number), FilterField("count", .number), FilterField("failed", .number),
        FilterField("errors", .percent), FilterField("p50", .duration), FilterField("p90", .duration),
        FilterField("p99", .duration), FilterField("max", .duration), FilterField("total", .duration),
        FilterField("bytes_in", .size), FilterField("bytes_out", .size),
    ]

    public func value(of field: String) -> FilterValue? {
        switch field {
        case "protocol": .text(route.wireProtocol.rawValue)
        case "method": .text(route.method)
        case "route": .text(route.pattern)
        case "rate": .number(rate)
        case "count": .number(Double(count))
        case "failed": .number(Double(failed))
        case "errors": .percent(failedShare * 100)
        case "p50": .duration(p50)
        case "p90": .duration(p90)
        case "p99": .duration(p99)
        case "max": .duration(maximum)
        case "total": .duration(total)
        case "bytes_in": .size(bytesIn)
        case "bytes_out": .size(bytesOut)
        default: nil
        }
    }

    public var texts: [String] { [route.pattern, route.method, route.wireProtocol.rawValue] }
}
