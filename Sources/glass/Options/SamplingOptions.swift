import ArgumentParser
import GlassAnalysis
import GlassModel

/// What all commands that start the agent have in common.
struct SamplingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Samples a second of each thread, above 0 and at most 9999.", valueName: "hz"))
    var rate: Double = 99

    @Option(help: ArgumentHelp("How samples are taken: ptrace.", valueName: "engine"))
    var engine: EngineArgument = .ptrace

    @Option(help: ArgumentHelp("End after this long: 250ms, 10s, 5m.", valueName: "duration"))
    var duration: DurationArgument?

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("The recording to write, instead of one in the recordings' directory.", valueName: "file"),
        completion: .file(extensions: ["glass"]))
    var output: String?

    @Flag(help: "Follow the processes that the target forks.")
    var children = false

    @Option(
        help: ArgumentHelp(
            "What glass may cost the target, in per cent of its time; the rate is lowered to keep it.",
            valueName: "percent"))
    var budget: Double = 1

    func validate() throws {
        guard rate > 0, rate <= 9999 else {
            throw ValidationError("a rate of \(rate.plain) is not possible: give --rate more than 0 and at most 9999")
        }
        guard budget > 0, budget <= 100 else {
            throw ValidationError(
                "a budget of \(budget.plain) is not possible: give --budget more than 0 and at most 100 per cent")
        }
        guard engine == .ptrace else {
            throw ValidationError("the engine perf is not in this version of glass: use --engine ptrace")
        }
    }
}

/// The engines that may be asked for.
enum EngineArgument: String, ExpressibleByArgument, CaseIterable {
    case ptrace
    case perf

    static var allValueStrings: [String] { ["ptrace"] }
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
