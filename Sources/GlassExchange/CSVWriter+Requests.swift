import GlassAnalysis
import GlassModel

extension CSVWriter {
    public static let requestColumns = [
        "time", "protocol", "method", "route", "target", "status", "error", "duration_ns", "ttfb_ns", "cpu_ns",
        "waiting_ns", "queries", "query_ns", "repeated", "bytes_in", "bytes_out", "peer", "thread", "tid",
        "attribution", "flags",
    ]
    public static let routeColumns = [
        "protocol", "method", "route", "count", "rate", "failed", "failed_share", "not_kept", "p50_ns", "p90_ns",
        "p99_ns", "max_ns", "total_ns", "bytes_in", "bytes_out",
    ]
    public static let queryColumns = [
        "protocol", "statement", "count", "rate", "failed", "not_kept", "rows", "total_ns", "mean_ns", "p50_ns",
        "p99_ns", "max_ns", "repeating_requests", "routes",
    ]

    /// A row for each request, in the table's order. Times of day are UTC; what is not known is empty.
    public static func write(_ table: RequestTable, of profile: Profile, to sink: inout some TextSink) throws {
        try sink.write(header(requestColumns))
        for place in 0..<table.count { try sink.write(line(cells(of: table.row(place, of: profile)))) }
    }

    private static func cells(of row: RequestRow) -> [CSVCell] {
        let (record, thread) = (row.record, row.thread)
        return [
            .text(UTCText.format(record.started)), .text(row.route.wireProtocol.rawValue), .text(row.route.method),
            .text(row.route.pattern), .text(record.target), .optional(record.status.map { Int64($0) }),
            .optional(record.error), .integer(record.duration.rawValue), .optional(record.timeToFirstByte?.rawValue),
            .optional(record.cpu?.rawValue), .optional(record.waiting?.rawValue), .integer(Int64(record.queryCount)),
            .integer(record.queryTime.rawValue), .integer(Int64(record.mostRepeated)), .integer(record.bytesIn),
            .integer(record.bytesOut), .text(record.peer), .optional(thread?.name),
            .optional(thread.map { Int64($0.thread.rawValue) }), .text(record.attribution.name),
            .text(record.flags.names),
        ]
    }

    /// A row for each route, in the table's order. Rates are requests a second.
    public static func write(_ table: RouteTable, to sink: inout some TextSink) throws {
        try sink.write(header(routeColumns))
        for row in table.rows {
            try sink.write(
                line([
                    .text(row.route.wireProtocol.rawValue), .text(row.route.method), .text(row.route.pattern),
                    .integer(row.count), .real(row.rate), .integer(row.failed), .real(row.failedShare),
                    .integer(row.notKept), .integer(row.p50.rawValue), .integer(row.p90.rawValue),
                    .integer(row.p99.rawValue), .integer(row.maximum.rawValue), .integer(row.total.rawValue),
                    .integer(row.bytesIn), .integer(row.bytesOut),
                ]))
        }
    }

    /// A row for each statement, in the table's order. Routes that send it stand in one cell, a line each, the most
    /// frequent first.
    public static func write(_ table: QueryTable, to sink: inout some TextSink) throws {
        try sink.write(header(queryColumns))
        for row in table.rows {
            let mean = row.count > 0 ? row.total.rawValue / row.count : 0
            try sink.write(
                line([
                    .text(row.statement.wireProtocol.rawValue), .text(row.statement.text), .integer(row.count),
                    .real(row.rate), .integer(row.failed), .integer(row.notKept), .integer(row.rows),
                    .integer(row.total.rawValue), .integer(mean), .integer(row.p50.rawValue),
                    .integer(row.p99.rawValue), .integer(row.maximum.rawValue), .integer(row.repeatingRequests),
                    .text(row.senders.compactMap { $0.route?.name }.joined(separator: "\n")),
                ]))
        }
    }
}
