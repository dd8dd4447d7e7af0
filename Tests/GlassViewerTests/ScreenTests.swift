import Foundation
import GlassModel
import GlassTerminal
import Testing

@testable import GlassViewer

/// Whole screens of a small recording, as text in `Tests/Fixtures/screens`. `GLASS_RECORD_SCREENS=1 swift test` writes
/// them anew.
@Suite struct ScreenTests {
    static let views: [(name: String, keys: [String])] = [
        ("icicle", []), ("zoom", ["j", "j", "Enter"]), ("wall", ["c", "j", "l"]), ("functions", ["3"]),
        ("threads", ["4"]),
        ("timeline", ["6", "["]), ("sandwich", ["j", "j", "w", "j"]), ("no-function", ["7"]),
        ("no-source", ["j", "j", "v"]), ("help", ["?"]), ("palette", [":"]),
        ("palette-found", [":", "r", "e"]),
        ("losses", ["!"]),
    ]
    /// With requests that the target served.
    static let trafficViews: [(name: String, keys: [String])] = [
        ("requests", ["2", "j", "j"]), ("request", ["2", "s", "Enter"]),
        ("request-icicle", ["2", "j", "j", "Enter", "G", "j"]), ("request-unattributed", ["2", "G", "Enter"]),
        ("routes", ["2", "r", "j"]), ("queries", ["5"]), ("route-icicle", ["2", "f"]), ("traffic-losses", ["!"]),
    ]
    static let sizes = [(40, 12), (80, 24), (140, 40)]

    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/screens")

    @Test(arguments: views.map(\.name), sizes.indices) func screensLookAsTheyDid(name: String, size: Int) throws {
        let (width, height) = Self.sizes[size]
        var viewer = TestViewer(width: width, height: height)
        for key in Self.views.first(where: { $0.name == name })?.keys ?? [] { viewer.press(key) }
        try check(viewer, name, width, height)
    }

    @Test(arguments: trafficViews.map(\.name), sizes.indices) func requestsLookAsTheyDid(name: String, size: Int) throws
    {
        let (width, height) = Self.sizes[size]
        var viewer = TestViewer(width: width, height: height, traffic: true)
        for key in Self.trafficViews.first(where: { $0.name == name })?.keys ?? [] { viewer.press(key) }
        try check(viewer, name, width, height)
    }

    @Test(arguments: ["off", "on", "stepped back", "unavailable"], sizes.indices)
    func noRequestsAreExplained(state: String, size: Int) throws {
        let (width, height) = Self.sizes[size]
        var viewer = TestViewer(width: width, height: height)
        var delta = TestRecording.more(second: 9)
        delta.requestCapture = RequestCapture(
            state: RequestCapture.State(rawValue: state) ?? .off,
            explanation: state == "on" || state == "off" ? "" : TestRecording.missingRight)
        viewer.send(.delta(delta))
        viewer.press("2")
        try check(viewer, "no-requests-" + state.replacing(" ", with: "-"), width, height)
    }

    private func check(_ viewer: TestViewer, _ name: String, _ width: Int, _ height: Int) throws {
        let file = Self.fixtures.appending(path: "\(name)-\(width)x\(height).txt")
        if ProcessInfo.processInfo.environment["GLASS_RECORD_SCREENS"] != nil {
            try FileManager.default.createDirectory(at: Self.fixtures, withIntermediateDirectories: true)
            try (viewer.text + "\n").write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try viewer.text + "\n" == String(contentsOf: file, encoding: .utf8))
    }

    @Test(arguments: [(0, 0), (1, 1), (1, 30), (30, 1), (2, 2), (5, 3), (9, 7), (240, 70)])
    func anySizeCanBeDrawn(width: Int, height: Int) {
        for view in Self.views + Self.trafficViews {
            var viewer = TestViewer(width: width, height: height, traffic: true)
            for key in view.keys { viewer.press(key) }
            let screen = viewer.screen
            #expect(screen.width == width)
            #expect(screen.height == height)
        }
    }

    @Test func namesOfTheTargetCannotSteerTheTerminal() {
        var viewer = TestViewer(empty: true)
        var delta = TestRecording.first()
        delta.info.commandLine = "app \u{1B}]0;owned\u{7}"
        delta.threads[0].name = "\u{1B}[2J"
        let frame = delta.frames[0]
        delta.frames[0] = Frame(id: frame.id, kind: .native, function: "evil\u{9B}31m\u{202E}\n", module: frame.module)
        viewer.send(.delta(delta))
        for key in ["j", "2", "3", "4", "5", "6", "1", "y"] {
            viewer.press(key)
            let controls = viewer.text.unicodeScalars.filter { $0 != "\n" && $0.properties.generalCategory == .control }
            #expect(controls.isEmpty)
        }
        #expect(viewer.effects == [.copy("evil\u{FFFD}31m\u{FFFD}\u{FFFD}")])
    }

    /// Text that is drawn can be read: 4.5:1 on its cell, in every theme's own colours. Lines and blocks are no text.
    @Test func textIsLegible() {
        for view in Self.views + Self.trafficViews {
            var viewer = TestViewer(width: 100, height: 30, traffic: true)
            for key in view.keys { viewer.press(key) }
            let screen = viewer.screen
            for y in 0..<screen.height {
                for x in 0..<screen.width {
                    guard let cell = screen[x, y], let scalar = cell.glyph.description.unicodeScalars.first,
                        scalar.properties.isAlphabetic || ("0"..."9").contains(Character(scalar))
                    else { continue }
                    #expect(
                        cell.style.foreground.contrast(with: cell.style.background) >= 4.5, "\(view.name) \(x),\(y)")
                }
            }
        }
    }

    /// A damaged or hostile recording may claim anything.
    @Test func extremeCountersAreShown() {
        var viewer = TestViewer()
        var delta = TestRecording.more(second: 10)
        for kind in [CounterKind.memoryResident, .cpuUser, .cpuSystem, .rateAchieved, .costToTarget] {
            for (second, value) in [(11, Int64.min), (12, .max), (13, .min)] {
                delta.counters.append(CounterReading(time: TestRecording.time(Int64(second)), kind: kind, value: value))
            }
        }
        delta.counters.append(CounterReading(time: Timestamp(rawValue: .max), kind: .memoryResident, value: .max))
        delta.losses = [Loss(time: TestRecording.time(1), reason: .unreadable, count: .max)]
        delta.unwindTallies = [
            UnwindTally(module: nil, end: .loop, count: .max), UnwindTally(module: nil, end: .root, count: 9),
        ]
        viewer.send(.delta(delta))
        for key in ["2", "3", "4", "6", "[", "[", "j", "1", "c", "!"] {
            viewer.press(key)
            #expect(viewer.screen.width == 80)
        }
    }

    @Test func aQuietRecordingDrawsTheSameCells() {
        var viewer = TestViewer()
        let before = viewer.screen
        viewer.send(.delta(TestRecording.more(second: 9)))
        viewer.send(.frameDue)
        let isSame = viewer.screen == before
        #expect(isSame)
    }
}
