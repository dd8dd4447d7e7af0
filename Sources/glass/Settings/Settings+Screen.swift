import GlassAnalysis
import GlassConfiguration
import GlassTerminal
import GlassViewer

extension Settings {
    /// For the viewer, which is told when the file changes.
    var viewerOptions: ViewerOptions {
        let view = configuration.view
        var options = ViewerOptions(theme: theme, themes: Self.themes, environment: Environment.all)
        options.mouse = view.mouse.value
        options.pane = Pane(rawValue: view.pane.value) ?? .icicle
        options.metric = Metric(rawValue: view.metric.value) ?? .cpu
        options.settings = viewerSettings
        if let reload = SettingsReload(self) { options.settingsNews = { reload.news() } }
        if view.hints.value, let first = FirstRun(variables: Environment.all) { options.hintsSeen = { first.end() } }
        return options
    }

    /// What may change while the viewer runs.
    var viewerSettings: ViewerSettings {
        var settings = ViewerSettings()
        settings.theme = configuration.view.theme.value
        settings.keys = configuration.keys.changes
        settings.frameLimit = configuration.view.framesPerSecond.value
        let home = Environment.value("HOME")
        settings.sourceMap = configuration.source.map.value.mapValues { path in
            path == "~" || path.hasPrefix("~/") ? (home ?? "~") + path.dropFirst() : path
        }
        for table in configuration.columns.tables where table.isChanged {
            settings.columns[table.name] = TableColumns(
                names: table.show.value, widths: table.widths.value, sort: table.sort.value,
                isReversed: table.isReversed.value)
        }
        return settings
    }
}

extension ColumnSettings.Table {
    fileprivate var isChanged: Bool {
        [show.origin, widths.origin, sort.origin, isReversed.origin].contains { $0 != .builtIn }
    }
}
