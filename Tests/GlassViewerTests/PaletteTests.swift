import GlassModel
import GlassTerminal
import Testing

@testable import GlassViewer

@Suite struct PaletteTests {
    private var viewer = TestViewer()

    init() { viewer.state.themeNames = ["dark", "nord"] }

    private var titles: [String] { viewer.state.palette?.items.map(\.title) ?? [] }

    private mutating func ask(_ text: String) {
        viewer.press(":")
        viewer.type(text)
    }

    @Test mutating func offersAllThatCanBeAskedFor() {
        ask("")
        #expect(titles.first == "open", "what the pane is for comes first")
        for action in Action.allCases where action.pane == nil && action != .command {
            #expect(titles.contains(action.rawValue.replacing("-", with: " ")), "\(action)")
        }
        for pane in Pane.allCases { #expect(titles.contains("pane \(pane.rawValue)")) }
        for other in ["theme dark", "theme nord", "export csv", "rate", "pause", "resume"] {
            #expect(titles.contains(other))
        }
        #expect(Set(titles).count == titles.count)
        #expect(viewer.state.palette?.selected == nil)
        #expect(viewer.state.palette?.items.first { $0.title == "pane threads" }?.keys == "4")
    }

    @Test mutating func aFinishedRecordingCannotBeControlled() {
        viewer = TestViewer(isLive: false)
        ask("")
        #expect(!titles.contains("pause"))
    }

    @Test mutating func findsActionsByFewLetters() {
        ask("frz")
        #expect(titles.first == "freeze")
        viewer.press("Enter")
        #expect(viewer.state.isFrozen)
        #expect(viewer.state.prompt == nil)
    }

    @Test mutating func findsWhatAnActionDoes() {
        ask("broken")
        #expect(titles.first == "explain")
    }

    @Test mutating func aFunctionIsShownInTheIcicle() {
        viewer.press("4")
        ask("hash")
        #expect(viewer.state.palette?.items.first?.note == "function in app")
        viewer.press("Enter")
        #expect(viewer.state.pane == .icicle)
        #expect(viewer.selectedFrame == "hash")
    }

    @Test mutating func aThreadLimits() {
        ask("worker")
        viewer.press("Enter")
        #expect(viewer.state.selection.threads == [ThreadKey(2)])
    }

    @Test mutating func aRouteLimits() throws {
        viewer = TestViewer(traffic: true)
        let route = try #require(viewer.state.profile?.routes.first { $0.pattern.contains("/") })
        ask(route.name)
        #expect(titles.first == route.name)
        viewer.press("Enter")
        #expect(viewer.state.routeScope?.route == route.id)
        #expect(viewer.effects.contains(.load(.route(route.id, endedIn: nil))))
    }

    @Test mutating func arrowsChooseAndGoRound() {
        ask("theme ")
        #expect(titles == ["theme dark", "theme nord"])
        viewer.press("↓", "Enter")
        #expect(viewer.effects == [.switchTheme(.named("nord"))])
        ask("theme ")
        viewer.press("C-n", "C-n", "C-p", "C-p", "C-p", "Enter")
        #expect(viewer.effects == [.switchTheme(.named("nord"))])
        ask("")
        viewer.press("↑")
        #expect(viewer.state.palette?.selected == titles.count - 1)
        viewer.press("PgUp", "PgDn")
        #expect(viewer.state.palette?.selected == titles.count - 1)
    }

    @Test mutating func tabCompletes() {
        ask("nord")
        viewer.press("Tab")
        #expect(viewer.state.prompt?.field.value == "theme nord")
        viewer.press("C-u")
        viewer.type("rat")
        viewer.press("Tab")
        #expect(viewer.state.prompt?.field.value == "rate ")
        viewer.type("250")
        viewer.press("Enter")
        #expect(viewer.effects == [.setRate(250)])
    }

    @Test mutating func theRateIsAskedFor() {
        ask("rate")
        viewer.press("Enter")
        #expect(viewer.state.prompt?.field.value == "rate ")
        #expect(viewer.state.palette?.problem == "say a number of samples a second up to 10000")
    }

    @Test mutating func aCommandInFullComesFirst() {
        ask("export csv")
        #expect(titles.first == "export csv")
        viewer.press("Esc")
        ask("q")
        #expect(titles.first == "q")
    }

    @Test mutating func whatHasNoNameIsSaid() {
        ask("xyzzy")
        #expect(viewer.text.contains("nothing is named 'xyzzy'"))
        viewer.press("Enter")
        #expect(viewer.state.prompt?.error == "nothing is named 'xyzzy'")
        viewer.press("C-u")
        #expect(viewer.state.prompt?.error == nil)
        viewer.press("Esc")
        #expect(viewer.state.palette == nil)
    }

    @Test mutating func keysOfTheListAreThoseInForce() {
        var settings = ViewerSettings()
        settings.keys = ["freeze": ["F5"]]
        viewer.send(.settings(.changed(settings)))
        ask("freeze")
        #expect(viewer.state.palette?.items.first?.keys == "F5")
    }

    @Test mutating func theMouseChooses() {
        ask("theme ")
        let rows = viewer.state.paletteRows
        viewer.input(.mouse(MouseEvent(.wheelDown, x: 3, y: rows.y)))
        #expect(viewer.state.palette?.selected == 1)
        viewer.click(5, rows.y)
        #expect(viewer.effects.last == .switchTheme(.named("dark")))
        #expect(viewer.state.prompt == nil)
        ask("theme ")
        viewer.click(5, 3)
        #expect(viewer.state.prompt == nil)
    }

    @Test func hasNoRoomOnASmallScreen() {
        for (width, height) in [(0, 0), (1, 1), (3, 3), (5, 4), (40, 12)] {
            var viewer = TestViewer(width: width, height: height)
            viewer.press(":")
            viewer.type("e")
            viewer.press("↓", "PgDn", "↑")
            #expect(Screen.draw(viewer.state).height == height)
        }
    }

    // MARK: Pasting

    @Test mutating func aPasteGoesIntoTheLine() {
        ask("")
        viewer.input(.paste("theme nord"))
        #expect(titles.first == "theme nord")
    }

    @Test mutating func withoutALineAPasteGoesNowhere() {
        viewer.press("C-l")
        viewer.input(.paste("q3:quit"))
        #expect(viewer.effects == [.redraw])
        #expect(viewer.state.pane == .icicle)
        #expect(viewer.state.notice?.kind == .bad)
    }

    @Test mutating func withShiftTheMouseIsTheTerminals() {
        viewer.input(.mouse(MouseEvent(.press(.left), x: 12, y: 2, modifiers: .shift)))
        #expect(viewer.state.pane == .icicle)
    }
}
