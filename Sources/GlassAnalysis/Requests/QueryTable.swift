import GlassModel

/// What one statement took, also where its queries were not kept one by one.
public struct QueryRow: Sendable {
    /// A route that sends a statement; nil where it is not known for which one.
    public struct Sender: Hashable, Sendable {
        public let route: Route?
        public let count: Int64
    }

    public let statement: Statement
    public fileprivate(set) var count: Int64 = 0
    public fileprivate(set) var failed: Int64 = 0
    public fileprivate(set) var notKept: Int64 = 0
    /// Returned or changed, as far as the protocol says.
    public fileprivate(set) var rows: Int64 = 0
    /// The sum of all durations.
    public fileprivate(set) var total = Nanoseconds.zero
    public fileprivate(set) var p50 = Nanoseconds.zero
    public fileprivate(set) var p99 = Nanoseconds.zero
    public fileprivate(set) var maximum = Nanoseconds.zero
    /// A second, over the time that the table covers.
    public fileprivate(set) var rate = 0.0
    /// Which routes send it, the most frequent first.
    public fileprivate(set) var senders: [Sender] = []
    /// How many requests sent it ``Profile/manyTimes`` or more.
    public fileprivate(set) var repeatingRequests: Int64 = 0

    fileprivate init(statement: Statement) { self.statement = statement }

    /// Whether it shows an N+1 pattern.
    public var isRepeating: Bool { repeatingRequests > 0 }

    fileprivate mutating func add(_ second: StatementSecond) {
        count &+= max(0, second.count)
        failed &+= max(0, second.failed)
        notKept &+= max(0, second.notKept)
        rows &+= max(0, second.rows)
        total = total + max(.zero, second.total)
    }

    fileprivate mutating func finish(_ latency: LatencyStatistics, seconds: Int64) {
        (p50, p99, maximum) = (latency.p50, latency.p99, latency.maximum)
        rate = Double(count) / Double(max(1, seconds))
    }
}

/// The statements of a stretch of time, each with its statistics.
public typealias QueryTable = RowTable<QueryRow>

extension RowTable<QueryRow> {
    /// - Parameter seconds: Whole seconds since the epoch; nil for the whole recording.
    public init(profile: Profile, seconds: Range<Int64>? = nil) {
        var sums: [QueryRow?] = Array(repeating: nil, count: profile.statements.count)
        var latencies: [LatencyStatistics?] = Array(repeating: nil, count: profile.statements.count)
        var senders: [[RouteID?: Int64]] = Array(repeating: [:], count: profile.statements.count)
        var (first, last) = (Int64.max, Int64.min)
        profile.statementSeconds.forEach(in: seconds) { second, record, entries in
            let index = record.statement.index
            if sums[index] == nil {
                sums[index] = QueryRow(statement: profile.statements[index])
                latencies[index] = LatencyStatistics()
            }
            sums[index]?.add(record)
            senders[index][record.route, default: 0] &+= max(0, record.count)
            for entry in entries { latencies[index]?.add(entry.value, count: entry.count) }
            (first, last) = (min(first, second), max(last, second))
        }
        let repeating = profile.repeatingRequests(in: seconds)
        var rows: [QueryRow] = []
        for (index, sum) in sums.enumerated() {
            guard var row = sum, let latency = latencies[index] else { continue }
            row.finish(latency, seconds: last &- first &+ 1)
            row.senders = Self.sorted(senders[index], profile)
            row.repeatingRequests = repeating[row.statement.id] ?? 0
            rows.append(row)
        }
        self.init(rows)
    }

    private static func sorted(_ senders: [RouteID?: Int64], _ profile: Profile) -> [QueryRow.Sender] {
        senders.sorted { ($1.value, $0.key?.rawValue ?? .max) < ($0.value, $1.key?.rawValue ?? .max) }
            .map { QueryRow.Sender(route: $0.key.map { profile.route($0) }, count: $0.value) }
    }
}

extension QueryRow: TableRow {
    /// What rows are sorted by.
    public enum Column: String, TableColumn {
        case total, count, rate, p50, p99
        case maximum = "max"
        case rows, failed, repeated, statement
        case wireProtocol = "protocol"
        case senders = "route"

        public var isRising: Bool { self == .statement || self == .wireProtocol || self == .senders }
    }

    public static var firstOrder: TableOrder<Column> { TableOrder(.total) }
    public var id: StatementID { statement.id }

    public func value(of column: Column, metric: Metric) -> FilterValue? { value(of: column.rawValue) }

    public static func isBefore(_ left: QueryRow, _ right: QueryRow) -> Bool {
        (left.statement.text, left.id) < (right.statement.text, right.id)
    }
}

extension Profile {
    /// How many requests sent each statement ``manyTimes``, within a stretch of time.
    func repeatingRequests(in seconds: Range<Int64>?) -> [StatementID: Int64] {
        guard let seconds else { return repeatingRequests }
        var repetitions = StatementRepetitions()
        var result: [StatementID: Int64] = [:]
        for index in 0..<queries.count where queries.requests[index] != 0 {
            guard seconds.contains(Timestamp(rawValue: queries.starts[index]).second) else { continue }
            let statement = StatementID(queries.statements[index])
            if repetitions.count(statement, RequestID(queries.requests[index])) == Self.manyTimes {
                result[statement, default: 0] += 1
            }
        }
        return result
    }
}

extension QueryRow: FilterSubject {
    public static let filterFields: [FilterField] = [
        FilterField("protocol", .text), FilterField("statement", .text), FilterField("route", .text),
        FilterField("rate", .number), FilterField("count", .number), FilterField("failed", .number),
        FilterField("total", .duration), FilterField("p50", .duration), FilterField("p99", .duration),
        FilterField("max", .duration), FilterField("rows", .number), FilterField("repeated", .number),
    ]

    public func value(of field: String) -> FilterValue? {
        switch field {
        case "protocol": .text(statement.wireProtocol.rawValue)
        case "statement": .text(statement.text)
        case "route": .text(senders.compactMap { $0.route?.name }.joined(separator: " "))
        case "rate": .number(rate)
        case "count": .number(Double(count))
        case "failed": .number(Double(failed))
        case "total": .duration(total)
        case "p50": .duration(p50)
        case "p99": .duration(p99)
        case "max": .duration(maximum)
        case "rows": .number(Double(rows))
        case "repeated": .number(Double(repeatingRequests))
        default: nil
        }
    }

    public var texts: [String] { [statement.text, statement.wireProtocol.rawValue] }
}

extension Route {
    /// `GET /items/{id}`; of other protocols than HTTP the statement, which begins with its method.
    public var name: String {
        if pattern.isEmpty { return method }
        return method.isEmpty || pattern.hasPrefix(method) ? pattern : method + " " + pattern
    }
}
