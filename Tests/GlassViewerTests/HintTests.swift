import GlassTerminal
import Testing

@testable import GlassViewer

@Suite struct HintTests {
    private var viewer = TestViewer()

    init() { viewer.state.showsHints = true }

    @Test mutating func showsThreeHintsUntilTheFirstKey() {
        #expect(viewer.state.hints.map(\.keys) == ["Enter Esc", "c", "? :"])
        #expect(viewer.text.contains("Good to know"))
        viewer.press("c")
        #expect(viewer.effects == [.rememberHints])
        #expect(viewer.state.metric == .wall, "the key does what it does")
        #expect(!viewer.text.contains("Good to know"))
        viewer.press("c")
        #expect(viewer.effects.isEmpty)
    }

    @Test mutating func aClickClosesThemToo() {
        viewer.click(2, 3)
        #expect(viewer.effects.contains(.rememberHints))
        #expect(viewer.state.hints.isEmpty)
    }

    @Test func nothingIsShownBeforeThereIsSomethingToLookAt() {
        var viewer = TestViewer(empty: true)
        viewer.state.showsHints = true
        #expect(viewer.state.hints.isEmpty)
        viewer.press("j")
        #expect(viewer.state.showsHints)
    }

    @Test(arguments: [(0, 0), (1, 1), (20, 8), (40, 12), (80, 24)]) func fitsOrStaysAway(width: Int, height: Int) {
        var viewer = TestViewer(width: width, height: height)
        viewer.state.showsHints = true
        #expect(viewer.text.contains("Good to know") == (width >= 40))
    }
}
