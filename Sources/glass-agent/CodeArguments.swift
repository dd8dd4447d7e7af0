import ArgumentParser
import GlassSampler

/// How compiled code is shown.
struct CodeArguments: ParsableArguments {
    @Flag(help: "Show all that the linker's names tell, and what the compiler made as frames of their own.")
    var wholeNames = false

    @Flag(help: "Show the stacks of each goroutine below its number.")
    var goroutines = false

    var options: CodeOptions {
        var options = CodeOptions()
        options.wholeNames = wholeNames
        options.goroutines = goroutines
        return options
    }
}
