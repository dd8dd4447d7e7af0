import Testing

@testable import GlassViewer

@Suite struct SyntaxTests {
    /// Each piece with the first letter of its kind; plain ones are left out.
    private func pieces(_ text: String, _ path: String) -> [String] {
        guard let language = SyntaxLanguage(path: path) else { return ["no language"] }
        var tokenizer = SyntaxTokenizer(language)
        var result: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let bytes = Array(line.utf8)
            for piece in tokenizer.pieces(of: bytes[...], from: tokenizer.state) where piece.kind != .plain {
                result.append(
                    "\(String(describing: piece.kind).prefix(1)):" + String(decoding: bytes[piece.range], as: UTF8.self)
                )
            }
        }
        return result
    }

    @Test func c() {
        #expect(
            pieces("#include <a.h>\nint x = 0x1F; // \"no\"\nchar c = '\\''; /* a\nb */ return \"/*\\\"\";", "a.c") == [
                "k:#include", "k:int", "n:0x1F", "c:// \"no\"", "k:char", "s:'\\''", "c:/* a", "c:b */", "k:return",
                "s:\"/*\\\"\"",
            ])
        #expect(pieces("x = 1'000 + 3.14f;", "a.cpp") == ["n:1", "n:000", "n:3.14f"])
    }

    @Test func swift() {
        #expect(
            pieces("let s = \"\"\"\n a \"b\" // c\n\"\"\" /* /* */ d */ func", "a.swift") == [
                "k:let", "s:\"\"\"", "s: a \"b\" // c", "s:\"\"\"", "c:/* /* */ d */", "k:func",
            ])
    }

    @Test func python() {
        #expect(
            pieces("def f(): # x\n  '''doc\n  string'''; return 'a' + \"b#\"", "a.py") == [
                "k:def", "c:# x", "s:'''doc", "s:  string'''", "k:return", "s:'a'", "s:\"b#\"",
            ])
    }

    @Test func rustGoAndJavaScript() {
        #expect(
            pieces("fn f<'a>(x: &'a str) { 'y' }", "a.rs") == ["k:fn", "s:'y'"])
        #expect(pieces("var s = `a\n// b` + 'c'", "a.go") == ["k:var", "s:`a", "s:// b`", "s:'c'"])
        #expect(pieces("const s = 'it''s' // no", "a.ts") == ["k:const", "s:'it''s'", "c:// no"])
    }

    @Test func aStringThatIsNotEndedEndsWithItsLine() {
        #expect(pieces("f(\"open\nint x;", "a.c") == ["s:\"open", "k:int"])
    }

    @Test func whatIsNoLanguageIsPlain() {
        for path in ["Makefile", "a", "a.", ".c.", "/x.y/file", "a.txt"] { #expect(SyntaxLanguage(path: path) == nil) }
        let text = SourceText(path: "a.txt", modified: .init(nanosecondsSinceEpoch: 0), bytes: Array("if x".utf8))
        #expect(text.pieces(ofLine: 1).map(\.kind) == [.plain])
    }

    @Test func anyBytesAreTaken() {
        var random = FuzzTests.Random(state: 11)
        let alphabet = Array("\"'`/*#\\ax0.\u{0}é\n\t".utf8) + [0xFF, 0x80]
        for path in ["a.c", "a.swift", "a.py", "a.go", "a.rs", "a.js", "a.txt"] {
            for _ in 0..<200 {
                let bytes = (0..<Int.random(in: 0..<120, using: &random)).map { _ in
                    alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
                }
                let text = SourceText(path: path, modified: .init(nanosecondsSinceEpoch: 0), bytes: bytes)
                for line in -1...(text.count + 2) { _ = text.pieces(ofLine: line) }
                guard let language = SyntaxLanguage(path: path) else { continue }
                var tokenizer = SyntaxTokenizer(language)
                for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
                    let pieces = tokenizer.pieces(of: line, from: tokenizer.state)
                    #expect(pieces.reduce(0) { $0 + $1.range.count } == line.count)
                    #expect(zip(pieces, pieces.dropFirst()).allSatisfy { $0.range.upperBound == $1.range.lowerBound })
                }
            }
        }
    }
}
