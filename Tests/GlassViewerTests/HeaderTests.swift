import GlassModel
import Testing

@testable import GlassViewer

@Suite struct HeaderTests {
    private func lines(_ width: Int, traffic: Bool) -> (title: String, figures: String) {
        let viewer = TestViewer(width: width, height: 30, traffic: traffic)
        return (viewer.lines[0], viewer.lines[1])
    }

    private func labels(_ width: Int, traffic: Bool) -> [String] {
        let viewer = TestViewer(width: width, height: 30, traffic: traffic)
        return viewer.state.headerLine(width: width - 2).figures.map { String($0.label.dropLast()) }
    }

    @Test func allFiguresStandInAWideHeader() {
        let (title, figures) = lines(140, traffic: true)
        for part in ["app 42", "app --port 80", "99/99 Hz", "live", "0:10"] { #expect(title.contains(part), "\(part)") }
        let wanted = ["cpu 90 %", "mem 59.0 MB", "req 18.0/s", "p99", "err", "lost", "cost 0.35 %", "broken 2.0 %"]
        for part in wanted { #expect(figures.contains(part), "\(part) in \(figures)") }
        let history = TestViewer(width: 140, height: 30, traffic: true).state.headerLine(width: 138).figures
        #expect(history.filter { $0.history != nil }.map(\.label) == ["cpu ", "mem "])
    }

    @Test func theImportantOnesStandInANarrowHeader() {
        #expect(labels(80, traffic: true) == ["cpu", "mem", "req", "p99", "err", "lost"])
        #expect(labels(80, traffic: false) == ["cpu", "mem", "lost", "cost", "broken"])
        #expect(labels(40, traffic: true) == ["cpu", "req", "p99"])
        #expect(labels(40, traffic: false) == ["cpu", "mem", "lost"])
        #expect(lines(80, traffic: true).title.contains("99/99 Hz"))
    }

    /// A figure stands at the same place whatever its value is.
    @Test(arguments: [40, 60, 80, 100, 140, 240]) func figuresDoNotPushEachOther(width: Int) {
        var viewer = TestViewer(width: width, height: 24, traffic: true)
        func places() -> [String] {
            var x = 0
            let line = viewer.state.headerLine(width: width - 2)
            return line.figures.map { figure in
                defer { x += figure.width + line.gap }
                return "\(figure.label)\(x)"
            }
        }
        let before = places()
        for (second, cpu) in [(10, 0.001), (11, 12.5), (12, 0.1)] {
            var delta = TestRecording.more(second: Int64(second))
            delta.counters.removeAll { $0.kind == .cpuUser || $0.kind == .memoryResident }
            let time = TestRecording.time(Int64(second))
            delta.counters += [
                CounterReading(time: time, kind: .cpuUser, value: 7_200_000_000 + Int64(cpu * 1e9)),
                CounterReading(time: time, kind: .memoryResident, value: second == 11 ? 999 : 12_300_000_000),
                CounterReading(time: time, kind: .costToTarget, value: second == 11 ? 98_700 : 3),
                CounterReading(time: time, kind: .rateAchieved, value: second == 11 ? 7_000 : 98_000),
            ]
            viewer.send(.delta(delta))
            #expect(places() == before)
        }
    }

    @Test func everyWidthHasRoomForWhatItShows() {
        for width in 0...260 {
            for traffic in [true, false] {
                let line = TestViewer(width: width, height: 24, traffic: traffic).state.headerLine(width: width - 2)
                let used = line.figures.reduce(0) { $0 + $1.width } + line.gap * max(0, line.figures.count - 1)
                #expect(used <= max(0, width - 2))
            }
        }
    }

    @Test func aLowRateIsMarked() {
        var viewer = TestViewer(width: 140, height: 40)
        #expect(viewer.state.rateFigure?.isLow == false)
        var delta = TestRecording.more(second: 10)
        delta.counters.append(CounterReading(time: TestRecording.time(11), kind: .rateAchieved, value: 42_000))
        viewer.send(.delta(delta))
        #expect(viewer.state.rateFigure?.isLow == true)
        #expect(viewer.lines[0].contains("42/99 Hz"))
    }
}
