import ArgumentParser

/// `glass dump`: where each thread of a process stands now.
struct Dump: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the stack of every thread of a process, once.",
        discussion: """
            For a process that hangs: what each of its threads does at this moment, the innermost function first. Nothing \
            is kept.

            EXAMPLES:
              glass dump 1234
              glass dump app.py --no-native
              glass dump 1234 --json | jq '.threads[].frames[0]'
              glass dump app.py --locals
            """)

    @Argument(
        help: ArgumentHelp("The process, by number or by name.", valueName: "pid|name"),
        completion: TargetArgument.completion)
    var target: TargetArgument

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Print the threads of the processes that it has forked too.")
    var children = false

    @Flag(
        help: ArgumentHelp(
            "Print the local variables of Python's functions.",
            discussion: "A * stands for the values of those that sound or look like secrets. They are read while the "
                + "thread is stopped, which takes up to some milliseconds."))
    var locals = false

    @OptionGroup var configuration: ConfigurationOptions
    @OptionGroup var python: PythonArguments
    @OptionGroup var code: CodeArguments

    func run() throws {
        Palette.prepare()
        let settings = try configuration.settings()
        let process = try target.resolve()
        let recording = try TemporaryRecording(of: process, arguments(settings), withLocals: locals)
        let dump = ThreadDump(recording.profile, recording.lastSamples, recording.locals)
        let output = try TextOutput(path: nil)
        try output.write(json ? JSONText.of(dump) : dump.text)
        try output.finish()
    }

    /// Some samples, so that the first can teach how much of each stack to copy; the last one is shown.
    private func arguments(_ settings: Settings) -> [String] {
        let list = ["--rate", "50", "--budget", "100", "--duration", "250ms", "--requests", "off"]
        var shown = settings.configuration.python
        python.override(&shown)
        return list + (children ? ["--children"] : []) + shown.list + code.list + settings.fileArguments
    }
}
