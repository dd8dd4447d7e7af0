import ArgumentParser

/// How threads that run Python are shown.
struct PythonArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Which native functions stand among Python's: on, those that it calls; all, the interpreter's own too; off.",
            valueName: "which"))
    var native: NativeFramesArgument = .on

    @Flag(name: .customLong("no-native"), help: "Show Python's functions alone, as --native off does.")
    var noNative = false

    @Flag(help: "Count only threads that hold the Python interpreter's lock.")
    var gil = false

    @Flag(name: .customLong("no-python"), help: "Show the interpreter's own functions instead of Python's.")
    var noPython = false

    func validate() throws {
        guard !noNative || native != .all else {
            throw ValidationError("--native all and --no-native contradict each other: give one of them")
        }
        guard !noPython || !(noNative || native != .on || gil) else {
            throw ValidationError("--no-python leaves no Python that --native or --gil could show: leave it out")
        }
    }

    /// As the agent takes them.
    var list: [String] {
        var list: [String] = []
        let native = noNative ? NativeFramesArgument.off : native
        if native != .on { list += ["--native", native.rawValue] }
        if gil { list.append("--gil") }
        if noPython { list.append("--no-python") }
        return list
    }
}

/// Which native frames stand among Python's.
enum NativeFramesArgument: String, ExpressibleByArgument, CaseIterable {
    case on
    case all
    case off
}
