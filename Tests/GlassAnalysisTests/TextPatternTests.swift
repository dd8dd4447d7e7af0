import GlassTestSupport
import Testing

@testable import GlassAnalysis

@Suite struct TextPatternTests {
    @Test(arguments: [
        ("abc", "xABCx"), ("^a.c$", "abc"), ("a*b", "b"), ("a+b", "aab"), ("colou?r", "color"), ("[a-c]+$", "zzabc"),
        ("[^a-c]", "abcd"), ("\\d{3}", "a123"), ("(foo|bar)+baz", "foobarbaz"), ("", ""), ("", "x"), ("^$", ""),
        ("\\bint\\b", "an int here"), ("std::vector<.*>", "std::vector<int>::push"), ("[A-Z]", "q"), ("\\.", "a.b"),
        ("a{2,3}$", "aaa"), ("a{2,}", "aaaa"), ("x{,2}", "x{,2}"), ("É", "é"), ("[]a]", "]"), ("[a\\]]+", "]"),
        ("(?:a|b)c", "bc"), ("a|", "zzz"), ("\\w+\\s\\w+", "two words"), ("[\\d_]x", "_x"), ("\\Bb", "ab"),
        ("a*?b", "aab"),
        ("(a*)*b", "aab"), ("[a-]", "-"), ("\\[futex\\]", "[futex]"),
    ]) func matches(pattern: String, text: String) throws { #expect(try TextPattern(pattern).matches(text)) }

    @Test(arguments: [
        ("^b", "ab"), ("a$", "ab"), ("a.c", "ac"), ("a{3}", "aa"), ("^a{2,3}$", "aaaa"), ("[^a]", "a"),
        ("\\bin\\b", "int"),
        ("\\D", "123"), ("^(foo|bar)$", "foobar"), ("a+", ""),
    ]) func misses(pattern: String, text: String) throws { #expect(try !TextPattern(pattern).matches(text)) }

    @Test(arguments: [
        ("a)", "at column 2 of the pattern: `)` closes nothing; write `\\)` for the character"),
        ("*a", "at column 1 of the pattern: `*` repeats nothing; write `\\*` for the character"),
        ("[a", "at column 1 of the pattern: `[` is not closed; write `\\[` for the character"),
        ("a\\", "at column 3 of the pattern: `\\` ends the pattern; write `\\\\` for the character"),
        ("(?=a)", "at column 3 of the pattern: only `(?:` is understood of the groups that begin with `(?`"),
        ("a{3,1}", "at column 7 of the pattern: {3,1} counts backwards"),
        ("a{2000}", "at column 8 of the pattern: more than 1000 repetitions"),
        ("(((a{1000}){1000}){1000}){1000}", "at column 1 of the pattern: the pattern is too large; repeat less"),
        ("(((){1000}){1000}){1000}", "at column 1 of the pattern: the pattern is too large; repeat less"),
        ("(a)\\1", "at column 6 of the pattern: `\\1`: back references are not understood"),
    ]) func explainsErrors(pattern: String, message: String) {
        let thrown = #expect(throws: PatternError.self) { try TextPattern(pattern) }
        #expect(thrown?.description == message)
    }

    @Test func takesNoExponentialTime() throws {
        let pattern = try TextPattern("(a+)+(a|aa)*(a?){30}b$")
        #expect(!pattern.matches(String(repeating: "a", count: 2_000)))
    }

    @Test func deepNestingIsAnErrorAndNoCrash() {
        for text in [String(repeating: "(", count: 50_000), "a" + String(repeating: "{1}", count: 50_000)] {
            #expect(throws: PatternError.self) { try TextPattern(text) }
        }
    }

    @Test func anythingAtAllIsReadOrRefused() {
        let pieces = [
            "a", "b", "(", ")", "[", "]", "^", "$", "*", "+", "?", "{2}", "{", "}", "|", "\\", "-", ".", "(?:", "\\d",
            "é", ",",
        ]
        var random = SeededGenerator(seed: 9)
        for _ in 0..<3_000 {
            let count = Int.random(in: 0...10, using: &random)
            let text = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            guard let pattern = try? TextPattern(text) else { continue }
            _ = pattern.matches("aab-[(b)]é")
        }
    }

    @Test func plainTextIsFoundInEitherCase() throws {
        #expect(try TextMatcher("FuT").matches("[futex]"))
        #expect(try TextMatcher("").matches("anything"))
        #expect(try TextMatcher("GRÖ").matches("größe"))
        #expect(try !TextMatcher("futexx").matches("futex"))
        #expect(TextMatcher(literal: "~a").matches("b~a"))
        #expect(try TextMatcher("aab").matches("aaab"))
    }
}
