import Testing

@testable import GlassTerminal

@Suite struct DifferentialRendererTests {
    private let blank = Style(.white, on: .black)

    private func renderer(_ depth: ColorDepth = .truecolor) -> DifferentialRenderer {
        var capabilities = TerminalCapabilities.modern
        capabilities.depth = depth
        return DifferentialRenderer(capabilities: capabilities, background: .black)
    }

    @Test func firstFrameIsWrittenWholeAndTheSameAgainNotAtAll() {
        var renderer = renderer()
        var buffer = CellBuffer(size: Size(width: 8, height: 2), style: blank)
        buffer.text("hello", x: 1, y: 0, style: blank)
        var emulator = TestEmulator(size: buffer.size, blank: blank)
        emulator.feed(renderer.render(buffer))
        #expect(emulator.cells[0].map(\.glyph.description).joined() == " hello  ")
        #expect(renderer.render(buffer).isEmpty)
        renderer.invalidate()
        #expect(!renderer.render(buffer).isEmpty)
    }

    @Test func oneChangedCellCostsFewBytes() {
        var renderer = renderer()
        var buffer = CellBuffer(size: Size(width: 200, height: 50), style: blank)
        _ = renderer.render(buffer)
        buffer.text("x", x: 100, y: 25, style: blank)
        let bytes = renderer.render(buffer)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("\u{1B}[26;101H"))
        #expect(bytes.count < 80)
    }

    @Test func frameIsSynchronized() {
        var renderer = renderer()
        let bytes = renderer.render(CellBuffer(size: Size(width: 2, height: 1), style: blank))
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.hasPrefix("\u{1B}[?2026h"))
        #expect(text.hasSuffix("\u{1B}[?2026l"))
    }

    @Test func runsOfOneStyleAreMerged() {
        var renderer = renderer()
        var buffer = CellBuffer(size: Size(width: 60, height: 1), style: blank)
        buffer.fill(buffer.bounds, "█", style: Style(Color(200, 100, 50), on: .black))
        let text = String(decoding: renderer.render(buffer), as: UTF8.self)
        #expect(text.split(separator: "38;2;200;100;50", omittingEmptySubsequences: false).count == 2)
    }

    /// From block to block one colour is new; the other is there already, be it as that of the text.
    @Test func edgeBetweenTwoBlocksCostsOneColor() {
        var renderer = renderer()
        var buffer = CellBuffer(size: Size(width: 30, height: 1), style: blank)
        for block in 0..<10 {
            let color = Color(UInt8(100 + block), 150, 200)
            let before = block == 0 ? Color.black : Color(UInt8(99 + block), 150, 200)
            buffer.fill(Rect(x: 3 * block, y: 0, width: 3, height: 1), style: Style(.white, on: color))
            buffer.put(Glyph("▌"), x: 3 * block, y: 0, style: Style(before, on: color))
        }
        let text = String(decoding: renderer.render(buffer), as: UTF8.self)
        #expect(text.split(separator: ";2;", omittingEmptySubsequences: false).count - 1 <= 10 + 2)
    }

    /// The bytes of each frame, applied to what was shown before, give the next frame: for random drawings.
    @Test(arguments: 0..<60) func anyChangeArrives(seed: Int) {
        var random = TestRandom(seed: UInt64(seed) + 1)
        let size = Size(width: Int.random(in: 0...24, using: &random), height: Int.random(in: 0...8, using: &random))
        var renderer = renderer()
        var emulator = TestEmulator(size: size, blank: blank)
        var buffer = CellBuffer(size: size, style: blank)
        for _ in 0..<12 {
            draw(&buffer, &random)
            emulator.feed(renderer.render(buffer))
            let wanted = (0..<size.height).map { y in (0..<size.width).compactMap { buffer[$0, y] } }
            #expect(emulator.cells.map { $0.map(\.seen) } == wanted.map { $0.map(\.seen) })
            #expect(emulator.faults == [])
            #expect(!emulator.isSynchronized)
        }
    }

    private func draw(_ buffer: inout CellBuffer, _ random: inout TestRandom) {
        let words = ["plain text", "日本語", "e\u{301}té", "🙂ok", "│╭─╮", "a", "\u{1B}[2Jx", "ﬁ\u{200D}x", ""]
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            let colors = [Color.black, .white, Color(1, 2, 3), Color(250, 128, 7)]
            let style = Style(
                colors.randomElement(using: &random) ?? .white, on: colors.randomElement(using: &random) ?? .black,
                Style.Attributes(rawValue: UInt8.random(in: 0...15, using: &random)))
            let (x, y) = (Int.random(in: -3...25, using: &random), Int.random(in: -1...8, using: &random))
            if Bool.random(using: &random) {
                buffer.text(words.randomElement(using: &random) ?? "", x: x, y: y, style: style)
            } else {
                buffer.fill(Rect(x: x, y: y, width: Int.random(in: 0...9, using: &random), height: 2), style: style)
            }
        }
    }

    @Test(arguments: [(ColorDepth.sixteen, "91"), (.indexed256, "38;5;196"), (.truecolor, "38;2;255;0;0")])
    func colorsAreWrittenAsTheTerminalKnowsThem(depth: ColorDepth, code: String) {
        var renderer = renderer(depth)
        var buffer = CellBuffer(size: Size(width: 1, height: 1), style: blank)
        buffer.text("x", x: 0, y: 0, style: Style(Color(255, 0, 0), on: .black))
        #expect(String(decoding: renderer.render(buffer), as: UTF8.self).contains(code))
    }

    @Test func withoutColorsWhatStandsOutIsReversed() {
        var renderer = renderer(.monochrome)
        var buffer = CellBuffer(size: Size(width: 2, height: 1), style: blank)
        buffer.text("x", x: 1, y: 0, style: Style(.black, on: .white))
        let text = String(decoding: renderer.render(buffer), as: UTF8.self)
        #expect(text.contains("\u{1B}[7mx"))
        #expect(!text.contains("38;"))
        #expect(!text.contains(";2;"))
    }
}

extension Cell {
    /// As it looks: the right way around, and without the colour of a blank's text.
    fileprivate var seen: Cell {
        var seen = self
        if style.attributes.contains(.reverse) {
            seen.style = Style(style.background, on: style.foreground, style.attributes.subtracting(.reverse))
        }
        guard glyph == .space, !style.attributes.contains(.underline) else { return seen }
        return Cell(style: Style(.black, on: seen.style.background), isContinuation: isContinuation)
    }
}
