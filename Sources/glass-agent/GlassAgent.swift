import ArgumentParser
import GlassAnalysis
import GlassCache
import GlassModel
import GlassSampler
import GlassStore
import GlassSystem
import Glibc

/// The one privileged executable of glass: samples a process into a recording, and takes commands as lines on its
/// standard input. `glass attach`, `glass run` and `glass record` start it.
@main
struct GlassAgent: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "glass-agent",
        abstract: "Sample a process into a recording.",
        discussion: """
            Usually started by glass. It prints "recording PATH" once the process is sampled, takes the commands \
            "rate HZ", "pause", "resume" and "stop" as lines on its standard input, and ends, letting the process go \
            on, when that closes.
            """,
        version: GlassVersion.current)

    @Option(help: ArgumentHelp("The process to sample.", valueName: "pid"))
    var pid: Int32

    @Option(help: ArgumentHelp("The recording to make.", valueName: "file"))
    var output: String

    @Option(help: ArgumentHelp("Samples a second.", valueName: "hz"))
    var rate: Double = 99

    @Option(help: ArgumentHelp("What stopping may take of the target's time, in percent.", valueName: "percent"))
    var budget: Double = 1

    @Option(help: ArgumentHelp("How samples are taken: ptrace, perf or auto.", valueName: "engine"))
    var engine: EngineChoice = .ptrace

    @Option(help: ArgumentHelp("How long to sample, such as 10s.", valueName: "duration"))
    var duration: String?

    @Flag(help: "Sample the processes that it forks, and those that it has forked already, as well.")
    var children = false

    @OptionGroup var capture: RequestCaptureOptions
    @OptionGroup var python: PythonArguments
    @OptionGroup var code: CodeArguments

    func validate() throws {
        guard rate > 0, rate <= 9999 else { throw ValidationError("--rate takes a number above 0 and up to 9999") }
        guard budget > 0, budget <= 100 else { throw ValidationError("--budget takes a percentage up to 100") }
        if let duration, DurationText.parse(duration) == nil {
            throw ValidationError("--duration takes a time such as 250ms, 10s or 5m, not \"\(duration)\"")
        }
    }

    func run() throws {
        OwnMemory.keepLittle()
        EventWait.blockSignals()
        var options = SamplerOptions(
            process: ProcessID(pid), rate: rate, budget: budget / 100,
            duration: duration.flatMap { DurationText.parse($0) }, followsChildren: children)
        options.python = python.options
        options.code = code.options
        options.cache = BuildCache()
        do {
            options.requests = try capture.rules()
            options.requestBudget = capture.requestBudget / 100
            try capture.check()
            if python.locals != nil { options.python.locals = LocalsLog(rules: try capture.localsRules()) }
            try engine.record(options, record)
        } catch let error as AgentFailure {
            StandardLines.error("glass-agent: \(error.message)")
            throw ExitCode(error.status)
        }
    }

    private func record(_ options: SamplerOptions) throws {
        let clock = RecordingClock()
        let sampler: Sampler
        do { sampler = try Sampler(options, clock: clock) } catch { throw AgentFailure(error) }
        let writer: RecordingWriter
        do {
            let info = TargetInspection.describe(options, started: clock.now, version: GlassVersion.current)
            writer = try RecordingWriter(path: output, info: info)
        } catch { throw AgentFailure(error) }
        let path = output
        let outcome = sampler.run(sink: writer, commands: STDIN_FILENO) {
            StandardLines.output("recording \(path)")
        }
        if case .notAttached = outcome { unlink(output) }
        try AgentFailure.throwIfFailed(outcome)
        if let file = python.locals, let locals = options.python.locals {
            try LocalsFile.write(locals.content, to: file)
        }
    }
}
