import Testing

@testable import GlassTerminal

@Suite struct WidgetTests {
    private let style = Style(.white, on: .black)

    private func drawn(_ width: Int, _ height: Int = 1, _ draw: (inout CellBuffer) -> Void) -> String {
        var buffer = CellBuffer(size: Size(width: width, height: height), style: style)
        draw(&buffer)
        return buffer.text
    }

    @Test(arguments: [
        (0.0, ""), (1.0, "████"), (0.5, "██"), (0.53, "██▏"), (0.001, "▏"), (2.0, "████"), (-1.0, ""), (.nan, ""),
    ])
    func barsCountInEighths(share: Double, text: String) {
        #expect(drawn(4) { $0.bar(share, in: $0.bounds, style: style) } == text)
    }

    @Test func barsOfTwoPartsMeet() {
        var buffer = CellBuffer(size: Size(width: 8, height: 1), style: style)
        let (red, blue) = (Color(255, 0, 0), Color(0, 0, 255))
        buffer.bar((0.5, red), (0.25, blue), in: buffer.bounds, track: style)
        #expect(buffer.text == "██████")
        let colors = (0..<6).map { buffer[$0, 0]?.style.foreground }
        #expect(colors == [red, red, red, red, blue, blue])
        #expect(drawn(8) { $0.bar((0.5, red), (0.25, blue), in: $0.bounds, track: style, isShaded: true) } == "████▒▒")
    }

    @Test func sparklinesEndAtTheRight() {
        #expect(drawn(5) { $0.sparkline([0, 1, 4, 8], maximum: 8, in: $0.bounds, style: style) } == "  ▁▄█")
        #expect(drawn(2) { $0.sparkline([8, 1, 4], maximum: 8, in: $0.bounds, style: style) } == "▁▄")
        #expect(drawn(2) { $0.sparkline([.nan, .infinity], maximum: 0, in: $0.bounds, style: style) } == "")
    }

    @Test func brailleChartsFillFromBelow() {
        let chart = BrailleChart(values: [8, 4, nil, 1], maximum: 8)
        let text = drawn(2, 2) { chart.draw(in: $0.bounds, on: &$0, background: .black) { _ in .white } }
        #expect(text == "⡇\n⣿⢀")
    }

    @Test func aTextFieldIsTypedInto() {
        var field = TextField("ab")
        func press(_ key: Key, _ modifiers: Modifiers = []) -> Bool { field.press(KeyPress(key, modifiers)) }
        #expect(press(.character("c")))
        #expect(press(.left) && press(.left) && press(.character("X")))
        #expect(field.value == "aXbc")
        #expect(press(.backspace) && press(.delete))
        #expect(field.value == "ac")
        #expect(press(.end) && press(.character(" ")) && press(.character("d")) && press(.character("w"), .control))
        #expect(field.value == "ac ")
        #expect(press(.character("u"), .control))
        #expect(field.value == "")
        #expect(press(.backspace) && press(.delete) && press(.left) && press(.right))
        #expect(!press(.up))
        field.insert("a\u{1B}b")
        #expect(field.value == "a\u{FFFD}b")
    }

    @Test func aTextFieldTakesNoMoreThanALine() {
        var field = TextField()
        field.insert(String(repeating: "x", count: 100_000))
        #expect(field.value.count == TextField.longestLine)
        #expect(drawn(4) { field.draw(in: $0.bounds, on: &$0, style: style) } == "xxx")
    }

    @Test func aTextFieldScrollsToItsCursor() {
        let field = TextField("abcdefgh")
        #expect(drawn(4) { field.draw(in: $0.bounds, on: &$0, style: style) } == "fgh")
    }

    @Test func aPopupStandsInTheMiddle() {
        var buffer = CellBuffer(size: Size(width: 12, height: 5), style: style)
        let inside = buffer.popup(title: "T", width: 4, height: 1, style: style, border: style)
        buffer.text("abcd", in: inside, style: style)
        #expect(buffer.text == "\n  ╭─ T ──╮\n  │ abcd │\n  ╰──────╯\n")
    }
}
