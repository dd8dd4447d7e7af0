/// What the terminal at hand can show and do, as far as its environment tells.
public struct TerminalCapabilities: Hashable, Sendable {
    public var depth = ColorDepth.truecolor
    public var glyphs = GlyphRepertoire.full
    /// Whether all 16 colours can be backgrounds; the console of Linux has only the 8 dark ones for that.
    public var hasBrightBackgrounds = true
    /// Whether there is a second screen to draw on, so that what was shown before comes back at the end.
    public var hasAlternateScreen = true
    /// Whether it may know the private modes of xterm: synchronized updates, bracketed paste, the mouse.
    public var hasXtermModes = true

    /// A terminal emulator of today.
    public static let modern = TerminalCapabilities()

    init() {}

    /// What `TERM`, `COLORTERM` and `NO_COLOR` say of the terminal, and `LC_ALL`, `LC_CTYPE` and `LANG` of its
    /// characters. What is not known is taken for a terminal emulator of today.
    public init(environment: [String: String]) {
        depth = ColorDepth.detect(environment: environment)
        switch Self.family(of: environment["TERM"] ?? "") {
        case .emulator: break
        case .console:
            (glyphs, hasBrightBackgrounds, hasAlternateScreen, hasXtermModes) = (.console, false, false, false)
        case .videoTerminal: (glyphs, hasAlternateScreen, hasXtermModes) = (.ascii, false, false)
        }
        if !Self.isUTF8(environment) { glyphs = .ascii }
    }

    private enum Family { case emulator, console, videoTerminal }

    private static func family(of type: String) -> Family {
        if type == "linux" || type.hasPrefix("linux-") { return .console }
        let old = ["vt52", "vt100", "vt102", "vt2", "vt3", "vt4", "ansi", "pcansi", "cons25", "wy", "tvi"]
        return old.contains(where: type.hasPrefix) ? .videoTerminal : .emulator
    }

    /// The first of these variables that is set decides (POSIX.1-2017, XBD 8.2). Where none is, as in many containers,
    /// UTF-8 is what nearly all terminals speak.
    private static func isUTF8(_ environment: [String: String]) -> Bool {
        let values = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }
        guard let locale = values.first(where: { !$0.isEmpty })?.lowercased() else { return true }
        return locale.contains("utf-8") || locale.contains("utf8")
    }
}
