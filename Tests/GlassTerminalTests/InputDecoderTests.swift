import Testing

@testable import GlassTerminal

@Suite struct InputDecoderTests {
    private static let cases: [(String, [InputEvent])] = [
        ("a", [.key(KeyPress("a"))]), ("é", [.key(KeyPress("é"))]), ("日", [.key(KeyPress("日"))]),
        ("🙂", [.key(KeyPress("🙂"))]), ("\r", [.key(KeyPress(.enter))]), ("\n", [.key(KeyPress(.enter))]),
        ("\t", [.key(KeyPress(.tab))]), ("\u{7F}", [.key(KeyPress(.backspace))]),
        ("\u{8}", [.key(KeyPress(.backspace))]),
        ("\u{3}", [.key(KeyPress(.character("c"), .control))]), ("\u{1A}", [.key(KeyPress(.character("z"), .control))]),
        ("\u{0}", [.key(KeyPress(.character(" "), .control))]),
        ("\u{1C}", [.key(KeyPress(.character("\\"), .control))]),
        ("\u{1B}x", [.key(KeyPress(.character("x"), .alt))]), ("\u{1B}\r", [.key(KeyPress(.enter, .alt))]),
        ("\u{1B}[A", [.key(KeyPress(.up))]), ("\u{1B}[B", [.key(KeyPress(.down))]),
        ("\u{1B}[C", [.key(KeyPress(.right))]),
        ("\u{1B}[D", [.key(KeyPress(.left))]), ("\u{1B}OA", [.key(KeyPress(.up))]),
        ("\u{1B}OH", [.key(KeyPress(.home))]),
        ("\u{1B}[H", [.key(KeyPress(.home))]), ("\u{1B}[F", [.key(KeyPress(.end))]),
        ("\u{1B}[1~", [.key(KeyPress(.home))]),
        ("\u{1B}[4~", [.key(KeyPress(.end))]), ("\u{1B}[7~", [.key(KeyPress(.home))]),
        ("\u{1B}[8~", [.key(KeyPress(.end))]),
        ("\u{1B}[2~", [.key(KeyPress(.insert))]), ("\u{1B}[3~", [.key(KeyPress(.delete))]),
        ("\u{1B}[5~", [.key(KeyPress(.pageUp))]), ("\u{1B}[6~", [.key(KeyPress(.pageDown))]),
        ("\u{1B}[Z", [.key(KeyPress(.backTab))]), ("\u{1B}OP", [.key(KeyPress(.function(1)))]),
        ("\u{1B}[11~", [.key(KeyPress(.function(1)))]), ("\u{1B}[15~", [.key(KeyPress(.function(5)))]),
        ("\u{1B}[17~", [.key(KeyPress(.function(6)))]), ("\u{1B}[24~", [.key(KeyPress(.function(12)))]),
        ("\u{1B}[1;5A", [.key(KeyPress(.up, .control))]), ("\u{1B}[1;2C", [.key(KeyPress(.right, .shift))]),
        ("\u{1B}[5;3~", [.key(KeyPress(.pageUp, .alt))]),
        ("\u{1B}[1;6P", [.key(KeyPress(.function(1), [.shift, .control]))]),
        ("\u{1B}[<0;10;5M", [.mouse(MouseEvent(.press(.left), x: 9, y: 4))]),
        ("\u{1B}[<0;10;5m", [.mouse(MouseEvent(.release, x: 9, y: 4))]),
        ("\u{1B}[<2;1;1M", [.mouse(MouseEvent(.press(.right), x: 0, y: 0))]),
        ("\u{1B}[<32;3;4M", [.mouse(MouseEvent(.drag(.left), x: 2, y: 3))]),
        ("\u{1B}[<35;3;4M", [.mouse(MouseEvent(.move, x: 2, y: 3))]),
        ("\u{1B}[<64;300;200M", [.mouse(MouseEvent(.wheelUp, x: 299, y: 199))]),
        ("\u{1B}[<65;3;4M", [.mouse(MouseEvent(.wheelDown, x: 2, y: 3))]),
        ("\u{1B}[<20;3;4M", [.mouse(MouseEvent(.press(.left), x: 2, y: 3, modifiers: [.shift, .control]))]),
        ("\u{1B}[200~two\nlines\u{1B}[A\u{1B}[201~", [.paste("two lines\u{FFFD}[A")]),
        ("\u{1B}[200~a\u{1B}[201\u{1B}[201~", [.paste("a\u{FFFD}[201")]),
        ("\u{1B}[I", [.focus(true)]), ("\u{1B}[O", [.focus(false)]),
        ("\u{1B}\u{1B}[A", [.key(KeyPress(.escape)), .key(KeyPress(.up))]),
        ("\u{1B}[", []), ("\u{1B}[<0;0;0M", []), ("\u{1B}[<0;1M", []), ("\u{1B}[?62;22c", []), ("\u{1B}[99~", []),
        ("\u{1B}[999999999999999999999A", [.key(KeyPress(.up))]),
        ("\u{1B}[<99999999999999999999;1;1M", [.mouse(MouseEvent(.press(.left), x: 0, y: 0))]),
        ("abc", [.key(KeyPress("a")), .key(KeyPress("b")), .key(KeyPress("c"))]),
    ]

    @Test(arguments: cases.indices) func bytesBecomeEvents(index: Int) {
        let (text, events) = Self.cases[index]
        var decoder = InputDecoder()
        #expect(decoder.feed(text.utf8) == events)
    }

    /// Reads may cut the bytes anywhere.
    @Test func cutsChangeNothing() {
        for (text, events) in Self.cases {
            var decoder = InputDecoder()
            #expect(text.utf8.flatMap { decoder.feed([$0]) } == events)
        }
        let all = Self.cases.filter { !$0.0.hasSuffix("[") }
        var decoder = InputDecoder()
        #expect(decoder.feed(all.flatMap { Array($0.0.utf8) }) == all.flatMap(\.1))
    }

    @Test func aLoneEscapeIsAKeyOnceNothingFollows() {
        var decoder = InputDecoder()
        #expect(decoder.feed([0x1B]) == [])
        #expect(decoder.isPending)
        #expect(decoder.flush() == [.key(KeyPress(.escape))])
        #expect(!decoder.isPending)
        #expect(decoder.feed("\u{1B}[".utf8) == [])
        #expect(decoder.flush() == [.key(KeyPress(.character("["), .alt))])
        #expect(decoder.feed("\u{1B}[1;".utf8) == [])
        #expect(decoder.flush() == [])
        #expect(decoder.feed("x".utf8) == [.key(KeyPress("x"))])
    }

    @Test func brokenUTF8IsLeftOut() {
        var decoder = InputDecoder()
        #expect(decoder.feed([0xFF, 0xC3, 0x28, 0x80, 0xE2, 0x82]) == [.key(KeyPress("("))])
        #expect(decoder.feed([0xAC]) == [.key(KeyPress("€"))])
        #expect(decoder.feed([0xC2, 0x9B]) == [])
        #expect(decoder.feed([0xED, 0xA0, 0x80, UInt8(ascii: "k")]) == [.key(KeyPress("k"))])
    }

    @Test func aPasteWithoutEndIsBounded() {
        var decoder = InputDecoder()
        _ = decoder.feed("\u{1B}[200~".utf8)
        _ = decoder.feed(repeatElement(UInt8(ascii: "x"), count: InputDecoder.longestPaste + 5000))
        let events = decoder.feed("\u{1B}[201~q".utf8)
        #expect(events.last == .key(KeyPress("q")))
        guard case .paste(let text) = events.first else {
            Issue.record("no paste")
            return
        }
        #expect(text.count == InputDecoder.longestPaste)
    }

    /// Junk never traps, and afterwards a key is a key again.
    @Test(arguments: 0..<40) func junkDoesNoHarm(seed: Int) {
        var random = TestRandom(seed: UInt64(seed) + 99)
        var decoder = InputDecoder()
        let pieces: [[UInt8]] = [
            [0x1B], Array("[".utf8), Array("<".utf8), Array("200~".utf8), Array(";".utf8), Array("M".utf8),
        ]
        for _ in 0..<300 {
            let junk =
                Bool.random(using: &random)
                ? [UInt8.random(in: 0...255, using: &random)] : pieces.randomElement(using: &random) ?? []
            _ = decoder.feed(junk)
            if Int.random(in: 0...20, using: &random) == 0 { _ = decoder.flush() }
        }
        _ = decoder.feed("\u{1B}[201~".utf8)
        _ = decoder.flush()
        #expect(decoder.feed("q".utf8) == [.key(KeyPress("q"))])
    }
}
