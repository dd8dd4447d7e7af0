import GlassAnalysis
import GlassModel
import GlassTerminal
import Testing

@testable import GlassViewer

@Suite struct TimelineChartTests {
    @Test func scalesEndAtRoundValues() {
        let pairs: [(Double, Double)] = [
            (0.9, 1), (1, 1), (1.01, 1.5), (87, 100), (101, 150), (2_100, 3_000), (0.0042, 0.005), (9.5e9, 1e10),
        ]
        for (value, top) in pairs { #expect(abs(TimelineChart.roundTop(above: value) / top - 1) < 1e-6, "\(value)") }
        #expect(TimelineChart.roundTop(above: .nan) == 1 && TimelineChart.roundTop(above: -3) == 1)
        #expect(TimelineChart.roundTop(above: .greatestFiniteMagnitude) > 1e300)
    }

    @Test func valuesOfCellsAreMeans() {
        let memory = TimelineChart(.memory, main: [10, 20, nil, nil, 40, nil])
        #expect(memory.values(in: 0..<1).main == 15)
        #expect(memory.values(in: 1..<2).main == nil)
        #expect(memory.values(in: 2..<9).main == 40)
        #expect(memory.values(in: -3..<0).main == nil)
        let cpu = TimelineChart(.cpu, main: [80, 60], second: [20, nil])
        #expect(cpu.values(in: 0..<1) == (80, 20))
        #expect(cpu.top == 100)
    }
}

@Suite struct TimelineLayoutTests {
    private func layout(_ width: Int, _ height: Int, threads: Int = 20, folded: Set<TimelineChart.Kind> = [])
        -> TimelineLayout
    {
        let body = Rect(x: 0, y: 3, width: width, height: height)
        return TimelineLayout(
            body: body, kinds: TimelineChart.Kind.allCases, folded: folded, threadCount: threads)
    }

    @Test func everyChartHasALineInAFewRows() {
        let places = layout(80, 18)
        #expect(places.charts.map(\.kind) == TimelineChart.Kind.allCases)
        #expect(places.charts.map(\.area.height) == [3, 2, 2, 2, 1])
        #expect(places.threads.height == 7)
        #expect(places.values.isEmpty)
    }

    @Test func foldedChartsLeaveTheirRoomToOthers() {
        let places = layout(140, 34, folded: [.requests, .latency])
        #expect(places.charts.map(\.area.height) == [8, 1, 1, 5, 2] || places.charts[1].area.height == 1)
        #expect(places.charts[2].area.height == 1)
        #expect(places.charts[0].area.height > layout(140, 34).charts[0].area.height)
        #expect(!places.values.isEmpty)
    }

    @Test func partsNeverOverlapNorLeaveTheBody() {
        for width in [0, 1, 5, 20, 40, 80, 109, 110, 240] {
            for height in 0...40 {
                let places = layout(width, height)
                let body = Rect(x: 0, y: 3, width: width, height: height)
                var bottom = 3
                for chart in places.charts {
                    #expect(chart.area.y >= bottom)
                    bottom = chart.area.bottom
                }
                #expect(bottom <= body.bottom && places.axis.bottom <= body.bottom)
                #expect(places.axis.isEmpty || places.axis.y >= bottom)
                #expect(places.threads.isEmpty || places.threads.y >= places.axis.bottom)
                #expect(places.threads.isEmpty || places.threads.bottom <= body.bottom)
            }
        }
    }
}

@Suite struct TimelineStateTests {
    private var viewer = TestViewer(width: 140, height: 40, traffic: true)
    private let start = TestRecording.started

    init() { viewer.press("6") }

    private var layout: TimelineLayout { viewer.state.timelineLayout }

    /// The middle of the cells of a second.
    private func x(_ second: Int64) -> Int {
        let scale = viewer.state.timeline.data.scale
        return layout.time.x + scale.cell(of: start + second) + scale.cellsPerSecond / 2
    }

    private mutating func drag(_ from: Int64, _ to: Int64) {
        let y = layout.charts[0].area.y
        viewer.input(.mouse(MouseEvent(.press(.left), x: x(from), y: y)))
        viewer.input(.mouse(MouseEvent(.drag(.left), x: x((from + to) / 2), y: y)))
        viewer.input(.mouse(MouseEvent(.drag(.left), x: x(to), y: y)))
        viewer.input(.mouse(MouseEvent(.release, x: x(to), y: y)))
    }

    // MARK: The cursor

    @Test mutating func theCursorTellsWhatWas() {
        #expect(viewer.state.timeline.cursor == nil)
        viewer.press("←", "←")
        #expect(viewer.state.timeline.cursor == start + 6)
        #expect(viewer.text.contains("0:06"))
        let detail = viewer.lines.suffix(3).joined(separator: "\n")
        #expect(detail.contains("cpu 90 %   of it system 10 %"))
        #expect(detail.contains("requests 18.0/s"))
        #expect(detail.contains("errors 2.00/s"))
        #expect(detail.contains("main 42: 50 % running, 50 % in [read]"))
        for _ in 0..<20 { viewer.press("←") }
        #expect(viewer.state.timeline.cursor == start)
        for _ in 0..<20 { viewer.press("→") }
        #expect(viewer.state.timeline.cursor == start + 9)
        viewer.press("Esc")
        #expect(viewer.state.timeline.cursor == nil)
    }

    @Test mutating func theCursorStaysAtItsTimeWhileDataArrives() {
        viewer.press("←")
        let before = viewer.state.timeline.moment
        for second in 10..<60 { viewer.send(.delta(TestRecording.more(second: Int64(second)))) }
        #expect(viewer.state.timeline.moment == before)
        #expect(viewer.state.timeline.data.latest == start + 58)
        viewer.press("End")
        #expect(viewer.state.timeline.moment == start + 58..<start + 59)
    }

    @Test mutating func aClickSetsTheCursor() {
        viewer.click(x(3), layout.charts[1].area.y)
        #expect(viewer.state.timeline.cursor == start + 3)
        #expect(viewer.state.selection.seconds == nil)
    }

    // MARK: The brush

    @Test mutating func aBrushIsDrawnWithKeys() {
        viewer.press("←", "←", "b", "←", "←", "←")
        #expect(viewer.state.timeline.brush?.seconds == start + 3..<start + 7)
        #expect(viewer.state.selection.seconds == nil)
        viewer.press("Enter")
        #expect(viewer.state.selection.seconds == start + 3..<start + 7)
        #expect(viewer.state.timeline.brush == nil)
        #expect(viewer.text.contains("0:03–0:07"))
        viewer.press("b", "→", "Esc")
        #expect(viewer.state.selection.seconds == start + 3..<start + 7)
        viewer.press("Esc")
        #expect(viewer.state.selection.seconds == nil)
    }

    @Test mutating func aBrushIsKeptOnTheWayToAnotherPane() {
        viewer.press("b", "←", "1")
        #expect(viewer.state.selection.seconds == start + 7..<start + 9)
        #expect(viewer.state.icicle.weights.total.cpu == .seconds(1.8))
    }

    @Test mutating func aDragSetsABrushAndItsEdgesMove() {
        drag(2, 5)
        #expect(viewer.state.selection.seconds == start + 2..<start + 6)
        let scale = viewer.state.timeline.data.scale
        let edge = layout.time.x + scale.cell(of: start + 6) - 1
        viewer.input(.mouse(MouseEvent(.press(.left), x: edge, y: layout.axis.y)))
        viewer.input(.mouse(MouseEvent(.drag(.left), x: x(8), y: layout.axis.y)))
        viewer.input(.mouse(MouseEvent(.release, x: x(8), y: layout.axis.y)))
        #expect(viewer.state.selection.seconds == start + 2..<start + 9)
        let left = layout.time.x + scale.cell(of: start + 2)
        viewer.input(.mouse(MouseEvent(.press(.left), x: left, y: layout.axis.y)))
        viewer.input(.mouse(MouseEvent(.drag(.left), x: x(0), y: layout.axis.y)))
        viewer.input(.mouse(MouseEvent(.release, x: x(0), y: layout.axis.y)))
        #expect(viewer.state.selection.seconds == start..<start + 9)
    }

    @Test mutating func aBrushIsStretchedAndStepped() {
        drag(4, 5)
        viewer.press("}")
        #expect(viewer.state.selection.seconds == start + 3..<start + 7)
        viewer.press("[")
        #expect(viewer.state.selection.seconds == start..<start + 4)
        viewer.press("{", "{", "{", "{")
        #expect(viewer.state.selection.seconds.map { $0.count } == 1)
        for _ in 0..<9 { viewer.press("}") }
        #expect(viewer.state.selection.seconds == start..<start + 10)
        viewer.press("]")
        #expect(viewer.state.selection.seconds == nil)
        viewer.press("{")
        #expect(viewer.state.notice?.kind == .bad)
    }

    /// What every pane shows of four seconds is what was recorded in them.
    @Test mutating func aBrushLimitsEveryPane() {
        drag(2, 5)
        viewer.press("1")
        #expect(viewer.state.icicle.weights.total.cpu == .seconds(3.6))
        viewer.press("3")
        #expect(cpu(viewer.state.functions.table?.rows.map(\.selfWeight)) == .seconds(3.6))
        viewer.press("4")
        #expect(cpu(viewer.state.threads.table?.rows.map(\.weight)) == .seconds(3.6))
        viewer.press("2")
        #expect(viewer.state.requests.each.ids.count == 4 * 18)
        viewer.press("r")
        #expect(sum(viewer.state.requests.routes.table?.rows.map(\.count)) == 4 * 18)
        viewer.press("5")
        let queries = sum(viewer.state.queries.table?.rows.map(\.count))
        for key in ["1", "2", "3", "4", "5", "6"] {
            viewer.press(key)
            #expect(viewer.lines[2].contains("0:02–0:06"), "pane \(key)")
        }
        viewer.press("End", "5")
        #expect(queries > 0 && sum(viewer.state.queries.table?.rows.map(\.count)) * 4 == queries * 10)
    }

    private func cpu(_ weights: [Weight]?) -> Nanoseconds? { weights?.map(\.cpu).reduce(.zero, +) }
    private func sum(_ counts: [Int64]?) -> Int64 { (counts ?? []).reduce(0, +) }

    @Test mutating func theRecordingGoesOnBehindABrush() {
        drag(2, 5)
        let before = viewer.state.selection.seconds
        for second in 10..<40 { viewer.send(.delta(TestRecording.more(second: Int64(second)))) }
        #expect(viewer.state.selection.seconds == before)
        #expect(viewer.state.timeline.data.all.upperBound == start + 40)
        #expect(viewer.text.contains("held"))
        viewer.press("1")
        #expect(viewer.state.icicle.weights.total.cpu == .seconds(3.6))
        viewer.press("End")
        #expect(viewer.state.icicle.weights.total.cpu == .seconds(36))
    }

    // MARK: Zoom

    @Test mutating func zoomKeepsWhatIsAtTheCursor() {
        for second in 10..<600 { viewer.send(.delta(TestRecording.more(second: Int64(second)))) }
        let whole = viewer.state.timeline.data.scale
        viewer.click(layout.time.x + whole.cell(of: start + 300), layout.axis.y)
        let cell = viewer.state.timeline.momentCells.lowerBound
        let cursor = viewer.state.timeline.cursor
        viewer.press("+", "+", "+")
        let scale = viewer.state.timeline.data.scale
        #expect(scale.secondsPerCell < whole.secondsPerCell / 6)
        #expect(viewer.state.timeline.cursor == cursor)
        #expect(abs(viewer.state.timeline.momentCells.lowerBound - cell) <= 2 * scale.cellsPerSecond)
        viewer.press("-", "-", "-", "-")
        #expect(viewer.state.timeline.data.scale == whole)
        #expect(viewer.state.timeline.zoom == TimeZoom())
    }

    @Test mutating func aZoomedTimelineFollowsByWholeMarks() {
        for second in 10..<300 { viewer.send(.delta(TestRecording.more(second: Int64(second)))) }
        viewer.press("+", "+")
        let before = viewer.state.timeline.data.scale
        #expect(before.seconds.contains(start + 299))
        var firsts: Set<Int64> = [before.first]
        for second in 300..<340 {
            viewer.send(.delta(TestRecording.more(second: Int64(second))))
            let scale = viewer.state.timeline.data.scale
            #expect(scale.seconds.contains(start + Int64(second)))
            #expect(scale.marks.map(\.cell) == before.marks.map(\.cell))
            firsts.insert(scale.first)
        }
        #expect(firsts.count < 12)
    }

    @Test mutating func theCursorScrollsAZoomedTimeline() {
        for second in 10..<600 { viewer.send(.delta(TestRecording.more(second: Int64(second)))) }
        viewer.press("+", "+", "+", "+")
        for _ in 0..<400 { viewer.press("←") }
        #expect(viewer.state.timeline.momentCells.lowerBound == 0)
        #expect(viewer.state.timeline.data.scale.seconds.contains(viewer.state.timeline.moment.lowerBound))
        viewer.press("End")
        #expect(viewer.state.timeline.data.scale.seconds.contains(start + 599))
    }

    @Test mutating func theWheelZoomsWhereItIs() {
        let second = viewer.state.timeline.data.scale.seconds(at: 60)
        viewer.input(.mouse(MouseEvent(.wheelUp, x: layout.time.x + 60, y: layout.charts[0].area.y)))
        #expect(viewer.state.timeline.data.scale.secondsPerCell <= 0.125)
        #expect(viewer.state.timeline.data.scale.seconds.contains(second.lowerBound))
        viewer.input(.mouse(MouseEvent(.wheelDown, x: layout.time.x + 60, y: layout.charts[0].area.y)))
        #expect(viewer.state.timeline.zoom == TimeZoom())
    }

    // MARK: Rows

    @Test mutating func chartsFold() {
        let open = layout.charts[0].area.height
        viewer.press("↑")
        #expect(viewer.state.timeline.chart == .memory || viewer.state.timeline.chart == .threads)
        viewer.press("g", "↑", "↑", "↑", "↑", "↑", "↑")
        #expect(viewer.state.timeline.chart == .cpu)
        viewer.press("Enter")
        #expect(layout.charts[0].area.height == 1)
        viewer.press("Enter")
        #expect(layout.charts[0].area.height == open)
        viewer.click(2, layout.charts[1].area.y)
        #expect(viewer.state.timeline.folded == [.requests])
        viewer.press("↓", "↓", "↓")
        #expect(viewer.state.timeline.chart == nil)
        #expect(viewer.state.timeline.selected?.thread.name == "main")
    }

    @Test mutating func threadsAreSorted() {
        #expect(viewer.state.timeline.data.lanes.map(\.thread.name) == ["main", "worker"])
        var delta = TestRecording.more(second: 9)
        delta.threads = [
            ThreadRecord(
                key: ThreadKey(3), process: ProcessID(42), thread: ThreadID(44), name: "admin",
                started: TestRecording.time(0))
        ]
        viewer.send(.delta(delta))
        #expect(viewer.state.timeline.data.lanes.map(\.thread.name) == ["main", "worker", "admin"])
        viewer.press("s")
        #expect(viewer.state.timeline.data.lanes.map(\.thread.name) == ["admin", "main", "worker"])
        #expect(viewer.text.contains("nothing is known of it here"))
    }

    @Test mutating func whatIsFrozenStays() {
        viewer.press("Space")
        let before = viewer.state.timeline.data.all
        for second in 10..<60 { viewer.send(.delta(TestRecording.more(second: Int64(second)))) }
        viewer.press("+", "←", "s")
        #expect(viewer.state.timeline.data.all == before)
        viewer.press("Space")
        #expect(viewer.state.timeline.data.all.upperBound == start + 60)
    }

    /// Whatever is done to it, what shows is a part of the recording, and the brush is not empty.
    @Test(arguments: 1...4) mutating func anyOrderOfActionsKeepsItWhole(seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15
        func random(_ bound: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(bound))
        }
        let keys = ["←", "→", "b", "{", "}", "[", "]", "+", "-", "s", "Enter", "Esc", "End", "Space", "↑", "↓", "6"]
        let actions: [MouseEvent.Action] = [
            .press(.left), .drag(.left), .release, .wheelUp, .wheelDown, .wheelLeft, .wheelRight,
        ]
        var second: Int64 = 9
        for _ in 0..<150 {
            switch random(10) {
            case 0:
                second += Int64([1, 1, 2, 50, 4_000][random(5)])
                viewer.send(.delta(TestRecording.more(second: second)))
            case 1: viewer.send(.terminal(.resized(Size(width: random(160), height: random(50))), at: .zero))
            case 2...4:
                let event = MouseEvent(actions[random(actions.count)], x: random(160), y: random(50))
                viewer.input(.mouse(event), after: .seconds(0.1))
            default: viewer.press(keys[random(keys.count)])
            }
            let (data, all) = (viewer.state.timeline.data, viewer.state.profile?.seconds ?? 0..<0)
            let isNarrow = data.scale.width < 4
            #expect(isNarrow || (data.scale.first >= all.lowerBound && data.scale.first <= all.upperBound))
            #expect(viewer.state.selection.seconds.map { $0.overlaps(all) } ?? true)
            #expect(viewer.state.timeline.cursor.map { all.contains($0) } ?? true)
            _ = viewer.screen
        }
    }

    // MARK: Recordings of any length

    @Test(arguments: [0, 1, 2, 61]) func shortRecordingsAreDrawn(seconds: Int64) {
        for isLive in [true, false] {
            var viewer = TestViewer(isLive: isLive, empty: true)
            let end = RecordingEnd(time: TestRecording.time(seconds), reason: .stopped)
            viewer.send(.delta(TestRecording.first(seconds: seconds, end: isLive ? nil : end)))
            for key in ["6", "←", "+", "b", "→", "Enter", "[", "}", "-", "End"] {
                viewer.press(key)
                #expect(viewer.text.contains(seconds == 0 ? "nothing is recorded yet" : "CPU"))
            }
        }
    }

    @Test func hoursAreDrawn() {
        var viewer = TestViewer(empty: true)
        var delta = TestRecording.first(seconds: 0)
        let hours: Int64 = 30
        for second in stride(from: Int64(0), to: hours * 3_600, by: 10) {
            delta.rollups.append(
                Rollup(
                    second: TestRecording.started + second, thread: ThreadKey(1), stack: StackID(3),
                    weight: Weight(samples: 9, cpu: .seconds(0.5), wall: .seconds(1))))
        }
        viewer.send(.delta(delta))
        viewer.press("6")
        #expect(viewer.state.timeline.data.scale.step == 1_800)
        #expect(viewer.text.contains("┬12:00:00"))
        #expect(viewer.state.timeline.data.lanes[0].lane[3]?.shareOnCPU == 0.5)
        viewer.press("+", "+", "+")
        #expect(viewer.state.timeline.data.scale.step < 300)
        #expect(viewer.state.timeline.data.scale.seconds.contains(TestRecording.started + hours * 3_600 - 10))
    }
}
