import GlassAnalysis
import GlassModel

extension CSVWriter {
    public static let functionColumns = [
        "function", "module", "kind", "self_cpu_ns", "total_cpu_ns", "self_wall_ns", "total_wall_ns",
        "self_waiting_ns", "total_waiting_ns", "self_samples", "total_samples", "self_cpu_share", "total_cpu_share",
    ]
    public static let threadColumns = [
        "thread", "tid", "pid", "state", "started_ns", "ended_ns", "cpu_ns", "wall_ns", "waiting_ns", "samples",
        "cpu_share", "top_function",
    ]
    public static let counterColumns = ["time_ns", "counter", "thread", "tid", "value"]

    public static let lineColumns = [
        "file", "line", "function", "self_cpu_ns", "total_cpu_ns", "self_wall_ns", "total_wall_ns", "self_waiting_ns",
        "total_waiting_ns", "self_samples", "total_samples",
    ]

    /// A row for each line, in order.
    public static func write(_ rows: [LineTimes.Row], of profile: Profile, to sink: inout some TextSink) throws {
        try sink.write(header(lineColumns))
        for row in rows {
            let (own, total) = (row.selfWeight, row.total)
            try sink.write(
                line([
                    .optional(row.file), .optional(row.line.map { Int64($0) }),
                    .text(profile.function(row.function).function), .integer(own.cpu.rawValue),
                    .integer(total.cpu.rawValue), .integer(own.wall.rawValue), .integer(total.wall.rawValue),
                    .integer(own.waiting.rawValue), .integer(total.waiting.rawValue), .integer(own.samples),
                    .integer(total.samples),
                ]))
        }
    }

    /// A row for each function, in the table's order.
    public static func write(_ table: FunctionTable, to sink: inout some TextSink) throws {
        try sink.write(header(functionColumns))
        for row in table.rows {
            let (own, total) = (row.selfWeight, row.total)
            try sink.write(
                line([
                    .text(row.name), .text(row.module), .text(String(describing: row.key.kind)),
                    .integer(own.cpu.rawValue), .integer(total.cpu.rawValue), .integer(own.wall.rawValue),
                    .integer(total.wall.rawValue), .integer(own.waiting.rawValue), .integer(total.waiting.rawValue),
                    .integer(own.samples), .integer(total.samples), .real(row.selfShare(.cpu)),
                    .real(row.totalShare(.cpu)),
                ]))
        }
    }

    /// A row for each thread, in the table's order.
    public static func write(_ table: ThreadTable, to sink: inout some TextSink) throws {
        try sink.write(header(threadColumns))
        for row in table.rows {
            let (thread, weight) = (row.thread, row.weight)
            try sink.write(
                line([
                    .text(thread.name), .integer(Int64(thread.thread.rawValue)),
                    .integer(Int64(thread.process.rawValue)), .optional(row.state.map { String($0) }),
                    .integer(thread.started.rawValue), .optional(thread.ended?.rawValue),
                    .integer(weight.cpu.rawValue), .integer(weight.wall.rawValue),
                    .integer(weight.waiting.rawValue), .integer(weight.samples), .real(row.share(.cpu)),
                    .optional(row.topFunction?.function),
                ]))
        }
    }

    /// A row for each reading of each counter within a selection, series by series; readings of the whole target have
    /// no thread.
    public static func writeCounters(
        of profile: Profile, selection: Selection = .all, to sink: inout some TextSink
    ) throws {
        try sink.write(header(counterColumns))
        for series in profile.counters.all {
            if let chosen = selection.threads, let thread = series.thread, !chosen.contains(thread) { continue }
            let thread = series.thread.flatMap { profile.threads[$0] }
            for point in series.points {
                if let seconds = selection.seconds, !seconds.contains(point.time.second) { continue }
                try sink.write(
                    line([
                        .integer(point.time.rawValue), .text(series.kind.rawValue), .optional(thread?.name),
                        .optional(thread.map { Int64($0.thread.rawValue) }), .integer(point.value),
                    ]))
            }
        }
    }
}
