import ArgumentParser
import GlassAnalysis
import GlassModel

/// `glass report`: the answer as text.
struct Report: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print what took the time.",
        discussion: """
            CPU, memory, the slowest routes and requests, the hottest queries, functions and stacks, the threads, and \
            what was lost, of a recording or of another tool's profile; of the newest recording where none is named.

            A filter names what has the fields that it names: requests (method, route, target, status, error, duration, \
            ttfb, cpu, waiting, queries, peer …), functions (function, module, kind, self, total, wall, samples, share), \
            threads (name, tid, cpu, state …) or queries (statement, count, total, p99, rows, failed, repeated …): \
            `status>=500 duration>50ms`, `module~libc total>100ms`, `not function~^_`. A bare word is looked for in all.

            EXAMPLES:
              glass report
              glass report slow.glass --from 10s --to 20s
              glass report --filter 'route~^/items status>=500'
              glass report --filter 'module=libc.so.6 share>1%'
              glass report --json --top 50 | jq '.functions[].function'
            """)

    @OptionGroup var input: InputOptions
    @OptionGroup var range: RangeOptions

    @Option(help: ArgumentHelp("Only requests, functions, threads or queries that match.", valueName: "filter"))
    var filter: String?

    @Option(help: ArgumentHelp("How many rows each list has at most (default: 10 or 5).", valueName: "count"))
    var top: Int?

    @Option(help: "What the shares are of: cpu (default where any was used), wall or samples.")
    var weight: WeightArgument?

    @Flag(help: "Write the report as JSON.")
    var json = false

    func validate() throws {
        if let top, top < 1 { throw ValidationError("--top wants 1 or more, not \(top)") }
    }

    func run() throws {
        Palette.prepare()
        let filter = try filter.map { text throws(CommandError) in try ReportFilter(text) }
        let loaded = try input.load()
        var request = ReportRequest(metric: weight?.metric, top: top)
        request.selection.seconds = try range.seconds(in: loaded.profile)
        filter?.apply(to: &request, profile: loaded.profile)
        let content = ReportContent(loaded.profile, request: request, notices: loaded.notices)
        let output = try TextOutput(path: nil)
        if json {
            try output.write(JSONText.of(content))
        } else {
            let text = ReportText(content: content, path: loaded.path, clock: LocalClock.text)
            try output.write(text.lines.joined(separator: "\n") + "\n")
        }
        try output.finish()
    }
}

/// What samples are weighed by, on the command line.
enum WeightArgument: String, ExpressibleByArgument, CaseIterable {
    case cpu, wall, samples

    var metric: Metric {
        switch self {
        case .cpu: .cpu
        case .wall: .wall
        case .samples: .samples
        }
    }
}
