import ArgumentParser

/// How compiled code is shown.
struct CodeArguments: ParsableArguments {
    @Flag(
        help: "Show all that a linker's name tells: types, specialisations, and thunks as frames of their own.")
    var wholeNames = false

    @Flag(help: "Show the stacks of each goroutine of a Go program below its number.")
    var goroutines = false

    /// As the agent takes them.
    var list: [String] { (wholeNames ? ["--whole-names"] : []) + (goroutines ? ["--goroutines"] : []) }
}
