import GlassAnalysis
import GlassModel
import GlassTerminal

@testable import GlassViewer

/// A small recording: ten seconds of two threads, whose shares are known.
enum TestRecording {
    static let started: Int64 = 1_700_000_000

    private static let functions: [(name: String, kind: FrameKind, module: Int32?)] = [
        ("main", .native, 1), ("serve", .native, 1), ("parse(Request const&)", .native, 1), ("render", .inlined, 1),
        ("read", .native, 2), ("[read]", .systemCall, nil), ("start", .native, 2), ("work", .native, 1),
        ("hash", .native, 1), ("wait", .native, 2), ("[futex]", .systemCall, nil),
    ]
    /// Parent and frame of each node, counted from 1.
    private static let nodes: [(parent: Int32?, frame: Int32)] = [
        (nil, 1), (1, 2), (2, 3), (2, 4), (2, 5), (5, 6), (nil, 7), (7, 8), (8, 9), (8, 10), (10, 11),
    ]
    /// Stack, thread, and milliseconds of CPU and of wall time in each second.
    private static let shares: [(stack: Int32, thread: Int32, cpu: Int64, wall: Int64)] = [
        (3, 1, 300, 300), (4, 1, 200, 200), (6, 1, 0, 500), (9, 2, 400, 400), (11, 2, 0, 600),
    ]

    static func info(end: RecordingEnd? = nil) -> RecordingInfo {
        RecordingInfo(
            process: ProcessID(42), executable: "/usr/bin/app", commandLine: "app --port 80", host: "test",
            started: time(0), rate: 99, engine: .ptrace, version: "1", end: end)
    }

    static func time(_ second: Int64) -> Timestamp {
        Timestamp(nanosecondsSinceEpoch: (started + second) * 1_000_000_000)
    }

    /// Everything that stands still, and the first seconds.
    static func first(seconds: Int64 = 10, end: RecordingEnd? = nil) -> RecordingDelta {
        var delta = RecordingDelta(info: info(end: end))
        delta.threads = [(1, "main"), (2, "worker")].map { number, name in
            ThreadRecord(
                key: ThreadKey(number), process: ProcessID(42), thread: ThreadID(41 + number), name: name,
                started: time(0))
        }
        delta.modules = [
            Module(id: ModuleID(1), path: "/usr/bin/app", buildID: nil),
            Module(id: ModuleID(2), path: "/lib/libc.so.6", buildID: nil),
        ]
        delta.frames = functions.enumerated().map { index, function in
            Frame(
                id: FrameID(Int32(index + 1)), kind: function.kind, function: function.name,
                module: function.module.map { ModuleID($0) }, file: function.module == 1 ? "app.c" : nil,
                line: function.module == 1 ? Int32(10 * (index + 1)) : nil)
        }
        delta.stacks = nodes.enumerated().map { index, node in
            StackNode(
                id: StackID(Int32(index + 1)), parent: node.parent.map { StackID($0) }, frame: FrameID(node.frame))
        }
        addTotals(to: &delta)
        for second in 0..<seconds { add(second, to: &delta) }
        return delta
    }

    /// One second more.
    static func more(second: Int64) -> RecordingDelta {
        var delta = RecordingDelta(info: info())
        delta.rollupsFrom = started + second
        addTotals(to: &delta)
        add(second, to: &delta)
        return delta
    }

    private static func addTotals(to delta: inout RecordingDelta) {
        delta.losses = [Loss(time: time(0), reason: .tickSkipped, count: 3)]
        delta.unwindTallies = [
            UnwindTally(module: ModuleID(1), end: .root, count: 98),
            UnwindTally(module: ModuleID(2), end: .noRule, count: 2),
        ]
    }

    private static func add(_ second: Int64, to delta: inout RecordingDelta) {
        for share in shares {
            let weight = Weight(
                samples: share.wall / 10, cpu: Nanoseconds(share.cpu * 1_000_000),
                wall: Nanoseconds(share.wall * 1_000_000))
            delta.rollups.append(
                Rollup(
                    second: started + second, thread: ThreadKey(share.thread), stack: StackID(share.stack),
                    weight: weight))
        }
        let readings: [(CounterKind, Int64, Int32?)] = [
            (.cpuUser, second * 800_000_000, nil), (.cpuSystem, second * 100_000_000, nil),
            (.memoryResident, 50_000_000 + second * 1_000_000, nil), (.rateAchieved, 98_600, nil),
            (.costToTarget, 3_500, nil),
            (.threadState, 83, 1), (.threadState, 82, 2),
        ]
        delta.counters += readings.map { kind, value, thread in
            CounterReading(time: time(second), kind: kind, thread: thread.map { ThreadKey($0) }, value: value)
        }
    }
}

/// A viewer that keys are pressed in.
struct TestViewer {
    var state: ViewerState
    private(set) var effects: [ViewerEffect] = []
    private var clock = Nanoseconds.zero
    /// Whether each file of source that is asked for is there at once.
    var findsSources = false

    init(width: Int = 80, height: Int = 24, isLive: Bool = true, empty: Bool = false, traffic: Bool = false) {
        state = ViewerState(
            size: Size(width: width, height: height), theme: .builtIn, isLive: isLive, canControl: isLive)
        if !empty { send(.delta(traffic ? TestRecording.busy() : TestRecording.first())) }
    }

    mutating func send(_ event: ViewerEvent) {
        perform(state.reduce(event))
        if case .delta = event { perform(state.reduce(.refresh)) }
    }

    /// Samples of requests are there at once.
    private mutating func perform(_ new: [ViewerEffect]) {
        effects += new
        for case .load(let question) in new {
            send(.samples(question, .known(TestRecording.stacks(question))))
        }
        guard findsSources else { return }
        for case .readSource(let question) in new { send(.source(question, .found(TestRecording.source))) }
    }

    mutating func input(_ input: InputEvent, after wait: Nanoseconds = .seconds(1)) {
        clock = clock + wait
        send(.terminal(.input(input), at: clock))
    }

    /// Presses keys by their names, such as `j`, `Enter` or `C-u`.
    mutating func press(_ names: String...) {
        effects = []
        for name in names {
            guard let press = KeyName.press(name) else { continue }
            input(.key(press))
        }
    }

    mutating func type(_ text: String) { for character in text { input(.key(KeyPress(character))) } }

    mutating func click(_ x: Int, _ y: Int, after wait: Nanoseconds = .seconds(1)) {
        effects = []
        input(.mouse(MouseEvent(.press(.left), x: x, y: y)), after: wait)
        input(.mouse(MouseEvent(.release, x: x, y: y)), after: .zero)
    }

    var screen: CellBuffer { Screen.draw(state) }
    var text: String { screen.text }
    var lines: [String] { text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }

    /// The name of the frame that is selected in the icicle.
    var selectedFrame: String? { state.selectedFunction?.function }
}
