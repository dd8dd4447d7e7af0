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
            Tables are RFC 4180 with a header; times in them are nanoseconds. Folded stacks have the outermost frame \
            first, `;` between frames, and CPU microseconds behind a blank.

            A filter names functions (for --table functions) or threads (for all).

            EXAMPLES:
              glass export --csv > functions.csv
              glass export slow.glass --csv --table samples --from 10s --to 20s -o samples.csv
              glass export --format folded --weight wall | flamegraph.pl > waiting.svg
              glass export --format speedscope -o profile.speedscope.json
            """)

    enum Table: String, ExpressibleByArgument, CaseIterable {
        case functions, threads, counters, samples, requests, queries

        static var allValueStrings: [String] { ["functions", "threads", "counters", "samples"] }
    }

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case folded, speedscope
    }

    @OptionGroup var input: InputOptions

    @Flag(help: "Write a table as CSV.")
    var csv = false

    @Option(help: "The table: functions, threads, counters or samples (default: functions).")
    var table: Table?

    @Option(help: "Write another tool's format: folded or speedscope.")
    var format: Format?

    @Option(help: "What stacks are weighed by in these formats: cpu, wall or samples.")
    var weight: WeightArgument = .cpu

    @Option(
        name: [.short, .long], help: ArgumentHelp("The file to write, instead of standard output.", valueName: "file"),
        completion: .file())
    var output: String?

    @OptionGroup var range: RangeOptions

    @Option(help: ArgumentHelp("Only functions, or threads, that match.", valueName: "filter"))
    var filter: String?

    func validate() throws {
        if csv, format != nil { throw ValidationError("--csv and --format exclude each other") }
        guard csv || format != nil else {
            throw ValidationError("say what to write: --csv, or --format folded|speedscope")
        }
        if table != nil, !csv { throw ValidationError("--table belongs to --csv") }
        if table == .requests || table == .queries {
            let name = table?.rawValue ?? ""
            throw ValidationError(
                "the table \(name) is not in this version of glass: functions, threads, counters, samples")
        }
    }

    func run() throws {
        let filter = try filter.map { text throws(CommandError) in try ReportFilter(text) }
        if case .functions = filter, (table ?? .functions) != .functions || format != nil {
            throw CommandError.wrongUsage(
                "a filter of functions is for --table functions; this one may name threads only")
        }
        let loaded = try input.load()
        var request = ReportRequest()
        request.selection.seconds = try range.seconds(in: loaded.profile)
        filter?.apply(to: &request, profile: loaded.profile)
        for notice in loaded.notices { StandardError.report("note: \(notice)") }
        var output = try TextOutput(path: output)
        switch format {
        case .folded:
            try FoldedWriter(metric: weight.metric).write(loaded.profile, selection: request.selection, to: &output)
        case .speedscope:
            let writer = SpeedscopeWriter(metric: weight.metric, version: GlassVersion.current)
            try writer.write(loaded.profile, selection: request.selection, to: &output)
        case nil: try writeTable(loaded, request, to: &output)
        }
        try output.finish()
    }

    private func writeTable(_ loaded: LoadedProfile, _ request: ReportRequest, to output: inout TextOutput) throws {
        let (profile, selection) = (loaded.profile, request.selection)
        switch table ?? .functions {
        case .functions:
            var tree = CallTree()
            tree.extend(with: profile)
            let weights = tree.weigh(profile.stackWeights(for: selection))
            var table = FunctionTable(profile: profile, tree: tree, weights: weights)
            table.keep(request.functions)
            table.sort(by: .selfTime)
            try CSVWriter.write(table, to: &output)
        case .threads:
            var table = ThreadTable(profile: profile, selection: selection)
            table.sort(by: .cpu)
            try CSVWriter.write(table, to: &output)
        case .counters: try CSVWriter.writeCounters(of: profile, selection: selection, to: &output)
        case .samples, .requests, .queries: try writeSamples(loaded, selection, to: &output)
        }
    }

    private func writeSamples(_ loaded: LoadedProfile, _ selection: Selection, to output: inout TextOutput) throws {
        var writer = SamplesCSVWriter(profile: loaded.profile)
        try writer.writeHeader(to: &output)
        guard let reader = loaded.reader else { return try writer.writeRollups(for: selection, to: &output) }
        let moments = try range.moments(in: loaded.profile)
        let closed = moments.map { $0.lowerBound...Timestamp(rawValue: $0.upperBound.rawValue &- 1) }
        try reader.forEachSample(in: closed) { sample in
            guard selection.threads?.contains(sample.thread) ?? true else { return }
            try writer.write(sample, to: &output)
        }
    }
}
