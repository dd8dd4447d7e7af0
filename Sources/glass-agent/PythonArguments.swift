import ArgumentParser
import GlassSampler

/// How threads that run Python are shown.
struct PythonArguments: ParsableArguments {
    @Option(help: ArgumentHelp("Which native frames stand among Python's: on, off or all.", valueName: "which"))
    var native: PythonOptions.NativeFrames = .on

    @Flag(help: "Count only threads that hold the Python interpreter's lock.")
    var gil = false

    @Flag(name: .customLong("no-python"), help: "Do not look for Python.")
    var noPython = false

    @Option(
        help: ArgumentHelp(
            "Where to write the local variables of each thread's last stack, as JSON.", valueName: "file"))
    var locals: String?

    var options: PythonOptions {
        var options = PythonOptions()
        options.nativeFrames = native
        options.lockHoldersOnly = gil
        options.isRead = !noPython
        return options
    }
}

extension PythonOptions.NativeFrames: ExpressibleByArgument {}
