import GlassAnalysis
import GlassModel
import GlassTerminal
import Testing

@testable import GlassViewer

/// What all tables share: columns, the mouse, copying.
@Suite struct TableTests {
    private var viewer = TestViewer(width: 140, height: 40, traffic: true)

    private var layout: TableLayout { TableLayout(viewer.state.shownTable?.looks ?? [], in: viewer.state.layout.body) }

    /// Where a column that shows has its place.
    private func place(_ name: String) throws -> TableLayout.Place {
        let index = try #require(viewer.state.shownTable?.names.firstIndex(of: name))
        return try #require(layout.places.first { $0.index == index })
    }

    private var titles: String { viewer.lines[viewer.state.layout.body.y] }

    // MARK: Sorting

    @Test(arguments: ["3", "4", "2", "2 r", "5"])
    mutating func aClickOnATitleSortsAndAnotherTurnsRound(keys: String) throws {
        for key in keys.split(separator: " ") { viewer.press(String(key)) }
        for place in layout.places {
            let name = try #require(viewer.state.shownTable?.names[place.index])
            viewer.click(place.x, layout.titles.y)
            let first = try #require(viewer.state.shownTable?.sorted, "\(name)")
            #expect(first.index == place.index)
            viewer.click(place.x, layout.titles.y)
            #expect(viewer.state.shownTable?.sorted == SortedColumn(index: place.index, isRising: !first.isRising))
            // One mark, behind the title of the column.
            let title = try #require(viewer.state.shownTable?.looks[place.index].title)
            #expect(titles.contains(title + (first.isRising ? "▾" : "▴")), "\(titles)")
            #expect(titles.filter { "▾▴".contains($0) }.count == 1)
        }
    }

    /// It is no double click on a row.
    @Test mutating func twoQuickClicksOnATitleSortTwice() throws {
        viewer.press("3")
        let x = try place("total").x
        viewer.click(x, layout.titles.y)
        viewer.click(x, layout.titles.y, after: .seconds(0.1))
        #expect(viewer.state.pane == .functions)
        #expect(viewer.state.functions.order == TableOrder(.total, isReversed: true))
        viewer.click(x, layout.rows.y, after: .seconds(0.1))
        viewer.click(x, layout.rows.y, after: .seconds(0.1))
        #expect(viewer.state.pane == .icicle)
    }

    @Test mutating func theSelectionStaysOnItsThing() {
        viewer.press("3", "j", "j", "j")
        let name = viewer.state.selectedFunctionRow?.name
        viewer.press("s", "S")
        #expect(viewer.state.selectedFunctionRow?.name == name)
        viewer.press("\\")
        viewer.type("function=\(name ?? "")")
        #expect(viewer.state.selectedFunctionRow?.name == name)
        viewer.press("Esc", "Esc")
        #expect(viewer.state.functions.filter.isEmpty)
        #expect(viewer.state.selectedFunctionRow?.name == name)
    }

    // MARK: Columns

    @Test mutating func columnsAreChosenMovedAndSortedBy() {
        viewer.press("3", "|")
        #expect(viewer.text.contains("Columns of functions"))
        viewer.press("j", "Space")
        #expect(viewer.state.shownTable?.names.prefix(2) == ["self", "total"])
        viewer.press("Space", "K")
        #expect(viewer.state.shownTable?.names.prefix(3) == ["self_share", "self", "total"])
        viewer.press("J", "J", "s")
        #expect(viewer.state.shownTable?.names.prefix(3) == ["self", "total", "self_share"])
        #expect(viewer.state.functions.order == TableOrder(.selfShare))
        viewer.press("s")
        #expect(viewer.state.functions.order == TableOrder(.selfShare, isReversed: true))
        viewer.press(">", ">", "<", ">", "Enter")
        #expect(viewer.state.overlay == nil)
        #expect(viewer.state.shownTable?.looks[2].width == 11)
    }

    @Test mutating func theLastColumnStays() {
        viewer.press("4", "|")
        for _ in ThreadRow.usualColumns.dropLast() { viewer.press("Space", "j") }
        #expect(viewer.state.shownTable?.names == ["samples"])
        viewer.press("Space")
        #expect(viewer.state.shownTable?.names == ["samples"])
        #expect(viewer.state.notice?.text.contains("one column") == true)
    }

    @Test mutating func aConfigurationGivesTheColumns() {
        let wanted = TableColumns(
            names: ["statement", "nonsense", "count", "count"], widths: ["count": 12, "total": 9999], sort: "p99",
            isReversed: true)
        viewer.state.choose(["queries": wanted, "nonsense": wanted])
        viewer.press("5")
        #expect(viewer.state.shownTable?.names == ["statement", "count"])
        #expect(viewer.state.shownTable?.looks[1].width == 12)
        #expect(viewer.state.queries.order == TableOrder(.p99, isReversed: true))
    }

    @Test mutating func draggingAnEdgeResizes() throws {
        viewer.press("3")
        let y = layout.titles.y
        // Left of the names, the column before the edge grows with it.
        let total = try place("total")
        let edge = total.x + total.width
        drag(from: edge, to: edge + 5, y)
        #expect(try place("total").width == total.width + 5)
        #expect(try place("total").x == total.x)
        // Right of them, the one behind it shrinks: the edge is where the mouse is.
        let module = try place("module")
        drag(from: module.x - 1, to: module.x + 3, y)
        #expect(try place("module").x == module.x + 4)
        #expect(try place("module").width == module.width - 4)
        drag(from: edge + 5, to: 0, y)
        #expect(try place("total").width == 3)
        // Not a click on a title.
        #expect(viewer.state.functions.order == FunctionTable.firstOrder)
    }

    private mutating func drag(from start: Int, to end: Int, _ y: Int) {
        viewer.input(.mouse(MouseEvent(.press(.left), x: start, y: y)))
        viewer.input(.mouse(MouseEvent(.drag(.left), x: (start + end) / 2, y: y)))
        viewer.input(.mouse(MouseEvent(.drag(.left), x: end, y: y)))
        viewer.input(.mouse(MouseEvent(.release, x: end, y: y)))
    }

    @Test(arguments: [0, 1, 20, 40, 60, 80, 100, 140, 300])
    func whatDoesNotFitGoesFromTheRightAndIsSaid(width: Int) {
        let looks = FunctionRow.usualColumns.map { FunctionRow.look(of: $0) }
        let layout = TableLayout(looks, in: Rect(x: 0, y: 2, width: width, height: 9))
        let kept = layout.places.map(\.index)
        #expect(kept.count + layout.dropped == looks.count)
        let name = looks.firstIndex { $0.fills } ?? 0
        #expect(kept.contains(name))
        // Of the others, the first ones.
        let others = looks.indices.filter { $0 != name }
        #expect(kept.filter { $0 != name } == Array(others.prefix(kept.count - 1)))
        for place in layout.places where place.width > 0 { #expect(place.x + place.width <= max(1, width - 1)) }
        var viewer = TestViewer(width: width, height: 24)
        viewer.press("3")
        let titles = viewer.screen.text(ofRow: viewer.state.layout.body.y)
        #expect((layout.dropped > 0 && width >= 20) == titles.contains("+\(layout.dropped)"))
    }

    // MARK: Cells

    /// Numbers stand below each other whatever their units.
    @Test mutating func unitsStandBelowEachOther() throws {
        viewer.press("2")
        let place = try place("duration")
        let cells = viewer.lines[(layout.rows.y)...].prefix(layout.rows.height).map {
            String($0.dropFirst(place.x).prefix(place.width))
        }
        let blanks = cells.compactMap { cell in Array(cell).lastIndex { $0.isNumber } }
        #expect(blanks.count > 20)
        #expect(Set(blanks).count == 1, "\(cells)")
    }

    /// Half of `main`'s time it ran, half it waited; without colours the one is reversed, the other underlined.
    @Test(arguments: [ColorDepth.truecolor, .indexed256, .sixteen, .monochrome])
    func barsTellRunningFromWaiting(depth: ColorDepth) throws {
        var viewer = TestViewer(width: 100, height: 24)
        viewer.state.theme = Theme.builtIn.adapted(to: depth)
        viewer.press("4", "j")
        let table = try #require(viewer.state.shownTable)
        let layout = TableLayout(table.looks, in: viewer.state.layout.body)
        let index = try #require(table.names.firstIndex(of: "wall"))
        let place = try #require(layout.places.first { $0.index == index })
        // The row that is not selected.
        let y = layout.rows.y + (table.selectedIndex == 0 ? 1 : 0)
        let cells = (0..<place.width).compactMap { viewer.screen[place.x + $0, y] }
        let (first, last) = (try #require(cells.first), try #require(cells.last))
        #expect(first.style != last.style)
        if depth == .monochrome {
            #expect(first.style.attributes == .reverse && last.style.attributes == .underline)
        } else {
            let theme = viewer.state.theme
            #expect(![first, last].contains { $0.style.background == theme[.background] })
            #expect(first.style.background != last.style.background)
        }
        for cell in cells where cell.glyph.description.allSatisfy(\.isNumber) {
            #expect(depth == .monochrome || cell.style.foreground.contrast(with: cell.style.background) >= 4.5)
        }
    }

    @Test func wideAndCombiningCharactersLineUp() throws {
        var viewer = TestViewer(width: 140, height: 30, empty: true)
        var delta = TestRecording.first()
        for (index, name) in ["日本語の関数", "e\u{301}tude", "한국어", "👩‍👩‍👧 x", "plain"].enumerated() {
            let frame = delta.frames[index]
            delta.frames[index] = Frame(id: frame.id, kind: .native, function: name, module: ModuleID(1))
        }
        viewer.send(.delta(delta))
        viewer.press("3")
        let looks = viewer.state.shownTable?.looks ?? []
        let layout = TableLayout(looks, in: viewer.state.layout.body)
        let module = try #require(layout.places.first { looks[$0.index].title == "module" })
        let screen = viewer.screen
        for row in 0..<7 {
            let y = layout.rows.y + row
            let text = (0..<3).compactMap { screen[module.x + $0, y]?.glyph.description }.joined()
            #expect(["app", "lib", "   "].contains(text), "\(screen.text(ofRow: y))")
        }
    }

    /// Whatever scrolls, each row shows all of its columns.
    @Test mutating func theScrollbarCoversNothing() throws {
        viewer.press("2")
        let last = try #require(layout.places.last)
        #expect(last.x + last.width <= layout.scrollbar.x)
        func thumb() -> [Int] {
            (0..<layout.scrollbar.height).filter {
                viewer.screen[layout.scrollbar.x, layout.scrollbar.y + $0]?.glyph.description == "┃"
            }
        }
        #expect(thumb().first == 0)
        viewer.press("G")
        #expect(thumb().last == layout.scrollbar.height - 1)
        viewer.press("g", "PgDn", "j")
        #expect(thumb().first != 0 && thumb().last != layout.scrollbar.height - 1)
        viewer.press("4")
        #expect(thumb().isEmpty)
    }

    // MARK: Copying, editing

    @Test mutating func yCopiesTheNameAndYTheRow() {
        viewer.press("3", "y")
        #expect(viewer.effects == [.copy("hash")])
        viewer.press("Y")
        guard case .copy(let row) = viewer.effects.first else {
            Issue.record("nothing was copied")
            return
        }
        let cells = row.split(separator: "\t", omittingEmptySubsequences: false)
        #expect(cells.count == FunctionRow.usualColumns.count)
        #expect(cells.prefix(6) == ["4.00 s", "44.4 %", "4.00 s", "44.4 %", "hash", "app"])
        viewer.press("1", "Y")
        #expect(viewer.effects == [])
        #expect(viewer.state.notice?.kind == .bad)
    }

    @Test mutating func oOpensTheSource() {
        viewer.press("3", "o")
        #expect(viewer.effects == [.edit(SourcePlace(file: "app.c", line: 90))])
        viewer.press("1", "j", "o")
        #expect(viewer.effects == [.edit(SourcePlace(file: "app.c", line: 10))])
        viewer.press("l", "o")
        #expect(viewer.effects == [])
        #expect(viewer.state.notice?.text == "it is not known in which file start stands")
        viewer.press("6", "o")
        #expect(viewer.effects == [])
    }

    @Test mutating func aFieldThatDoesNotExistSuggestsOthers() {
        viewer.press("2", "\\")
        viewer.type("statsu=500")
        #expect(viewer.state.prompt?.error?.contains("no field `statsu`, perhaps status;") == true)
        #expect(viewer.lines.last?.contains("perhaps status") == true)
    }
}
