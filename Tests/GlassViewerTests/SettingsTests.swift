import GlassAnalysis
import Testing

@testable import GlassViewer

@Suite struct SettingsTests {
    private var viewer = TestViewer()

    private func settings(keys: [String: [String]] = [:], theme: String? = nil) -> ViewerSettings {
        var settings = ViewerSettings()
        settings.keys = keys
        settings.theme = theme
        return settings
    }

    @Test mutating func newKeysWorkAtOnce() {
        viewer.send(.settings(.changed(settings(keys: ["quit": ["Q"], "metric": ["w"]]))))
        viewer.press("w")
        #expect(viewer.state.metric == .wall)
        viewer.press("q")
        #expect(viewer.effects.isEmpty)
        viewer.press("Q")
        #expect(viewer.effects == [.quit(.quit)])
        viewer.send(.settings(.changed(settings())))
        viewer.press("c")
        #expect(viewer.state.metric == .waiting)
    }

    @Test mutating func aThemeIsShownOnlyWhenAnotherOneIsNamed() {
        viewer.press("C-l")
        viewer.send(.settings(.changed(settings(theme: "nord"))))
        #expect(viewer.effects.contains(.switchTheme(.named("nord"))))
        viewer.press("C-l")
        viewer.send(.settings(.changed(settings(keys: ["metric": ["w"]], theme: "nord"))))
        #expect(!viewer.effects.contains(.switchTheme(.named("nord"))))
    }

    @Test mutating func theFrameLimitIsPassedOn() {
        var changed = settings()
        changed.frameLimit = 5
        viewer.press("C-l")
        viewer.send(.settings(.changed(changed)))
        #expect(viewer.effects.contains(.limitFrames(5)))
    }

    @Test mutating func columnsAreArrangedAtOnceAndGoBack() {
        let usual = viewer.state.functions.columns
        var changed = settings()
        changed.columns = ["functions": TableColumns(names: ["function", "total"], sort: "total")]
        viewer.send(.settings(.changed(changed)))
        #expect(viewer.state.functions.columns == [.name, .total])
        #expect(viewer.state.functions.order.column == .total)
        viewer.send(.settings(.changed(settings())))
        #expect(viewer.state.functions.columns == usual)
        #expect(viewer.state.functions.order == FunctionTable.firstOrder)
    }

    @Test mutating func aMistakeIsShownUntilItIsMended() {
        viewer.send(.settings(.changed(settings(keys: ["metric": ["w"]]))))
        viewer.send(.settings(.wrong("~/.config/glass/config.toml:2: keys.metrc: glass knows no such key")))
        #expect(viewer.lines[3].contains("Icicle"))
        viewer.press("j", "w")
        #expect(viewer.lines[2] == " ~/.config/glass/config.toml:2: keys.metrc: glass knows no such key")
        #expect(viewer.state.metric == .wall)
        viewer.send(.settings(.changed(settings())))
        #expect(viewer.state.banner == nil)
    }

    @Test func aLongMistakeLosesItsDirectories() {
        let text = "~/.config/glass/config.toml:2: keys.metrc: glass knows no such key"
        #expect(fittingPath(text, width: 80) == text)
        #expect(fittingPath(text, width: 60) == "config.toml:2: keys.metrc: glass knows no such key")
        #expect(fittingPath("no path at all", width: 5) == "no path at all")
    }
}
