import ArgumentParser
import GlassAnalysis
import GlassExchange
import GlassModel
import GlassStore

/// The tables that `glass export --csv` writes.
enum ExportTable: String, ExpressibleByArgument, CaseIterable {
    case requests, routes, queries, functions, threads, counters, samples
}

/// The filter of an export: of rows where the table has columns to name, else of threads.
enum ExportFilter {
    case rows(Filter)
    case threads(Filter)

    /// - Parameter table: None for other tools' formats.
    init(_ text: String, table: ExportTable?) throws(CommandError) {
        switch table {
        case .requests: self = .rows(try Filter(argument: text, fields: RequestRow.filterFields))
        case .routes: self = .rows(try Filter(argument: text, fields: RouteRow.filterFields))
        case .queries: self = .rows(try Filter(argument: text, fields: QueryRow.filterFields))
        case .functions:
            if let threads = Self.threads(text, butNot: FunctionRow.filterFields) {
                self = .threads(threads)
            } else {
                self = .rows(try Filter(argument: text, fields: FunctionRow.filterFields))
            }
        case .threads: self = .rows(try Filter(argument: text, fields: ThreadRow.filterFields))
        case .counters, .samples, nil:
            guard let threads = Self.threads(text, butNot: FunctionRow.filterFields) else {
                _ = try Filter(argument: text, fields: ThreadRow.filterFields)
                throw .wrongUsage("a filter of functions is for --table functions; this one may name threads only")
            }
            self = .threads(threads)
        }
    }

    private static func threads(_ text: String, butNot fields: [FilterField]) -> Filter? {
        guard (try? Filter(text, fields: fields)) == nil else { return nil }
        return try? Filter(text, fields: ThreadRow.filterFields)
    }

    var rows: Filter? { if case .rows(let filter) = self { filter } else { nil } }
}

/// Writes tables of a profile as CSV.
struct TableExport {
    let loaded: LoadedProfile
    let selection: Selection
    /// What functions are limited to within the selection's seconds.
    let cut: ClosedRange<Timestamp>?
    /// What samples are limited to, which are not summed by the second.
    let moments: Range<Timestamp>?
    /// Which rows are kept; nil for all.
    let rows: Filter?

    private var profile: Profile { loaded.profile }

    func write(_ table: ExportTable, to output: inout some TextSink) throws {
        switch table {
        case .requests: try writeRequests(to: &output)
        case .routes: try writeRoutes(to: &output)
        case .queries: try writeQueries(to: &output)
        case .functions: try writeFunctions(to: &output)
        case .threads: try writeThreads(to: &output)
        case .counters: try CSVWriter.writeCounters(of: profile, selection: selection, to: &output)
        case .samples: try writeSamples(to: &output)
        }
    }

    /// In the order in which they began.
    private func writeRequests(to output: inout some TextSink) throws {
        var table = RequestTable(profile: profile, selection: selection, filter: rows ?? .none)
        table.sort(by: .time, reversed: true, of: profile)
        try CSVWriter.write(table, of: profile, to: &output)
    }

    private func writeRoutes(to output: inout some TextSink) throws {
        var table = RouteTable(profile: profile, seconds: selection.seconds)
        table.keep(rows ?? .none)
        table.sort(by: .count)
        try CSVWriter.write(table, to: &output)
    }

    private func writeQueries(to output: inout some TextSink) throws {
        var table = QueryTable(profile: profile, seconds: selection.seconds)
        table.keep(rows ?? .none)
        table.sort(by: .total)
        try CSVWriter.write(table, to: &output)
    }

    private func writeFunctions(to output: inout some TextSink) throws {
        var tree = CallTree()
        tree.extend(with: profile)
        let weights = tree.weigh(try loaded.stackWeights(for: selection, cut: cut))
        var table = FunctionTable(profile: profile, tree: tree, weights: weights)
        table.keep(rows ?? .none)
        table.sort(by: .selfTime)
        try CSVWriter.write(table, to: &output)
    }

    private func writeThreads(to output: inout some TextSink) throws {
        var table = ThreadTable(profile: profile, selection: selection)
        table.keep(rows ?? .none)
        table.sort(by: .cpu)
        try CSVWriter.write(table, to: &output)
    }

    private func writeSamples(to output: inout some TextSink) throws {
        var writer = SamplesCSVWriter(profile: profile)
        try writer.writeHeader(to: &output)
        guard let reader = loaded.reader else { return try writer.writeRollups(for: selection, to: &output) }
        let closed = moments.map { $0.lowerBound...Timestamp(rawValue: $0.upperBound.rawValue &- 1) }
        try reader.forEachSample(in: closed) { sample in
            guard selection.threads?.contains(sample.thread) ?? true else { return }
            try writer.write(sample, to: &output)
        }
    }

    /// Why a table has nothing to tell, and what to do about it.
    func notice(of table: ExportTable) -> String? {
        guard [.requests, .routes, .queries].contains(table), !profile.hasTraffic else { return nil }
        let why = profile.requestCapture.explanation.printable
        let advice =
            switch profile.requestCapture.state {
            case .on: "none was served while it was recorded"
            case .steppedBack: "watching them cost too much\(why.isEmpty ? "" : " (\(why))")"
            case .unavailable: why.isEmpty ? "they could not be watched" : why
            case .waiting: "the target had no connection"
            case .off: "record with `--requests on` to have them"
            }
        return "\(loaded.path.printable) has no requests: \(advice). `--table functions` and others are there"
    }
}
