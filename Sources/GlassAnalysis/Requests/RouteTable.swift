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
public struct RouteTable: Sendable {
    /// What rows are sorted by.
    public enum Column: String, CaseIterable, Sendable {
        case route, method, rate, count, failed, p50, p90, p99, maximum, total
        case bytesIn = "bytes_in"
        case bytesOut = "bytes_out"
    }

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

    /// Sorts by a column: texts rising and figures falling unless `reversed`; equal rows by route.
    public mutating func sort(by column: Column, reversed: Bool = false) {
        rows.sort {
            ($0.route.pattern, $0.route.method, $0.route.id) < ($1.route.pattern, $1.route.method, $1.route.id)
        }
        switch column {
        case .route: if reversed { rows.reverse() }
        case .method: sort(reversed) { $0.route.method < $1.route.method }
        case .rate, .count: sort(reversed) { $0.count > $1.count }
        case .failed: sort(reversed) { ($0.failed, $0.count) > ($1.failed, $1.count) }
        case .p50: sort(reversed) { $0.p50 > $1.p50 }
        case .p90: sort(reversed) { $0.p90 > $1.p90 }
        case .p99: sort(reversed) { $0.p99 > $1.p99 }
        case .maximum: sort(reversed) { $0.maximum > $1.maximum }
        case .total: sort(reversed) { $0.total > $1.total }
        case .bytesIn: sort(reversed) { $0.bytesIn > $1.bytesIn }
        case .bytesOut: sort(reversed) { $0.bytesOut > $1.bytesOut }
        }
    }

    private mutating func sort(_ reversed: Bool, by before: (RouteRow, RouteRow) -> Bool) {
        rows.sort { reversed ? before($1, $0) : before($0, $1) }
    }

    /// Keeps the rows that match.
    public mutating func keep(_ filter: Filter) { rows.removeAll { !filter.matches($0) } }
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
