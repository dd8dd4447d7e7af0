import ArgumentParser

/// What all commands that show the screen have in common.
struct ScreenOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The theme of the screen, by name or file; GLASS_THEME names the default.", valueName: "name"))
    var theme: String?

    @Flag(help: "Leave the mouse to the terminal.")
    var noMouse = false
}
