import Glibc
// Rainbow keeps its switches in globals; they are set here, before anything is printed, and nowhere else.
@preconcurrency import Rainbow

/// Colours of plain text on standard output.
enum Palette {
    /// Decides once, before anything is printed: colours where standard output is a terminal, unless NO_COLOR is set;
    /// CLICOLOR_FORCE asks for them everywhere.
    static func prepare(toTerminal: Bool = isatty(STDOUT_FILENO) == 1) {
        Rainbow.enabled = isWanted(
            toTerminal: toTerminal, noColor: Environment.value("NO_COLOR"), force: Environment.value("CLICOLOR_FORCE"),
            terminal: Environment.value("TERM"))
        Rainbow.outputTarget = .console
    }

    /// As no-color.org and bixense.com/clicolors say.
    static func isWanted(toTerminal: Bool, noColor: String?, force: String?, terminal: String?) -> Bool {
        if noColor != nil { return false }
        if let force, force != "0" { return true }
        return toTerminal && terminal != "dumb"
    }
}
