import Testing

@testable import GlassTerminal

@Suite struct CellBufferTests {
    private let style = Style(.white, on: .black)

    private func buffer(_ width: Int, _ height: Int) -> CellBuffer {
        CellBuffer(size: Size(width: width, height: height), style: style)
    }

    @Test(arguments: [(0, 0), (1, 1), (2, 1), (1, 2), (0, 5), (5, 0)])
    func everythingCanBeDrawnOnAnySize(width: Int, height: Int) {
        var buffer = buffer(width, height)
        let areas = [buffer.bounds, Rect(x: -5, y: -5, width: 50, height: 50), Rect(x: 3, y: 3, width: 0, height: 9)]
        for area in areas {
            buffer.fill(area, "x", style: style)
            buffer.box(area, title: "title", style: style)
            buffer.text("日本語 text", x: area.x, y: area.y, style: style)
            buffer.text("text", in: area, style: style, align: .center)
            buffer.bar(0.5, in: area, style: style)
            buffer.bar((0.3, .white), (0.3, .black), in: area, track: style)
            buffer.sparkline([1, 2, 3], maximum: 3, in: area, style: style)
            BrailleChart(values: [1, nil, 3], maximum: 3).draw(in: area, on: &buffer, background: .black) { _ in .white
            }
            TextField("typed").draw(in: area, on: &buffer, style: style)
            buffer.restyle(area) { $0.with(.bold) }
        }
        _ = buffer.popup(title: "help", width: 20, height: 9, style: style, border: style)
        #expect(buffer.cells.count == width * height)
        #expect(buffer[width, height] == nil)
        #expect(buffer[-1, 0] == nil)
    }

    @Test func textIsClippedAtTheEdges() {
        var buffer = buffer(5, 1)
        #expect(buffer.text("abcdefgh", x: 2, y: 0, style: style) == 3)
        #expect(buffer.text == "  abc")
        #expect(buffer.text("xyz", x: 0, y: 7, style: style) == 0)
        buffer.text("long word", in: Rect(x: 0, y: 0, width: 5, height: 1), style: style)
        #expect(buffer.text == "long…")
    }

    @Test func wideGlyphsTakeTwoCellsAndNeverHalves() {
        var buffer = buffer(5, 1)
        #expect(buffer.text("日本語", x: 0, y: 0, style: style) == 4)
        #expect(buffer.text == "日本")
        buffer.text("x", x: 1, y: 0, style: style)
        #expect(buffer.text == " x本")
        buffer.text("y", x: 2, y: 0, style: style)
        #expect(buffer.text == " xy")
        buffer.put(Glyph("日"), x: 4, y: 0, style: style)
        #expect(buffer[4, 0]?.glyph == .space)
    }

    @Test func marksStayWithTheirLetter() {
        var buffer = buffer(4, 1)
        #expect(buffer.text("e\u{301}x", x: 0, y: 0, style: style) == 2)
        #expect(buffer[0, 0]?.glyph.description == "e\u{301}")
        #expect(buffer[1, 0]?.glyph.description == "x")
    }

    @Test func nothingInACellCanSteerATerminal() {
        let hostile = "\u{1B}[31m\u{7}\u{9B}2J\u{202E}abc\r\n\t\u{7F}\u{85}\u{2028}\u{AD}"
        var buffer = buffer(40, 1)
        buffer.text(hostile, x: 0, y: 0, style: style)
        let bytes = Array(buffer.text.unicodeScalars)
        #expect(bytes.allSatisfy { $0.isHarmless })
        #expect(buffer.text.contains("abc"))
    }
}

@Suite struct TextTests {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("日本", 4), ("e\u{301}", 1), ("🙂", 2), ("한글", 4), ("ａ", 2), ("é", 1), ("▏█", 2), ("⣿", 1),
    ])
    func widthsAreThoseOfTerminals(text: String, width: Int) {
        #expect(columns(of: text) == width)
    }

    @Test(arguments: [
        ("plain", "plain"), ("a\u{1B}[2Jb", "a\u{FFFD}[2Jb"), ("tab\there", "tab\u{FFFD}here"),
        ("\u{202E}rtl", "\u{FFFD}rtl"),
        ("c1\u{9B}31m", "c1\u{FFFD}31m"), ("ünïcödé 日本", "ünïcödé 日本"),
    ])
    func sanitizingReplacesWhatSteers(text: String, safe: String) {
        #expect(sanitize(text) == safe)
    }

    @Test(arguments: [
        ("hello", 5, "hello"), ("hello", 4, "hel…"), ("hello", 1, "…"), ("hello", 0, ""), ("日本語", 4, "日…"),
        ("日本語", 5, "日本…"),
        ("", 3, ""), ("hello", -2, ""),
    ])
    func clippingKeepsTheWidth(text: String, width: Int, shown: String) {
        #expect(clipped(text, to: width) == shown)
        #expect(columns(of: clipped(text, to: width)) <= max(0, width))
    }
}
