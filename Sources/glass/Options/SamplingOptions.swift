import ArgumentParser
import GlassAnalysis
import GlassModel

/// What all commands that start the agent have in common.
struct SamplingOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Samples a second of each thread, above 0 and at most 9999; 99 unless the configuration says otherwise.",
            valueName: "hz"))
    var rate: NumberArgument?

    @Option(
        help: ArgumentHelp(
            "How samples are taken: ptrace, perf, which stops nobody and shows no Python, or auto, which takes perf where it shows as much and says so.",
            valueName: "engine"))
    var engine: EngineArgument = .ptrace

    @Option(help: ArgumentHelp("End after this long: 250ms, 10s, 5m.", valueName: "duration"))
    var duration: DurationArgument?

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("The recording to write, instead of one in the recordings' directory.", valueName: "file"),
        completion: .file(extensions: ["glass"]))
    var output: String?

    @Flag(help: "Follow the processes that the target forks, and those that it has forked already.")
    var children = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "What glass may cost the target, in per cent of its time; the rate is lowered to keep it. 1 unless the configuration says otherwise.",
            valueName: "percent"))
    var budget: NumberArgument?

    @Option(
        help: ArgumentHelp(
            "Whether requests are captured: on, off, or auto, where it is permitted; auto unless the configuration says otherwise.",
            valueName: "when"))
    var requests: RequestCapture?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "What watching requests may take of the target's CPU time, in per cent; beyond, glass watches part of the time. 10 unless the configuration says otherwise.",
            valueName: "percent"))
    var requestBudget: NumberArgument?

    @OptionGroup var python: PythonArguments
    @OptionGroup var code: CodeArguments

    func validate() throws {
        try Self.check(rate, "a rate", "--rate", upTo: 9999)
        try Self.check(budget, "a budget", "--budget", upTo: 100, " per cent")
        try Self.check(requestBudget, "a budget", "--request-budget", upTo: 100, " per cent")
    }

    private static func check(
        _ number: NumberArgument?, _ what: String, _ option: String, upTo maximum: Double, _ unit: String = ""
    ) throws {
        guard let number, !(number.value > 0 && number.value <= maximum) else { return }
        throw ValidationError(
            "\(what) of \(number.value.plain) is not possible: give \(option) more than 0 and at most "
                + "\(maximum.plain)\(unit)")
    }
}

/// The engines that may be asked for.
enum EngineArgument: String, ExpressibleByArgument, CaseIterable {
    case ptrace
    case perf
    /// `perf` where it shows all that `ptrace` does.
    case auto
}

/// Whether requests and queries are captured.
enum RequestCapture: String, ExpressibleByArgument, CaseIterable {
    case on
    case off
    /// Where it is permitted; the rest goes on where it is not.
    case auto
}

/// A number on the command line, which is shown as a person would type it.
struct NumberArgument: ExpressibleByArgument {
    let value: Double

    init(_ value: Double) { self.value = value }

    init?(argument: String) {
        guard let value = Double(argument) else { return nil }
        self.value = value
    }

    var defaultValueDescription: String { value.plain }
}

/// A duration on the command line.
struct DurationArgument: ExpressibleByArgument {
    var length: Nanoseconds

    init?(argument: String) {
        guard let length = DurationText.parse(argument), length > .zero else { return nil }
        self.length = length
    }

    var defaultValueDescription: String { DurationText.format(length) }
}

extension Double {
    /// As a person would have typed it: `0`, `-5`, `2.5`, `nan`.
    var plain: String {
        guard let whole = Int64(exactly: self) else { return String(self) }
        return String(whole)
    }
}
