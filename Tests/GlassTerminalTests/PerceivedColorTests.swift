import Testing

@testable import GlassTerminal

@Suite struct PerceivedColorTests {
    /// The values of https://bottosson.github.io/posts/oklab/ and of CSS Color 4 for the corners of sRGB.
    @Test(arguments: [
        (Color(255, 255, 255), 1.0, 0.0, 0.0), (Color(0, 0, 0), 0, 0, 0), (Color(255, 0, 0), 0.628, 0.2577, 29.23),
        (Color(0, 255, 0), 0.8664, 0.2948, 142.5), (Color(0, 0, 255), 0.452, 0.3132, 264.05),
    ]) func knownColorsHaveTheirValues(color: Color, lightness: Double, chroma: Double, degrees: Double) {
        let seen = color.perceived
        #expect(abs(seen.lightness - lightness) < 0.001)
        #expect(abs(seen.chroma - chroma) < 0.001)
        if chroma > 0 { #expect(abs(seen.hue * 360 - degrees) < 0.2) }
    }

    @Test func everyColorComesBack() {
        for packed in stride(from: UInt32(0), through: 0xFF_FFFF, by: 70_001) {
            let color = Color(packed: packed)
            let back = Color(color.perceived)
            for (left, right) in [(color.red, back.red), (color.green, back.green), (color.blue, back.blue)] {
                #expect(abs(Int(left) - Int(right)) <= 1)
            }
        }
    }

    @Test func whatNoScreenShowsIsLessColorful() {
        let color = Color(PerceivedColor(lightness: 0.7, chroma: 0.4, hue: 0.4))
        #expect(color.perceived.chroma < 0.4)
        #expect(abs(color.perceived.lightness - 0.7) < 0.02)
        #expect(abs(color.perceived.hue - 0.4) < 0.02)
    }
}
