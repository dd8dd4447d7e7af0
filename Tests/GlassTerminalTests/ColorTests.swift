import Testing

@testable import GlassTerminal

@Suite struct ColorTests {
    @Test func hexIsReadAndWritten() {
        #expect(Color(hex: "#0aF1c0") == Color(0x0A, 0xF1, 0xC0))
        #expect(Color(0x0A, 0xF1, 0xC0).description == "#0af1c0")
        for wrong in ["", "#", "123456", "#12345", "#1234567", "#12345g", "#+12345", "red"] {
            #expect(Color(hex: wrong) == nil)
        }
    }

    @Test func contrastIsThatOfWCAG() {
        #expect(abs(Color.black.contrast(with: .white) - 21) < 0.01)
        #expect(Color.white.contrast(with: .white) == 1)
        // #767676 is the well-known lightest grey that text on white may have.
        #expect(Color(0x76, 0x76, 0x76).contrast(with: .white) >= 4.5)
        #expect(Color(0x78, 0x78, 0x78).contrast(with: .white) < 4.5)
    }

    @Test(arguments: ColorDepth.allCases) func readableTextIsReadableAtEveryDepth(depth: ColorDepth) {
        var random = TestRandom(seed: 7)
        for _ in 0..<400 {
            let background = Color(packed: UInt32.random(in: 0...0xFF_FFFF, using: &random)).quantized(to: depth)
            let text = Color(packed: UInt32.random(in: 0...0xFF_FFFF, using: &random)).quantized(to: depth)
            let shown = text.readable(on: background, depth: depth)
            #expect(shown.contrast(with: background) >= 4.5)
            #expect(shown.quantized(to: depth) == shown)
        }
    }

    @Test func colorsOfThePaletteAreTheirOwnNearest() {
        for index in 16...255 {
            let color = Color.color(ofIndex: index)
            #expect(Color.color(ofIndex: color.index256) == color)
        }
        for index in 0..<16 { #expect(Color.color(ofIndex: index).index16 == index) }
        #expect(Color(255, 0, 0).index256 == 196)
    }

    @Test(arguments: [
        (["NO_COLOR": "1", "TERM": "xterm-256color"], ColorDepth.monochrome),
        (["NO_COLOR": "", "TERM": "xterm"], .sixteen),
        (["TERM": "xterm-256color"], .indexed256), (["TERM": "xterm-256color", "COLORTERM": "truecolor"], .truecolor),
        (["TERM": "xterm-direct"], .truecolor), (["TERM": "xterm"], .sixteen), (["TERM": "vt100"], .monochrome),
        (["TERM": "screen", "COLORTERM": "24bit"], .truecolor),
    ])
    func depthIsDetected(environment: [String: String], depth: ColorDepth) {
        #expect(ColorDepth.detect(environment: environment) == depth)
    }
}
