import GlassAnalysis
import GlassModel
import GlassTerminal
import Testing

@testable import GlassViewer

@Suite struct ReducerTests {
    private var viewer = TestViewer()

    // MARK: Icicle

    @Test mutating func arrowsFollowTheStack() {
        viewer.press("j")
        #expect(viewer.selectedFrame == "main")
        viewer.press("↓", "j")
        #expect(viewer.selectedFrame == "parse(Request const&)")
        viewer.press("l")
        #expect(viewer.selectedFrame == "render")
        viewer.press("←", "k", "k")
        #expect(viewer.selectedFrame == "main")
        viewer.press("→")
        #expect(viewer.selectedFrame == "start")
        viewer.press("G")
        #expect(viewer.selectedFrame == "hash")
        viewer.press("g")
        #expect(viewer.selectedFrame == nil)
    }

    @Test mutating func theSelectionStaysOnItsStackWhileDataMoves() {
        viewer.press("j", "l", "j", "j")
        #expect(viewer.selectedFrame == "hash")
        for second in 10..<20 { viewer.send(.delta(TestRecording.more(second: Int64(second)))) }
        #expect(viewer.selectedFrame == "hash")
        viewer.send(.terminal(.resized(Size(width: 41, height: 12)), at: .zero))
        #expect(viewer.selectedFrame == "hash")
    }

    @Test mutating func enterZoomsAndEscapeGoesBackOneLevel() {
        viewer.press("j", "j", "Enter")
        #expect(viewer.state.icicle.zoom != .root)
        #expect(viewer.lines[3].contains("all › main › serve"))
        #expect(viewer.lines[4].hasPrefix("▏serve"))
        viewer.press("Esc")
        #expect(viewer.lines[4].hasPrefix("▏main"))
        viewer.press("Esc")
        #expect(viewer.state.icicle.zoom == .root)
        #expect(viewer.lines[3].hasPrefix("▏all threads"))
    }

    @Test mutating func cGoesThroughTheMetrics() {
        viewer = TestViewer(width: 100)
        #expect(viewer.lines[2].hasSuffix("CPU time · 9.00 s"))
        viewer.press("c")
        #expect(viewer.lines[2].hasSuffix("wall time · 20.0 s"))
        viewer.press("c")
        #expect(viewer.lines[2].hasSuffix("waiting · 11.0 s"))
        viewer.press("c")
        #expect(viewer.state.metric == .cpu)
    }

    /// Imports may know no CPU time, or no time at all.
    @Test(arguments: [(Int64(0), Metric.wall), (-1, .samples)]) func aRecordingWithoutCPUTimeShowsWhatItHas(
        wall: Int64, metric: Metric
    ) {
        var delta = TestRecording.first(end: RecordingEnd(time: TestRecording.time(10), reason: .stopped))
        for index in delta.rollups.indices {
            delta.rollups[index].weight.cpu = .zero
            if wall < 0 { delta.rollups[index].weight.wall = .zero }
        }
        var viewer = TestViewer(isLive: false, empty: true)
        viewer.send(.delta(delta))
        #expect(viewer.state.metric == metric)
        viewer.press("c")
        #expect(viewer.state.metric == (metric == .wall ? .waiting : .samples))
    }

    /// Of `main`'s wall time, half is on a CPU.
    @Test mutating func cpuAndWaitingHaveTheirOwnColors() {
        viewer.press("c")
        let y = viewer.state.icicle.area.y + 1
        let row = (0..<40).compactMap { viewer.screen[$0, y]?.style.background }
        let boundary = row.firstIndex { $0 != row[0] }
        #expect(boundary == 20)
    }

    @Test mutating func iInvertsAndKeepsTheFunction() {
        viewer.press("j", "j", "j", "i")
        #expect(viewer.state.icicle.shape.isInverted)
        #expect(viewer.selectedFrame == "parse(Request const&)")
        viewer.press("j")
        #expect(viewer.selectedFrame == "serve")
        viewer.press("i")
        #expect(viewer.selectedFrame == "serve")
        #expect(!viewer.state.icicle.shape.isInverted)
    }

    @Test mutating func searchMarksAndFinds() {
        viewer.press("/")
        viewer.type("R")
        #expect(viewer.state.icicle.search?.count == 7)
        viewer.type("end")
        #expect(viewer.lines[23].contains("'Rend' 22.2 % in 1 places"))
        viewer.press("Enter")
        #expect(viewer.selectedFrame == "render")
        #expect(viewer.state.prompt == nil)
        viewer.press("Esc")
        #expect(viewer.state.matcher == nil)
    }

    @Test mutating func nGoesRoundTheMatches() {
        viewer.press("/")
        viewer.type("~^(main|start|hash)$")
        viewer.press("Enter")
        #expect(viewer.selectedFrame == "main")
        viewer.press("n")
        #expect(viewer.selectedFrame == "start")
        viewer.press("n", "n")
        #expect(viewer.selectedFrame == "main")
        viewer.press("N")
        #expect(viewer.selectedFrame == "hash")
    }

    @Test mutating func aBadPatternIsSaidAndNotObeyed() {
        viewer.press("/")
        viewer.type("~(")
        #expect(viewer.state.prompt?.error != nil)
        viewer.press("Enter")
        #expect(viewer.state.prompt != nil)
        viewer.press("Esc")
        #expect(viewer.state.prompt == nil)
    }

    @Test mutating func hashFindsTheSameFunction() {
        viewer.press("j", "#")
        #expect(viewer.state.matcher?.query == "main")
    }

    @Test mutating func sOrdersTheIcicle() {
        let first = viewer.state.icicle.order
        viewer.press("s")
        #expect(viewer.state.icicle.order != first)
    }

    @Test mutating func yCopiesTheStack() {
        viewer.press("j", "j", "y")
        #expect(viewer.effects == [.copy("main;serve")])
        viewer.press("g", "y")
        #expect(viewer.effects == [])
        #expect(viewer.state.notice?.kind == .bad)
    }

    // MARK: Tables

    @Test mutating func functionsSortFilterAndOpen() {
        viewer.press("3")
        #expect(viewer.state.functions.table?.rows.first?.name == "hash")
        viewer.press("S")
        #expect(viewer.state.functions.table?.rows.last?.name == "hash")
        viewer.press("S", "s")
        #expect(viewer.state.functions.table?.rows.first?.name == "main")
        viewer.press("\\")
        viewer.type("module=libc.so.6")
        viewer.press("Enter")
        #expect(viewer.state.functions.table?.rows.map(\.module).allSatisfy { $0 == "libc.so.6" } == true)
        viewer.press("Esc")
        #expect(viewer.state.functions.filter.isEmpty)
        viewer.press("Enter")
        #expect(viewer.state.pane == .icicle)
        #expect(viewer.selectedFrame == "main")
    }

    @Test mutating func aBadFilterIsSaid() {
        viewer.press("3", "\\")
        viewer.type("nosuch=1")
        viewer.press("Enter")
        #expect(viewer.state.notice?.text.contains("no field `nosuch`") == true)
        #expect(viewer.state.prompt != nil)
    }

    @Test mutating func theSelectedRowFollowsItsFunction() {
        viewer.press("3", "j", "j")
        let name = viewer.state.selectedFunctionRow?.name
        viewer.press("S")
        #expect(viewer.state.selectedFunctionRow?.name == name)
    }

    @Test mutating func aThreadLimitsTheIcicle() {
        viewer.press("4", "j", "Enter")
        #expect(viewer.state.pane == .icicle)
        let thread = viewer.state.selection.threads?.first
        #expect(thread == ThreadKey(2) || thread == ThreadKey(1))
        #expect(viewer.state.icicle.weights.total.cpu < .seconds(9))
        viewer.press("Esc")
        #expect(viewer.state.selection == .all)
    }

    // MARK: Panes, time, freezing

    @Test mutating func panesAreChanged() {
        viewer.press("Tab")
        #expect(viewer.state.pane == .requests)
        viewer.press("BackTab", "BackTab")
        #expect(viewer.state.pane == .source)
        viewer.press("4")
        #expect(viewer.state.pane == .threads)
        viewer.click(3, 2)
        #expect(viewer.state.pane == .icicle)
    }

    @Test mutating func bracketsStepThroughTime() {
        viewer.press("[")
        let last = viewer.state.selection.seconds
        #expect(last == TestRecording.started + 9..<TestRecording.started + 10)
        #expect(viewer.state.icicle.weights.total.cpu == .seconds(0.9))
        viewer.press("[")
        #expect(viewer.state.selection.seconds == TestRecording.started + 8..<TestRecording.started + 9)
        viewer.press("]", "]")
        #expect(viewer.state.selection.seconds == nil)
        viewer.press("[", "[", "End")
        #expect(viewer.state.selection.seconds == nil)
        for _ in 0..<30 { viewer.press("[") }
        #expect(viewer.state.selection.seconds?.lowerBound == TestRecording.started)
    }

    @Test mutating func aDragInTheTimelineBrushes() {
        viewer.press("6")
        let charts = viewer.state.timelineLayout.time
        viewer.input(.mouse(MouseEvent(.press(.left), x: charts.x, y: charts.y)))
        viewer.input(.mouse(MouseEvent(.drag(.left), x: charts.right - 1, y: charts.y)))
        #expect(viewer.state.selection.seconds == nil)
        viewer.input(.mouse(MouseEvent(.release, x: charts.right - 1, y: charts.y)))
        #expect(viewer.state.selection.seconds == TestRecording.started..<TestRecording.started + 10)
        viewer.press("Esc")
        #expect(viewer.state.selection == .all)
    }

    @Test mutating func spaceFreezesWhatIsShown() {
        viewer.press("Space")
        let before = viewer.state.icicle.weights.total
        viewer.send(.delta(TestRecording.more(second: 10)))
        #expect(viewer.state.icicle.weights.total == before)
        viewer.press("3", "1", "c")
        #expect(viewer.state.icicle.weights.total == before)
        viewer.press("Space")
        #expect(viewer.state.icicle.weights.total.cpu == .seconds(9.9))
    }

    // MARK: Commands and effects

    @Test mutating func commandsByName() {
        func run(_ text: String) -> [ViewerEffect] {
            var viewer = viewer
            viewer.press(":")
            viewer.type(text)
            viewer.press("Enter")
            return viewer.effects
        }
        #expect(run("quit") == [.quit(.quit)])
        #expect(run("rate 499") == [.setRate(499)])
        #expect(run("pause") == [.pause])
        #expect(run("resume") == [.resume])
        #expect(run("theme nord") == [.switchTheme(.named("nord"))])
        for wrong in ["rate 0", "rate -3", "rate x", "rate 99999", "rate nan", "pane x", "nonsense", ""] {
            #expect(run(wrong) == [])
        }
        viewer.press(":")
        viewer.type("pane threads")
        viewer.press("Enter")
        #expect(viewer.state.pane == .threads)
    }

    @Test func whatIsNotRecordedCannotBeControlled() {
        var viewer = TestViewer(isLive: false)
        viewer.press(":")
        viewer.type("pause")
        viewer.press("Enter")
        #expect(viewer.effects == [])
        #expect(viewer.state.notice?.kind == .bad)
    }

    @Test mutating func keysThatTheWorldActsOn() {
        viewer.press("q")
        #expect(viewer.effects == [.quit(.quit)])
        viewer.press("C-c")
        #expect(viewer.effects == [.quit(.quit)])
        viewer.press("C-z")
        #expect(viewer.effects == [.suspend])
        viewer.press("C-l")
        #expect(viewer.effects == [.redraw])
        viewer.press("t")
        #expect(viewer.effects == [.switchTheme(.next(after: "dark"))])
        viewer.send(.terminal(.signal(15), at: .zero))
        #expect(viewer.effects.last == .quit(.signal(15)))
        viewer.send(.terminal(.closed, at: .zero))
        #expect(viewer.effects.last == .quit(.terminalClosed))
        viewer.send(.terminal(.continued, at: .zero))
        #expect(viewer.effects.last == .reenter)
    }

    @Test mutating func eExportsWhatIsShown() throws {
        viewer.press("e")
        guard case .write(let folded) = try #require(viewer.effects.first) else { return }
        #expect(folded.name == "glass-app-icicle")
        #expect(folded.text.contains("main;serve;parse(Request const&) 3000000\n"))
        viewer.press("3", "e")
        guard case .write(let table) = try #require(viewer.effects.first) else { return }
        #expect(table.suffix == "csv")
        #expect(table.text.split(separator: "\r\n").dropFirst().first?.hasPrefix("hash,app,") == true)
    }

    @Test mutating func exportsInTheFormatThatIsAskedFor() throws {
        viewer.press("4", ":")
        viewer.type("export speedscope")
        viewer.press("Enter")
        guard case .write(let file) = try #require(viewer.effects.first) else { return }
        #expect(file.suffix == "speedscope.json")
        #expect(file.text.contains("https://www.speedscope.app/file-format-schema.json"))
        viewer.press(":")
        viewer.type("export pdf")
        viewer.press("Enter")
        #expect(viewer.state.prompt?.error == "no format 'pdf'; there are csv, folded, speedscope, svg")
    }

    @Test func themesAreGoneThroughInOrder() {
        let library = ThemeLibrary(directories: [])
        #expect(library.names(after: "dark") == [])
        #expect(library.names(after: "my own") == ["dark"])
    }

    @Test mutating func helpScrollsAndCloses() {
        viewer.press("?")
        #expect(viewer.text.contains("Keys"))
        viewer.press("j", "j", "PgDn", "k")
        #expect(viewer.state.overlay != nil)
        viewer.press("q")
        #expect(viewer.state.overlay == nil)
        #expect(viewer.effects == [])
    }

    @Test mutating func lossesAreExplained() {
        viewer.click(5, 0)
        #expect(viewer.text.contains("tick skipped"))
        #expect(viewer.text.contains("no unwind rule in libc.so.6"))
        viewer.press("Esc", "!")
        #expect(viewer.text.contains("98.0 %  whole, to the root"))
    }

    // MARK: Mouse

    @Test mutating func clicksSelectAndDoubleClicksZoom() {
        let y = viewer.state.icicle.area.y + 1
        viewer.click(60, y)
        #expect(viewer.selectedFrame == "start")
        viewer.click(60, y, after: .seconds(0.1))
        #expect(viewer.state.icicle.zoom != .root)
        viewer.click(2, 3)
        #expect(viewer.state.icicle.zoom == .root)
    }

    @Test mutating func theFooterCanBeClicked() throws {
        let hint = try #require(viewer.state.footerHints.first { $0.action == .switchMetric })
        viewer.click(hint.area.x + 1, 23)
        #expect(viewer.state.metric == .wall)
    }

    @Test mutating func theWheelMoves() {
        viewer.press("3")
        viewer.input(.mouse(MouseEvent(.wheelDown, x: 3, y: 9)))
        #expect(viewer.state.functions.list.index(in: viewer.state.functions.ids) == 3)
    }

    // MARK: Ends

    @Test mutating func theEndIsSaidAndTheDataStays() {
        let end = RecordingEnd(time: TestRecording.time(10), reason: .targetExited(status: 3))
        var delta = RecordingDelta(info: TestRecording.info(end: end))
        delta.rollupsFrom = .max
        viewer.send(.delta(delta))
        #expect(viewer.lines[2] == " target exited with status 3 - q quits")
        #expect(viewer.text.contains("parse(Request"))
        viewer.send(.agentFailed("no permission"))
        #expect(viewer.lines[2].contains("the agent ended: no permission"))
    }

    @Test func aFinishedRecordingHasNoBanner() {
        var viewer = TestViewer(isLive: false, empty: true)
        viewer.send(.delta(TestRecording.first(end: RecordingEnd(time: TestRecording.time(10), reason: .durationOver))))
        #expect(viewer.state.banner == nil)
        #expect(viewer.lines[0].contains("■ ended 0:10"))
    }
}
