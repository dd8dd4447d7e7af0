import Testing

@testable import GlassTerminal

/// What a terminal is sent, in bytes: a screen that goes through ssh must be small, and its changes smaller.
@Suite struct WrittenBytesTests {
    private static let size = Size(width: 200, height: 50)

    /// An icicle as the viewer draws it: rows of blocks with a hairline and a name each, a third of them waiting.
    private func icicle(shift: Int = 0, second: Int = 0, theme: Theme = .builtIn) -> CellBuffer {
        var buffer = CellBuffer(size: Self.size, style: theme.style())
        buffer.fill(Rect(x: 0, y: 0, width: 200, height: 2), style: theme.style(.text, on: .header))
        buffer.text(
            "● live 0:0\(second)  cpu \(90 + second)%  98.\(second) Hz", x: 1, y: 0,
            style: theme.style(.text, on: .header))
        buffer.sparkline(
            (0..<20).map { Double(($0 &+ second) % 7) }, maximum: 7, in: Rect(x: 60, y: 1, width: 20, height: 1),
            style: theme.ink(.cpu, on: .header))
        var random = TestRandom(seed: 5)
        for y in 3..<49 { row(y, shift, theme, &random, on: &buffer) }
        buffer.text("? help   q quit   Enter zoom   / search", x: 1, y: 49, style: theme.style(.dim))
        return buffer
    }

    private func row(_ y: Int, _ shift: Int, _ theme: Theme, _ random: inout TestRandom, on buffer: inout CellBuffer) {
        let depth = y - 3
        let narrowest = max(4, 40 - depth * 2)
        // Deeper rows are emptier: stacks end.
        var x = depth * 2
        while x < 200 - depth {
            let width = min(200 - x, Int.random(in: narrowest...(narrowest * 2), using: &random))
            let kind = Theme.Palette.allCases.randomElement(using: &random) ?? .native
            let shade = theme.shade(kind, seed: random.next())
            let color = y.isMultiple(of: 2) ? shade : theme.mix(shade, theme[.background], 0.09)
            let moved = depth > 8 && x > 180 ? shift : 0
            let style = Style(theme.ink(on: color), on: color)
            buffer.fill(Rect(x: x + moved, y: y, width: width, height: 1), style: style)
            buffer.put(Glyph("▏"), x: x + moved, y: y, style: style.foreground(theme[.background]))
            buffer.text(clipped("function_\(x)_\(y)", to: width - 2), x: x + moved + 1, y: y, style: style)
            x += width
        }
    }

    private func renderer(_ depth: ColorDepth) -> DifferentialRenderer {
        var capabilities = TerminalCapabilities.modern
        capabilities.depth = depth
        return DifferentialRenderer(capabilities: capabilities, background: Theme.builtIn[.background])
    }

    @Test(arguments: ColorDepth.allCases) func aWholeScreenIsAtMost30kB(depth: ColorDepth) {
        var renderer = renderer(depth)
        let theme = Theme.builtIn.adapted(to: depth)
        let bytes = renderer.render(icicle(theme: theme)).count
        #expect(bytes <= 30_000)
        let again = renderer.render(icicle(theme: theme))
        #expect(again.isEmpty)
    }

    @Test(arguments: ColorDepth.allCases) func aTypicalChangeIsAtMost2kB(depth: ColorDepth) {
        var renderer = renderer(depth)
        let theme = Theme.builtIn.adapted(to: depth)
        _ = renderer.render(icicle(theme: theme))
        // Another second's figures.
        let figures = renderer.render(icicle(second: 1, theme: theme)).count
        // And a subtree of a tenth of the screen that moved by a column.
        let moved = renderer.render(icicle(shift: 1, second: 2, theme: theme)).count
        #expect((1...400).contains(figures))
        #expect((1...2_000).contains(moved))
    }
}
