import GlassAnalysis
import GlassModel
import GlassTerminal
import Testing

@testable import GlassViewer

@Suite struct SourceReducerTests {
    private var viewer = TestViewer(width: 100, height: 40)

    /// Answers the question that the viewer has asked, with a file of so many lines.
    private mutating func answer(lines count: Int = 100, modified: Int64 = 1_600_000_000) {
        let text = (1...count).map { "\tif (line_\($0)()) return \($0); // \($0)" }.joined(separator: "\n")
        for case .readSource(let question) in viewer.effects {
            let found = SourceText(
                path: "/here/app.c", modified: Timestamp(nanosecondsSinceEpoch: modified * 1_000_000_000),
                bytes: Array(text.utf8))
            viewer.send(.source(question, .found(found)))
        }
    }

    /// Of `parse(Request const&)`, which was only ever sampled in line 30.
    private mutating func showParse() {
        viewer.press("j", "j", "j", "v")
        answer()
    }

    @Test mutating func vReadsTheFileAndShowsTheHottestLine() throws {
        viewer.press("j", "j", "j", "v")
        #expect(viewer.state.pane == .source)
        #expect(viewer.effects == [.readSource(SourceQuestion(file: "app.c", roots: []))])
        #expect(viewer.text.contains("reading app.c"))
        answer()
        #expect(viewer.state.source.line == 30)
        let line = try #require(viewer.lines.first { $0.contains("line_30()") })
        #expect(line.hasPrefix("▎"))
        #expect(line.contains("3.00 s   3.00 s"))
        #expect(line.contains("33.3 %"))
        #expect(viewer.lines[3].contains("/here/app.c"))
        #expect(!viewer.lines[3].contains("changed"))
    }

    @Test mutating func callsInTheFileHaveTheTimeOfWhatTheyCall() throws {
        showParse()
        let call = try #require(viewer.lines.first { $0.contains("line_20()") })
        #expect(call.contains("5.00 s"))
        #expect(call.contains("55.6 %"))
    }

    @Test mutating func nGoesToHotLinesAndToWhatIsSearchedFor() {
        showParse()
        viewer.press("n")
        #expect(viewer.state.source.line == 40)
        viewer.press("n", "n")
        #expect(viewer.lines.contains { $0.hasPrefix("▶") && $0.contains("line_90()") })
        viewer.press("n", "n", "n")
        #expect(viewer.state.source.line == 30)
        viewer.press("N")
        #expect(viewer.state.source.line == 20)
        viewer.press("/")
        viewer.type("line_7")
        viewer.press("Enter")
        #expect(viewer.state.source.line == 70)
        viewer.press("n")
        #expect(viewer.state.source.line == 71)
        viewer.press("Esc", "n")
        #expect(viewer.state.pane == .source)
        #expect(viewer.state.source.line == 80)
    }

    @Test mutating func linesAreGoneThrough() {
        showParse()
        viewer.press("g")
        #expect(viewer.state.source.line == 1)
        viewer.press("G")
        #expect(viewer.state.source.line == 100)
        #expect(viewer.text.contains("line_100()"))
        viewer.press("l")
        #expect(viewer.text.contains("line_100()"))
        #expect(!viewer.text.contains("if (line_100()"))
        viewer.press("h", "h", "C-u", "PgUp", "k")
        #expect(viewer.text.contains("line_\(viewer.state.source.line)()"))
    }

    @Test mutating func whereOneCameFromIsGoneBackTo() {
        viewer.press("3", "v")
        #expect(viewer.state.pane == .source)
        viewer.press("Esc")
        #expect(viewer.state.pane == .functions)
    }

    @Test mutating func sandwichAndSourceLeadToEachOther() {
        viewer.press("j", "j", "w", "v")
        answer()
        #expect(viewer.selectedFrame == "serve")
        viewer.press("w")
        #expect(viewer.state.pane == .sandwich)
        viewer.press("v", "Esc")
        #expect(viewer.state.pane == .sandwich)
        viewer.press("Esc")
        #expect(viewer.state.pane == .icicle)
        viewer.press("v", "w", "v", "Esc")
        #expect(viewer.state.pane == .icicle)
    }

    @Test mutating func aMissingFileIsExplainedAboveTheTable() {
        viewer.press("j", "j", "j", "v")
        for case .readSource(let question) in viewer.effects {
            viewer.send(
                .source(question, .notFound([SourceAttempt(path: "/build/app.c", reason: .missing)])))
        }
        #expect(viewer.text.contains("/build/app.c: no such file"))
        #expect(viewer.text.contains("[source] map"))
        #expect(viewer.lines.contains { $0.contains("30") && $0.contains("3.00 s") && $0.contains("app.c") })
        viewer.press("j", "n", "l", "e")
        #expect(viewer.state.pane == .source)
    }

    @Test mutating func aFunctionWithoutAFileSaysWhatWouldHelp() {
        viewer.press("c", "3", "/")
        viewer.type("read")
        viewer.press("Enter", "v")
        let name = viewer.selectedFrame
        #expect(name == "read" || name == "[read]")
        #expect(viewer.text.contains(name == "read" ? "build it with -g" : "the kernel's"))
        #expect(!viewer.effects.contains { if case .readSource = $0 { true } else { false } })
    }

    @Test mutating func aFileThatWasChangedIsPointedOut() {
        viewer.press("j", "j", "j", "v")
        answer(modified: 1_800_000_000)
        #expect(viewer.lines[3].contains("changed since it was recorded"))
        viewer.press("Esc", "v")
        viewer = TestViewer(width: 100)
        viewer.press("j", "j", "j", "v")
        answer(lines: 12)
        #expect(viewer.lines[3].contains("too short"))
        #expect(viewer.state.source.line == 12)
    }

    @Test mutating func theSameFileIsNotReadTwice() {
        showParse()
        viewer.press("Esc", "k", "v")
        #expect(viewer.effects.isEmpty)
        #expect(viewer.state.source.line == 20)
    }

    @Test mutating func anAnswerThatCameTooLateIsNotShown() {
        viewer.press("j", "j", "j", "v")
        let late = SourceText(path: "/other.c", modified: TestRecording.time(0), bytes: Array("other".utf8))
        viewer.send(.source(SourceQuestion(file: "other.c", roots: []), .found(late)))
        #expect(viewer.state.source.text == nil)
        #expect(viewer.text.contains("reading app.c"))
    }

    @Test mutating func timesFollowTheRecording() {
        showParse()
        viewer.press("j")
        viewer.send(.delta(TestRecording.more(second: 10)))
        #expect(viewer.state.source.line == 31)
        #expect(viewer.text.contains("3.30 s"))
        viewer.press("[")
        #expect(viewer.text.contains("300 ms"))
    }

    @Test mutating func withoutAFunctionItSaysWhatToDo() {
        viewer.press("8")
        #expect(viewer.text.contains("press v"))
        viewer.press("v", "j", "k", "h", "l", "n", "N", "Enter", "e", "y")
        #expect(viewer.state.pane == .source)
    }

    @Test mutating func oOpensTheLineInAnEditor() {
        showParse()
        viewer.press("j", "o")
        #expect(viewer.effects == [.edit(SourcePlace(file: "/here/app.c", line: 31))])
    }

    @Test mutating func theMouseSelectsALine() throws {
        showParse()
        let row = try #require(viewer.lines.firstIndex { $0.contains("line_33()") })
        viewer.click(60, row)
        #expect(viewer.state.source.line == 33)
    }

    @Test mutating func codeIsColoured() throws {
        showParse()
        let row = try #require(viewer.lines.firstIndex { $0.contains("line_33()") })
        let cells = (0..<100).compactMap { viewer.screen[$0, row] }
        #expect(Set(cells.map(\.style.foreground)).count >= 3)
    }
}
