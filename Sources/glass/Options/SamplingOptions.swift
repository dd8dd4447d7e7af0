import ArgumentParser
import GlassAnalysis
import GlassModel

/// What all commands that start the agent have in common.
struct SamplingOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Samples a second of each thread, above 0 and at most 9999.", valueName: "hz"))
    var rate = NumberArgument(99)

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
        parsing: .unconditional,
        help: ArgumentHelp(
            "What glass may cost the target, in per cent of its time; the rate is lowered to keep it.",
            valueName: "percent"))
    var budget = NumberArgument(1)

    @Option(
        help: ArgumentHelp("Whether requests are captured: on, off, or auto, where it is permitted.", valueName: "when")
    )
    var requests: RequestCapture = .auto

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "What watching requests may take of the target's CPU time, in per cent; beyond, glass watches part of the time.",
            valueName: "percent"))
    var requestBudget = NumberArgument(10)

    @OptionGroup var python: PythonArguments

    @Option(
        help: ArgumentHelp(
            "The environment whose settings count before the others; GLASS_ENV names the default.", valueName: "name"))
    var env: String?

    func validate() throws {
        guard rate.value > 0, rate.value <= 9999 else {
            throw ValidationError(
                "a rate of \(rate.value.plain) is not possible: give --rate more than 0 and at most 9999")
        }
        guard budget.value > 0, budget.value <= 100 else {
            throw ValidationError(
                "a budget of \(budget.value.plain) is not possible: give --budget more than 0 and at most 100 per cent")
        }
        guard requestBudget.value > 0, requestBudget.value <= 100 else {
            throw ValidationError(
                "a budget of \(requestBudget.value.plain) is not possible: give --request-budget more than 0 and at most "
                    + "100 per cent")
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
