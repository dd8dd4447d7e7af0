import ArgumentParser
import GlassTerminal
import GlassViewer
import Glibc

/// What all commands that show the screen have in common.
struct ScreenOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The theme of the screen; GLASS_THEME names the default.", valueName: "name"),
        completion: .custom { _, _, _ in Self.library.names })
    var theme: String?

    @Flag(help: "Leave the mouse to the terminal.")
    var noMouse = false

    /// For the viewer. Throws where there is no such theme, or its file is wrong.
    func viewerOptions() throws(CommandError) -> ViewerOptions {
        let environment = Environment.all
        let library = Self.library
        var options = ViewerOptions(theme: try chosen(from: library), themes: library, environment: environment)
        options.mouse = !noMouse
        return options
    }

    private static var library: ThemeLibrary {
        ThemeLibrary(environment: Environment.all, installed: CompanionProgram.themes)
    }

    private func chosen(from library: ThemeLibrary) throws(CommandError) -> Theme {
        let name = theme ?? Environment.value("GLASS_THEME")
        guard let name else { return (try? library.theme(named: Theme.builtIn.name)) ?? Theme.builtIn }
        do throws(ThemeError) {
            if let theme = try library.theme(named: name) { return theme }
        } catch {
            throw .wrongUsage("\(error)")
        }
        let known = library.names.joined(separator: ", ")
        throw .wrongUsage("there is no theme “\(name.printable)”; there are \(known)")
    }
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
