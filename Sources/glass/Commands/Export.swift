import ArgumentParser
import GlassAnalysis
import GlassExchange
import GlassModel
import GlassStore

/// `glass export`: tables and other tools' formats.
struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write tables, or the formats of other tools.",
        discussion: """
            Tables are RFC 4180 with a header; times in them are nanoseconds, moments of requests UTC. Folded stacks have \
            the outermost frame first, `;` between frames, and CPU microseconds behind a blank.

            A filter names the columns of the table that is written: requests (method, route, target, status, error, \
            duration, ttfb, cpu, waiting, queries, peer …), routes (route, rate, count, failed, p50, p90, p99 …), queries \
            (statement, count, total, p99, rows …), functions or threads (function, module, self, total …). Counters, \
            samples and other formats are filtered by threads (name, tid, cpu, state …).

            EXAMPLES:
              glass export --csv > requests.csv
              glass export --csv --filter 'status>=500 duration>50ms route~^/items'
              glass export --csv --table queries --filter 'repeated>0'
              glass export slow.glass --csv --table samples --from 10s --to 20s -o samples.csv
              glass export --format folded --weight wall | flamegraph.pl > waiting.svg
              glass export --format speedscope -o profile.speedscope.json
              glass export --format svg --weight wall -o profile.svg
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case folded, speedscope, svg
    }

    @OptionGroup var input: InputOptions

    @Flag(help: "Write a table as CSV.")
    var csv = false

    @Option(
        help: "The table: requests, routes, queries, functions, threads, counters or samples (default: requests).")
    var table: ExportTable?

    @Option(help: "Write another tool's format, folded or speedscope, or a picture of the stacks: svg.")
    var format: Format?

    @Option(help: "What stacks are weighed by in these formats: cpu, wall or samples.")
    var weight: WeightArgument = .cpu

    @Option(
        name: [.short, .long], help: ArgumentHelp("The file to write, instead of standard output.", valueName: "file"),
        completion: .file())
    var output: String?

    @OptionGroup var range: RangeOptions

    @Option(help: ArgumentHelp("Only rows, or threads, that match.", valueName: "filter"))
    var filter: String?

    func validate() throws {
        if csv, format != nil { throw ValidationError("--csv and --format exclude each other") }
        guard csv || format != nil else {
            throw ValidationError("say what to write: --csv, or --format folded|speedscope|svg")
        }
        if table != nil, !csv { throw ValidationError("--table belongs to --csv") }
    }

    func run() throws {
        let filter = try filter.map { text throws(CommandError) in
            try ExportFilter(text, table: format == nil ? table ?? .requests : nil)
        }
        let loaded = try input.load()
        for notice in loaded.notices { StandardError.report("note: \(notice)") }
        var selection = Selection(seconds: try range.seconds(in: loaded.profile))
        if case .threads(let threads) = filter {
            selection.threads = ReportFilter.threads(threads, of: loaded.profile, selection)
        }
        let cut = try range.cut(in: loaded.profile)
        var output = try TextOutput(path: output)
        switch format {
        case .folded:
            let weights = try loaded.stackWeights(for: selection, cut: cut)
            try FoldedWriter(metric: weight.metric).write(loaded.profile, weights: weights, to: &output)
        case .speedscope:
            let writer = SpeedscopeWriter(metric: weight.metric, version: GlassVersion.current)
            try writer.write(loaded.profile, selection: selection, to: &output)
        case .svg:
            let graph = FlameGraph(loaded.profile, weights: try loaded.stackWeights(for: selection, cut: cut))
            try SVGWriter(metric: weight.metric).write(graph, of: loaded.profile, to: &output)
        case nil:
            let tables = TableExport(
                loaded: loaded, selection: selection, cut: cut, moments: try range.moments(in: loaded.profile),
                rows: filter?.rows)
            try tables.write(table ?? .requests, to: &output)
            if let notice = tables.notice(of: table ?? .requests) { StandardError.report("note: \(notice)") }
        }
        try output.finish()
    }
}
