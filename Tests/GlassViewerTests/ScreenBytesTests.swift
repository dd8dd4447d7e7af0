import GlassModel
import GlassTerminal
import Testing

@testable import GlassViewer

/// What the screens of a real recording cost to send.
@Suite struct ScreenBytesTests {
    private static let size = Size(width: 200, height: 50)

    @Test(arguments: GoldenView.all, [ColorDepth.sixteen, .truecolor])
    func aWholeScreenIsAtMost30kB(view: GoldenView, depth: ColorDepth) {
        let viewer = view.viewer(Self.size)
        var renderer = renderer(depth)
        let bytes = renderer.render(GoldenView.draw(viewer, depth: depth))
        #expect((1...30_000).contains(bytes.count))
        let again = renderer.render(GoldenView.draw(viewer, depth: depth))
        #expect(again.isEmpty)
    }

    /// A second like those before: figures move, and the edges of frames now and then.
    @Test(arguments: GoldenView.all.filter { !$0.name.contains("timeline") })
    func anotherSecondIsAtMost2kB(view: GoldenView) {
        var viewer = view.viewer(Self.size)
        var renderer = renderer(.truecolor)
        for second in Int64(10)..<60 { viewer.send(.delta(TestRecording.more(second: second))) }
        _ = renderer.render(GoldenView.draw(viewer, depth: .truecolor))
        viewer.send(.delta(TestRecording.more(second: 60)))
        let bytes = renderer.render(GoldenView.draw(viewer, depth: .truecolor))
        #expect(bytes.count <= 2_000, "\(view.name)")
    }

    private func renderer(_ depth: ColorDepth) -> DifferentialRenderer {
        var capabilities = TerminalCapabilities.modern
        capabilities.depth = depth
        return DifferentialRenderer(capabilities: capabilities, background: Theme.builtIn[.background])
    }
}
