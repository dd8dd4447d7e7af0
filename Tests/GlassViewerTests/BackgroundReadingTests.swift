import GlassAnalysis
import GlassModel
import Testing

@testable import GlassViewer

/// What takes long is computed while keys go on working.
@Suite struct BackgroundReadingTests {
    private var viewer: TestViewer
    private var pending: ReadingOrder?

    init() {
        viewer = TestViewer()
        viewer.state.longestInline = 0
    }

    /// Does what the loop does: starts what is asked for, once.
    private mutating func start() {
        #expect(viewer.effects.last == .read)
        #expect(pending == nil)
        pending = viewer.state.startReading()
        #expect(pending != nil)
    }

    private mutating func finish() throws {
        let order = try #require(pending)
        pending = nil
        var reading = viewer.state.reading
        reading.update(for: order)
        viewer.send(.reading(reading, order))
    }

    @Test mutating func keysWorkMeanwhile() throws {
        viewer.press("i")
        start()
        #expect(!viewer.state.icicle.shape.isInverted)
        viewer.press("j", "j", "Enter")
        #expect(viewer.state.icicle.zoom != .root)
        try finish()
        #expect(viewer.state.icicle.shape.isInverted)
        #expect(viewer.lines.contains { $0.contains("inverted") })
    }

    @Test mutating func newsThatArriveMeanwhileShowAfterwards() throws {
        let before = viewer.state.figures.elapsed
        viewer.press("3")
        start()
        viewer.send(.delta(TestRecording.more(second: 30)))
        #expect(viewer.state.isStale)
        #expect(viewer.state.figures.elapsed == before)
        try finish()
        #expect(viewer.state.isStale)
        viewer.send(.refresh)
        start()
        try finish()
        #expect(!viewer.state.isStale)
        #expect(viewer.state.figures.elapsed > before)
    }

    @Test mutating func whatIsAskedForMeanwhileIsDoneNext() throws {
        viewer.press("3")
        start()
        viewer.press("4")
        #expect(!viewer.effects.contains(.read))
        try finish()
        #expect(viewer.state.functions.table != nil)
        start()
        try finish()
        #expect(viewer.state.threads.table != nil)
        #expect(!viewer.state.progress.isRunning)
    }

    @Test mutating func aMatchIsGoneToWhenItIsThere() throws {
        viewer.press("3")
        start()
        try finish()
        viewer.press("Enter")
        let name = try #require(viewer.state.matcher?.query)
        start()
        #expect(viewer.state.notice == nil)
        try finish()
        #expect(viewer.selectedFrame == name)
    }
}
