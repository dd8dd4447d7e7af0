import GlassTerminal

/// What may change while the viewer runs: the configuration was edited.
public struct ViewerSettings: Hashable, Sendable {
    /// The theme that is named now. Another one is shown, whatever was chosen since.
    public var theme: String?
    /// By the name of an action, all its keys; those of all others are as usual.
    public var keys: [String: [String]] = [:]
    /// By the beginning of a source file's recorded path: what stands there instead on this machine.
    public var sourceMap: [String: String] = [:]
    /// At most so many frames a second.
    public var frameLimit = 30
    /// Of tables, by their names (``TableName``); those that are not named show what is usual.
    public var columns: [String: TableColumns] = [:]

    public init() {}
}

/// What became of settings that were read anew.
public enum SettingsNews: Hashable, Sendable {
    case changed(ViewerSettings)
    /// They cannot be read; the text names file, line and key. What was read before stays in force.
    case wrong(String)
}

extension ViewerState {
    mutating func take(_ news: SettingsNews) -> [ViewerEffect] {
        switch news {
        case .wrong(let reason):
            settingsFailure = reason
            // The line that says so takes its room from the pane.
            arrange()
            return []
        case .changed(let new):
            let old = settings
            adopt(new)
            settingsFailure = nil
            arrange()
            notice = Notice(text: "the configuration was read again", kind: .good)
            let theme = new.theme.flatMap { $0 == old.theme ? nil : ViewerEffect.switchTheme(.named($0)) }
            return [.limitFrames(new.frameLimit)] + [theme].compactMap { $0 }
        }
    }

    mutating func adopt(_ new: ViewerSettings) {
        if new.keys != settings.keys { keys = KeyMap(changes: new.keys) }
        // What somebody has chosen since stays, unless the configuration has changed for that table.
        for name in TableName.allCases.map(\.rawValue) where new.columns[name] != settings.columns[name] {
            choose([name: new.columns[name] ?? TableColumns()])
        }
        settings = new
    }
}

/// A sentence that begins with a path: without the path's directories where it would be too long.
func fittingPath(_ text: String, width: Int) -> String {
    guard columns(of: text) > width, let colon = text.firstIndex(of: ":") else { return text }
    guard let slash = text[..<colon].lastIndex(of: "/") else { return text }
    return String(text[text.index(after: slash)...])
}

/// Asks once a second whether the settings have changed. Nothing is drawn for the question.
struct SettingsWatch: Sendable {
    static let interval = Duration.seconds(1)

    let news: @Sendable () -> SettingsNews?
    let continuation: AsyncStream<ViewerEvent>.Continuation

    func run() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.interval)
            if let news = news() { continuation.yield(.settings(news)) }
        }
    }
}
