import GlassAnalysis
import GlassModel
import GlassTerminal
import Testing

@testable import GlassViewer

@Suite struct SandwichReducerTests {
    private var viewer = TestViewer()

    /// Names of the frames on the lines of the pane, from top to bottom.
    private func lines(with name: String) -> [Int] {
        viewer.lines.indices.filter { viewer.lines[$0].contains("▏" + name) }
    }

    @Test mutating func wShowsCallersAboveAndCalleesBelow() throws {
        viewer.press("j", "j", "w")
        #expect(viewer.state.pane == .sandwich)
        #expect(viewer.selectedFrame == "serve")
        let bar = try #require(viewer.lines.firstIndex { $0.hasPrefix("▌ serve") })
        #expect(lines(with: "main") == [bar - 1])
        #expect(lines(with: "parse") == [bar + 1])
        #expect(viewer.lines[bar].contains("5.00 s 55.6 %"))
        #expect(viewer.lines[bar].contains("self 0 s 0.0 %"))
    }

    @Test mutating func withoutAFunctionItSaysWhatToDo() {
        viewer.press("7")
        #expect(viewer.text.contains("press w"))
        viewer.press("w", "j", "k", "l", "Enter", "n", "y", "e")
        #expect(viewer.state.pane == .sandwich)
        viewer.press("Esc")
        #expect(viewer.state.pane == .icicle)
    }

    @Test mutating func arrowsCrossTheBar() {
        viewer.press("j", "j", "w", "j")
        #expect(viewer.selectedFrame == "parse(Request const&)")
        viewer.press("l")
        #expect(viewer.selectedFrame == "render")
        viewer.press("k")
        #expect(viewer.state.sandwich.isOnBar)
        viewer.press("k")
        #expect(viewer.selectedFrame == "main")
        viewer.press("k", "k")
        #expect(viewer.selectedFrame == "main")
        viewer.press("G")
        #expect(viewer.state.sandwich.half == .callees)
        #expect(!viewer.state.sandwich.isOnBar)
    }

    @Test mutating func enterMakesACalleeTheSubjectAndEscGoesBack() {
        viewer.press("3")
        let name = viewer.selectedFrame
        viewer.press("w")
        #expect(viewer.selectedFrame == name)
        viewer.press("k", "Enter")
        #expect(viewer.state.sandwich.subjects.count == 2)
        #expect(viewer.state.sandwich.isCurrent)
        viewer.press("Backspace")
        #expect(viewer.selectedFrame == name)
        viewer.press("Esc")
        #expect(viewer.state.pane == .functions)
    }

    @Test mutating func enterOnTheBarSaysWhatToDo() {
        viewer.press("j", "w", "Enter")
        #expect(viewer.state.notice?.text.contains("Enter on a caller or callee") == true)
    }

    @Test mutating func itIsReachedFromARequestsOwnIcicle() {
        viewer = TestViewer(width: 120, height: 40, traffic: true)
        viewer.press("2", "j", "j", "Enter", "G", "j", "j")
        let name = viewer.selectedFrame
        viewer.press("w")
        #expect(viewer.state.pane == .sandwich)
        #expect(viewer.selectedFrame == name)
        viewer.press("Esc")
        #expect(viewer.state.requests.detail != nil)
    }

    @Test mutating func theSameFunctionIsFollowedWhileDataMoves() {
        viewer.press("j", "j", "w", "j")
        let before = viewer.state.sandwich.sandwich?.total.cpu
        viewer.send(.delta(TestRecording.more(second: 10)))
        #expect(viewer.selectedFrame == "parse(Request const&)")
        #expect(viewer.state.sandwich.sandwich?.total.cpu == before.map { $0 + .seconds(0.5) })
    }

    @Test mutating func limitsOfTimeAndThreadApply() {
        viewer.press("j", "j", "w", "[")
        #expect(viewer.state.sandwich.sandwich?.total.cpu == .seconds(0.5))
        viewer.press("c")
        #expect(viewer.text.contains("1.00 s"))
    }

    @Test mutating func aFrozenScreenTakesAnotherFunction() {
        viewer.press("Space", "j", "j", "w", "j", "Enter")
        #expect(viewer.state.isFrozen)
        #expect(viewer.state.sandwich.isCurrent)
        #expect(viewer.lines.contains { $0.hasPrefix("▌ parse") })
    }

    @Test mutating func nGoesThroughBothHalves() {
        viewer.press("c", "j", "j", "w", "/")
        viewer.type("a")
        viewer.press("Enter")
        var found: Set<String> = []
        for _ in 0..<4 {
            viewer.press("n")
            found.insert(viewer.selectedFrame ?? "")
        }
        #expect(found == ["main", "parse(Request const&)", "read", "[read]"])
    }

    @Test mutating func theMouseSelectsAndOpens() throws {
        viewer.press("j", "j", "w")
        let row = try #require(lines(with: "parse").first)
        viewer.click(2, row)
        #expect(viewer.selectedFrame == "parse(Request const&)")
        viewer.click(2, row, after: .zero)
        #expect(viewer.state.sandwich.subjects.count == 2)
        let above = try #require(lines(with: "main").first)
        viewer.click(2, above)
        #expect(viewer.selectedFrame == "main")
    }

    @Test mutating func aMetricThatIsZeroSaysSo() {
        viewer.press("3", "/")
        viewer.type("futex")
        viewer.press("Enter", "w")
        #expect(viewer.selectedFrame == "[futex]")
        #expect(viewer.text.contains("no CPU time in"))
        viewer.press("c")
        #expect(!viewer.text.contains("no CPU time in"))
    }

    @Test mutating func whatIsNotComputedYetIsNotShownAsAnotherFunctions() {
        viewer.press("3")
        viewer.state.longestInline = 0
        viewer.press("w")
        #expect(viewer.state.pane == .sandwich)
        #expect(viewer.text.contains("adding up"))
    }
}
