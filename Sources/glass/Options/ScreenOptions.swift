import ArgumentParser
import GlassTerminal
import Glibc

/// What all commands that show the screen have in common.
struct ScreenOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The theme of the screen; GLASS_THEME or the configuration names the default.", valueName: "name"),
        completion: .custom { _, _, _ in Settings.themes.names })
    var theme: String?

    @Flag(help: "Leave the mouse to the terminal.")
    var noMouse = false

    @Flag(help: "Show no hints at the first run.")
    var noHints = false
}

/// Whether the screen can be shown where glass runs.
enum ScreenCheck {
    /// Throws what the terminal would, before a process is attached to for nothing.
    static func require() throws(TerminalError) {
        guard isatty(STDIN_FILENO) == 1 else { throw .notATerminal(stream: "input") }
        guard isatty(STDOUT_FILENO) == 1 else { throw .notATerminal(stream: "output") }
        guard let type = Environment.value("TERM") else { throw .typeUnknown }
        if type == "dumb" { throw .incapable(type: type) }
    }

    static var passes: Bool { (try? require()) != nil }
}
