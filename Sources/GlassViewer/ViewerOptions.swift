import GlassAnalysis
import GlassTerminal
import Glibc

/// How the viewer starts.
public struct ViewerOptions: Sendable {
    public var theme: Theme
    /// For `t` and `:theme`.
    public var themes: ThemeLibrary
    public var mouse = true
    public var pane = Pane.icicle
    public var metric = Metric.cpu
    /// Whether the recording still grows.
    public var live = false
    /// None where nobody listens: a recording from a file.
    public var control: ViewerControl?
    /// Says why the agent ended, where it ended with an error. Asked about ten times a second.
    public var agentFailure: @Sendable () -> String? = { nil }
    /// Where sources are to be found on this machine besides what the settings say, the likeliest place first.
    public var sourceRoots: [SourceRoot] = []
    /// Of local time from UTC, for the times of requests.
    public var secondsFromUTC = ViewerOptions.localOffset
    public var settings = ViewerSettings()
    /// Gives the settings when they have changed, nil where they have not. Asked about once a second; none where they
    /// cannot change.
    public var settingsNews: (@Sendable () -> SettingsNews?)?
    /// Called when the hints have been seen that are shown at first; none where none are to be shown.
    public var hintsSeen: (@Sendable () -> Void)?
    /// For `TERM`, `COLORTERM` and `NO_COLOR`.
    public var environment: [String: String]

    private static var localOffset: Int64 {
        var (now, parts) = (time(nil), tm())
        return localtime_r(&now, &parts) == nil ? 0 : Int64(parts.tm_gmtoff)
    }

    public init(theme: Theme, themes: ThemeLibrary, environment: [String: String]) {
        self.theme = theme
        self.themes = themes
        self.environment = environment
    }
}

/// Why the viewer ended.
public enum ViewerExit: Hashable, Sendable {
    case quit
    /// SIGTERM, SIGHUP, SIGINT or SIGQUIT asked for it.
    case signal(Int32)
    /// The terminal went away.
    case terminalClosed
}

/// What fills the middle of the screen.
public enum Pane: String, Sendable, CaseIterable {
    case icicle, requests, functions, threads, queries, timeline, sandwich, source

    var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}
