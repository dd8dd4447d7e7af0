import ArgumentParser
import GlassConfiguration

/// How threads that run Python are shown.
struct PythonArguments: ParsableArguments {
    @Flag(exclusivity: .exclusive)
    var native: NativeFramesFlag?

    @Flag(help: "Count only threads that hold the Python interpreter's lock.")
    var gil = false

    @Flag(name: .customLong("no-python"), help: "Show the interpreter's own functions instead of Python's.")
    var noPython = false

    func validate() throws {
        guard !noPython || !(native != nil || gil) else {
            throw ValidationError(
                "--no-python leaves no Python that --\(native?.name ?? "gil") could show: leave it out")
        }
    }

    /// Options count before what the configuration says.
    func override(_ settings: inout PythonSettings) {
        settings.read = settings.read.overridden(by: noPython ? false : nil, .option("--no-python"))
        settings.native = settings.native.overridden(
            by: native?.rawValue, .option("--\(native?.name ?? "native")"))
        settings.gil = settings.gil.overridden(by: gil ? true : nil, .option("--gil"))
    }
}

extension PythonSettings {
    /// As the agent takes them.
    var list: [String] {
        guard read.value else { return ["--no-python"] }
        return (native.value == "on" ? [] : ["--native", native.value]) + (gil.value ? ["--gil"] : [])
    }
}

/// Which native frames stand among Python's.
enum NativeFramesFlag: String, EnumerableFlag {
    case on
    case all
    case off

    var name: String {
        switch self {
        case .on: "native"
        case .all: "native-all"
        case .off: "no-native"
        }
    }

    static func name(for value: Self) -> NameSpecification { .customLong(value.name) }

    static func help(for value: Self) -> ArgumentHelp? {
        switch value {
        case .on: "Show the native functions that Python calls among Python's own, which is the default."
        case .all: "Show the interpreter's own functions too."
        case .off: "Show Python's functions alone."
        }
    }
}
