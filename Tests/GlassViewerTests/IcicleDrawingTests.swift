import GlassAnalysis
import GlassModel
import GlassTerminal
import Testing

@testable import GlassViewer

@Suite struct BlockRowTests {
    private let theme = Theme.builtIn
    private let red = Color(200, 40, 40)
    private let blue = Color(40, 40, 200)

    private func paint(_ blocks: [(Range<Int>, Color, Color, Double)], parts: Int = 8) -> CellBuffer {
        var buffer = CellBuffer(size: Size(width: 8, height: 1), style: theme.style())
        var row = BlockRow(row: buffer.bounds, partsPerCell: parts, theme: theme)
        for (span, onCPU, waiting, share) in blocks { row.paint(span, onCPU: share, (onCPU, waiting), on: &buffer) }
        return buffer
    }

    @Test func anEdgeBetweenTwoColorsStandsAtAnEighth() {
        let buffer = paint([(0..<19, red, red, 1), (19..<64, blue, blue, 1)])
        #expect(buffer.text == "▏ ▍")
        #expect(buffer[2, 0]?.style.foreground == red)
        #expect(buffer[2, 0]?.style.background == blue)
        #expect(buffer[3, 0]?.style.background == blue)
    }

    @Test func aLineStandsBetweenBlocksOfOneColor() {
        let early = paint([(0..<18, red, red, 1), (18..<64, red, red, 1)])
        #expect(early.text == "▏ ▏")
        #expect(early[2, 0]?.style == Style(theme[.background], on: red))
        let late = paint([(0..<22, red, red, 1), (22..<64, red, red, 1)])
        #expect(late.text == "▏ ▉")
        #expect(late[2, 0]?.style == Style(red, on: theme[.background]))
    }

    @Test func aBlockEndsWhereItEnds() {
        let buffer = paint([(0..<20, red, red, 1)])
        #expect(buffer.text == "▏ ▌")
        #expect(buffer[2, 0]?.style == Style(red, on: theme[.background]))
        #expect(buffer[3, 0]?.style.background == theme[.background])
    }

    /// What the parent took itself shows as a gap, however short.
    @Test func aGapWithinOneCellStaysAGap() {
        let buffer = paint([(0..<18, red, red, 1), (22..<64, blue, blue, 1)])
        #expect(buffer[2, 0]?.style == Style(red, on: theme[.background]))
        let wide = paint([(0..<16, red, red, 1), (28..<64, blue, blue, 1)])
        #expect(wide[2, 0]?.style.background == theme[.background])
        #expect(wide[3, 0]?.style == Style(theme[.background], on: blue))
        #expect(wide.text == "▏  ▌")
    }

    @Test func waitingBeginsAtAnEighth() {
        let buffer = paint([(0..<64, red, blue, 0.3)])
        #expect(buffer[1, 0]?.style.background == red)
        #expect(buffer[2, 0]?.style == Style(red, on: blue))
        #expect(buffer[3, 0]?.style.background == blue)
    }

    @Test func wholeCellsHaveNoOtherSignThanTheLine() {
        let buffer = paint([(0..<3, red, blue, 0.5), (3..<8, blue, blue, 1)], parts: 1)
        #expect(buffer.text == "▏  ▏")
        #expect(buffer[1, 0]?.style.background == red)
        #expect(buffer[2, 0]?.style.background == blue)
    }

    @Test func nothingIsPaintedOutsideTheRow() {
        var buffer = CellBuffer(size: Size(width: 8, height: 1), style: theme.style())
        var row = BlockRow(row: Rect(x: 1, y: 0, width: 3, height: 1), partsPerCell: 8, theme: theme)
        row.paint(0..<30, onCPU: 1, (red, red), on: &buffer)
        row.paint(30..<64, onCPU: 1, (blue, blue), on: &buffer)
        #expect(buffer[0, 0]?.style.background == theme[.background])
        #expect(buffer[4, 0]?.style.background == theme[.background])
    }
}

/// Frames that are too narrow to draw, for a person.
@Suite struct RestOfTheIcicleTests {
    private var viewer: TestViewer

    init() {
        viewer = TestViewer(isLive: false, empty: true)
        viewer.send(.delta(TestRecording.crowd()))
    }

    @Test mutating func keysSelectTheRestAndZoomIntoIt() {
        viewer.press("j", "j")
        #expect(viewer.selectedFrame == "big")
        viewer.press("l")
        #expect(viewer.state.detail?.name == "300 frames too narrow to draw")
        #expect(viewer.text.contains("300 frames too narrow to draw  of main · Enter shows them"))
        viewer.press("Enter")
        #expect(viewer.state.icicle.isZoomed)
        #expect(viewer.lines[3].contains("all › main › … 300"))
        #expect(viewer.lines[5].contains("smal…"))
        viewer.press("j")
        #expect(viewer.selectedFrame?.hasPrefix("small") == true)
        viewer.press("k", "Esc")
        #expect(viewer.lines[3].contains("all › main"))
        #expect(!viewer.lines[3].contains("…"))
        #expect(viewer.state.detail?.name == "300 frames too narrow to draw")
    }

    @Test mutating func theMouseSelectsTheRestAndZoomsIntoIt() throws {
        let icicle = viewer.state.icicle
        let rest = try #require(icicle.icicle?.rows[2].last)
        let (x, y) = (icicle.area.x + rest.start / icicle.partsPerCell + 1, icicle.area.y + 2)
        viewer.click(x, y)
        #expect(viewer.state.icicle.selected == rest.target)
        viewer.click(x, y, after: .seconds(0.1))
        #expect(viewer.lines[3].contains("… 300"))
        let crumb = try #require(viewer.state.crumbs.first { $0.label == "main" })
        viewer.click(crumb.area.x, crumb.area.y)
        #expect(viewer.state.crumbs.map(\.label) == ["all", "main"])
    }

    @Test mutating func aSelectionThatGetsTooNarrowShowsAsTheRest() {
        viewer.press("j", "j", "l", "Enter", "j")
        let frame = viewer.selectedFrame
        #expect(frame?.hasPrefix("small") == true)
        viewer.press("Esc", "Esc", "Esc")
        #expect(viewer.selectedFrame == nil)
        #expect(viewer.state.detail?.name == "300 frames too narrow to draw")
    }

    @Test func plainTerminalsGetWholeCells() {
        var state = viewer.state
        _ = state.reduce(.theme(Theme.builtIn.adapted(to: .sixteen)))
        state.arrange()
        #expect(state.icicle.partsPerCell == 1)
        #expect(!"▎▍▌▋▊▉".contains { Screen.draw(state).text(ofRow: 5).contains($0) })
    }
}
