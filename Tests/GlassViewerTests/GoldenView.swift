import GlassTerminal
import Testing

@testable import GlassViewer

/// A screen that has a golden picture: the keys that lead to it.
struct GoldenView: Sendable, CustomTestStringConvertible {
    let name: String
    let keys: [String]

    static let all: [GoldenView] = [
        GoldenView(name: "icicle", keys: ["j", "j"]),
        GoldenView(name: "icicle-zoom", keys: ["j", "j", "Enter"]),
        GoldenView(name: "icicle-wall", keys: ["c", "j", "l"]),
        GoldenView(name: "icicle-inverted", keys: ["i", "j"]),
        GoldenView(name: "icicle-search", keys: ["/", "a", "l", "l", "o", "c", "Enter"]),
        GoldenView(name: "icicle-route", keys: ["2", "f"]),
        GoldenView(name: "requests", keys: ["2", "j", "j"]),
        GoldenView(name: "requests-filter", keys: ["2", "\\", "s", "t", "a", "t", "u", "s", "=", "5", "0", "0"]),
        GoldenView(name: "request", keys: ["2", "s", "Enter"]),
        GoldenView(name: "request-icicle", keys: ["2", "j", "j", "Enter", "G", "j"]),
        GoldenView(name: "routes", keys: ["2", "r", "j"]),
        GoldenView(name: "functions", keys: ["3", "j"]),
        GoldenView(name: "threads", keys: ["4", "j"]),
        GoldenView(name: "queries", keys: ["5", "j"]),
        GoldenView(name: "timeline", keys: ["6", "["]),
        GoldenView(name: "sandwich", keys: ["j", "j", "j", "w", "j"]),
        GoldenView(name: "sandwich-wall", keys: ["j", "j", "j", "w", "c"]),
        GoldenView(name: "source", keys: ["j", "j", "v"]),
        GoldenView(name: "columns", keys: ["3", "|"]),
        GoldenView(name: "timeline-brush", keys: ["6", "←", "←", "b", "←", "←"]),
        GoldenView(name: "help", keys: ["?"]),
        GoldenView(name: "losses", keys: ["!"]),
        GoldenView(name: "command", keys: [":", "x"]),
        GoldenView(name: "frozen", keys: ["Space"]),
    ]

    static let sizes = [
        Size(width: 0, height: 0), Size(width: 1, height: 1), Size(width: 40, height: 12), Size(width: 80, height: 24),
        Size(width: 140, height: 40), Size(width: 240, height: 70),
    ]

    static let depths: [ColorDepth] = [.sixteen, .indexed256, .truecolor]

    var testDescription: String { name }

    /// The viewer after the keys, on a screen of that size.
    func viewer(_ size: Size) -> TestViewer {
        var viewer = Self.recorded
        viewer.findsSources = true
        viewer.send(.terminal(.resized(size), at: .zero))
        for key in keys { viewer.press(key) }
        return viewer
    }

    /// The same state in colours of another depth, or of another theme.
    static func draw(_ viewer: TestViewer, theme: Theme = .builtIn, depth: ColorDepth) -> CellBuffer {
        var viewer = viewer
        viewer.state.theme = theme.adapted(to: depth)
        return viewer.screen
    }

    private static let recorded: TestViewer = {
        var viewer = TestViewer(empty: true)
        viewer.send(.delta(GoldenRecording.delta()))
        return viewer
    }()
}
