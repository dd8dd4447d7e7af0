import Testing

@testable import glass_demo

@Suite struct RequestTargetTests {
    @Test func takesPathAndQueryApart() {
        let target = RequestTarget("/search/me?q=with+a%20lid&x&q=second&=v")
        #expect(target.segments == ["search", "me"])
        #expect(target.query == ["q": "with a lid", "x": "", "": "v"])
    }

    @Test(arguments: ["", "/", "//", "?", "/?"])
    func emptyPathsHaveNoSegments(uri: String) {
        #expect(RequestTarget(uri).segments.isEmpty)
    }

    @Test func keepsWhatIsBadlyEscaped() {
        #expect(RequestTarget("/a?q=100%").query == ["q": "100%"])
        #expect(RequestTarget("/%ff").segments == ["%ff"])
    }

    @Test func anyBytesAreRead() {
        var random = SplitMix64(seed: 3)
        let alphabet = Array("/?&=%+ab09\u{e9}\u{0}".unicodeScalars)
        for _ in 0..<2_000 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...24, using: &random) {
                if let scalar = alphabet.randomElement(using: &random) { text.append(scalar) }
            }
            let target = RequestTarget(String(text))
            #expect(target.segments.count <= text.count)
        }
    }
}
