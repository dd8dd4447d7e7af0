import GlassAnalysis
import GlassModel
import GlassTerminal
import Testing

@testable import GlassViewer

/// What the keys of the icicle make of it.
@Suite struct IcicleModesTests {
    private var viewer = TestViewer(width: 140, height: 40)

    private var names: [[String]] {
        guard let profile = viewer.state.profile, let layout = viewer.state.icicle.icicle else { return [] }
        let tree = viewer.state.tree
        return layout.rows.map { row in
            row.map { span in span.node.map { profile.text(of: tree.label(of: $0)) } ?? "…" }
        }
    }

    private var scope: String { viewer.state.scopeText }

    @Test mutating func xMergesRecursion() {
        viewer = TestViewer(width: 140, height: 40, empty: true)
        viewer.send(.delta(TestRecording.recursion()))
        #expect(names == [[""], ["main"], ["walk"], ["walk"], ["read"]])
        viewer.press("j", "j", "j", "j")
        #expect(viewer.selectedFrame == "read")
        viewer.press("x")
        #expect(names == [[""], ["main"], ["walk"], ["read"]])
        #expect(viewer.selectedFrame == "read")
        #expect(scope.contains("merged"))
        viewer.press("x")
        #expect(names.count == 5)
        #expect(viewer.selectedFrame == "read")
        #expect(!scope.contains("merged"))
    }

    @Test mutating func capitalXMakesModulesOneCell() {
        viewer.press("c", "j", "j", "X")
        #expect(names == [[""], ["app", "libc.so.6"], ["libc.so.6", "app"], ["[read]", "libc.so.6"], ["[futex]"]])
        #expect(scope.contains("modules"))
        #expect(viewer.state.detail?.name == "app")
        #expect(viewer.state.detail?.place == "/usr/bin/app")
        viewer.press("i")
        #expect(names[1].contains("[futex]"))
        #expect(scope.contains("inverted · modules"))
        viewer.press("i", "X")
        #expect(names[1] == ["main", "start"])
    }

    @Test mutating func aTellsThreadsApart() {
        viewer = TestViewer(width: 140, height: 40, empty: true)
        viewer.send(.delta(TestRecording.pool()))
        viewer.press("j", "j")
        let frame = viewer.selectedFrame
        viewer.press("a")
        #expect(names[1] == ["main", "worker"])
        #expect(viewer.selectedFrame == frame)
        viewer.press("a")
        #expect(names[1] == ["main 42", "worker-1 43", "worker-2 44"])
        #expect(scope.contains("threads"))
        viewer.press("a")
        #expect(names[1] == ["main", "start"])
    }

    @Test mutating func fLooksAtAGroupAlone() {
        viewer = TestViewer(width: 140, height: 40, empty: true)
        viewer.send(.delta(TestRecording.pool()))
        viewer.press("a", "j", "l")
        #expect(viewer.state.detail?.name == "worker")
        #expect(viewer.state.detail?.place.contains("2 threads") == true)
        viewer.press("f")
        #expect(names[1] == ["start"])
        #expect(scope.contains("worker ×2"))
        #expect(viewer.state.selection.threads == [ThreadKey(2), ThreadKey(3)])
        // A thread that starts meanwhile belongs to it.
        var delta = RecordingDelta(info: TestRecording.info())
        delta.rollupsFrom = .max
        delta.threads = [TestRecording.thread(9, "worker-7")]
        viewer.send(.delta(delta))
        #expect(scope.contains("worker ×3"))
        viewer.press("Esc")
        #expect(viewer.state.selection.threads == nil)
        #expect(!scope.contains("worker"))
        viewer.press("4", "G", "f")
        #expect(scope.contains("worker"))
        #expect(viewer.state.pane == .icicle)
    }

    @Test mutating func fNeedsAThread() {
        viewer.press("j", "f")
        #expect(viewer.state.notice?.kind == .bad)
        #expect(viewer.state.selection == .all)
        viewer.press("a", "a", "j", "f")
        #expect(viewer.state.selection.threads?.count == 1)
    }

    @Test mutating func sGoesThroughTheOrdersAndCapitalSBack() {
        #expect(viewer.state.icicle.order == .firstSeen)
        viewer.press("s")
        #expect(scope.contains("by weight"))
        viewer.press("s")
        #expect(scope.contains("a–z"))
        viewer.press("s")
        #expect(scope.contains("over time"))
        viewer.press("s", "s")
        #expect(viewer.state.icicle.order == .weight)
        viewer.press("S")
        #expect(viewer.state.icicle.order == .firstSeen)
    }

    /// `main` works in the first five seconds only, `start` in the others.
    @Test mutating func timeOrderShowsWhenItRan() throws {
        viewer = TestViewer(width: 140, height: 40, empty: true)
        viewer.send(.delta(TestRecording.shift()))
        viewer.press("s", "s", "s")
        #expect(names[1] == ["main", "start", "main"])
        let row = try #require(viewer.state.icicle.icicle?.rows[1])
        #expect(row.map(\.width).reduce(0, +) == 140 * viewer.state.icicle.partsPerCell)
        viewer.press("j", "l", "l")
        #expect(viewer.selectedFrame == "main")
        viewer.press("h")
        #expect(viewer.selectedFrame == "start")
        viewer.press("a")
        #expect(viewer.state.notice?.text == "threads are not told apart in order of time")
    }

    @Test mutating func mColoursByModule() {
        func color(_ frame: String) -> Color? {
            let icicle = viewer.state.icicle
            for (row, spans) in (icicle.icicle?.rows ?? []).enumerated() {
                for span in spans {
                    guard let node = span.node, let profile = viewer.state.profile,
                        profile.text(of: viewer.state.tree.label(of: node)) == frame
                    else { continue }
                    let x = icicle.area.x + (span.start + span.width / 2) / icicle.partsPerCell
                    return viewer.screen[x, icicle.area.y + row]?.style.background
                }
            }
            return nil
        }
        let before = color("work")
        viewer.press("m")
        #expect(scope.contains("module colours"))
        #expect(color("work") != before)
        viewer.press("m")
        #expect(color("work") == before)
    }

    @Test mutating func enterOnWhatHasTheWholeWidthShowsItsNameInFull() {
        viewer = TestViewer(width: 40, height: 24)
        viewer.press("j", "j", "j", "Enter", "Enter")
        #expect(viewer.state.overlay == .frame(top: 0))
        #expect(viewer.text.contains("parse(Request const&)"))
        #expect(viewer.text.contains("app · app.c:30"))
        viewer.press("Esc")
        #expect(viewer.state.overlay == nil)
        #expect(viewer.state.icicle.isZoomed)
    }

    @Test mutating func otherPanesSayThatTheyAreNotMeant() {
        viewer.press("3", "x")
        #expect(viewer.state.notice?.text == "this changes the icicle; 1 shows it")
        #expect(!viewer.state.wantedShape.mergesRecursion)
    }

    @Test mutating func aRoutesSamplesKeepTheModes() {
        viewer = TestViewer(width: 140, height: 40, traffic: true)
        viewer.press("x", "a", "2", "f")
        #expect(viewer.state.pane == .icicle)
        #expect(viewer.state.icicle.shape.mergesRecursion)
        #expect(viewer.state.icicle.shape.threads == .together)
        #expect(viewer.state.icicle.weights.total.wall == Nanoseconds(61_000_000))
        viewer.press("a")
        #expect(viewer.state.notice?.text == "threads are not told apart for the samples of a route")
        viewer.press("s", "s", "s")
        #expect(viewer.state.icicle.order != .time)
        viewer.press("Esc")
        #expect(viewer.state.icicle.shape.threads == .groups)
    }

    // MARK: Calm

    /// Siblings stay where they are, and the selection and the zoom on their stacks, while another function overtakes.
    @Test mutating func nothingMovesWhileDataArrives() {
        viewer.press("j", "j", "j", "l")
        let (frame, before) = (viewer.selectedFrame, names)
        #expect(frame == "render")
        for second in Int64(10)..<20 { viewer.send(.delta(TestRecording.more(second: second, heavy: 4))) }
        #expect(names == before)
        #expect(viewer.selectedFrame == frame)
        viewer.press("Enter")
        let zoom = viewer.state.icicle.zoom
        viewer.send(.delta(TestRecording.more(second: 20, heavy: 3)))
        #expect(viewer.state.icicle.zoom == zoom)
        #expect(viewer.selectedFrame == frame)
        viewer.press("Esc", "s")
        #expect(names[1].first == "render")
    }
}

/// Colours of modules.
@Suite struct ModuleHuesTests {
    @Test(arguments: ColorDepth.allCases) func aModuleHasOneHueAndTextReadsOnIt(depth: ColorDepth) {
        let theme = Theme.builtIn.adapted(to: depth)
        let hues = ModuleHues(theme: theme)
        for index in 0..<200 {
            let color = hues.color(of: "lib\(index).so", seed: UInt64(index))
            #expect(color == ModuleHues(theme: theme).color(of: "lib\(index).so", seed: UInt64(index)))
            #expect(theme.ink(on: color).contrast(with: color) >= 4.5)
            #expect(color == color.quantized(to: depth))
        }
        let distinct = Set((0..<200).map { hues.color(of: "lib\($0).so", seed: 0) })
        #expect(distinct.count >= (depth == .monochrome ? 1 : 6))
    }

    @Test func noModuleLooksLikeWaiting() {
        let theme = Theme.builtIn
        let waiting = theme.shades(.waiting).map(\.perceived.hue)
        for index in 0..<200 {
            let hue = ModuleHues(theme: theme).color(of: "lib\(index).so", seed: 1).perceived.hue
            for other in waiting {
                let distance = abs(hue - other)
                #expect(min(distance, 1 - distance) > 0.08)
            }
        }
    }
}
