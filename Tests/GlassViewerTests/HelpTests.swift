import GlassTerminal
import Testing

@testable import GlassViewer

@Suite struct HelpTests {
    private func entries(_ viewer: TestViewer) -> [(keys: String, text: String)] {
        viewer.state.helpLines.compactMap { if case .entry(let keys, let text) = $0 { (keys, text) } else { nil } }
    }

    @Test(arguments: Pane.allCases) func everyActionThatWorksHereIsSaidOnce(pane: Pane) {
        var viewer = TestViewer(traffic: true)
        viewer.state.show(pane)
        let keys = entries(viewer).flatMap { $0.keys.split(separator: " ").map(String.init) }
        for action in Action.allCases where action.works(in: pane) {
            for name in KeyMap.standard.names(of: action) {
                #expect(keys.filter { $0 == name }.count == 1, "\(action): \(name)")
            }
        }
        #expect(viewer.state.helpLines.first == .heading(pane.title))
    }

    @Test func saysWhatThePaneDoes() {
        var viewer = TestViewer()
        viewer.press("4")
        #expect(entries(viewer).first { $0.keys == "Enter" }?.text == "only this thread")
        #expect(!entries(viewer).contains { $0.text == Action.invert.summary })
        viewer.press("1")
        #expect(entries(viewer).contains { $0.text == Action.invert.summary })
    }

    @Test func keysAreThoseInForce() {
        var viewer = TestViewer()
        var settings = ViewerSettings()
        settings.keys = ["freeze": ["F5", "C-o"], "copy": []]
        viewer.send(.settings(.changed(settings)))
        #expect(entries(viewer).first { $0.text == Action.freeze.summary }?.keys == "F5 C-o")
        #expect(!entries(viewer).contains { $0.text == Action.copy.summary })
        #expect(viewer.state.footerHints.first { $0.action == .freeze }?.key == "F5")
    }

    @Test(arguments: [(40, 12), (80, 24), (140, 40)]) func allOfItCanBeReached(width: Int, height: Int) {
        var viewer = TestViewer(width: width, height: height)
        viewer.press("?")
        var seen = viewer.text
        for _ in 0..<20 {
            viewer.press("PgDn")
            seen += viewer.text
        }
        for text in ["Icicle", "Everywhere", "Panes", "Mouse", "With Shift"] { #expect(seen.contains(text)) }
        viewer.press("g")
        #expect(viewer.state.overlay == .help(top: 0))
    }
}
