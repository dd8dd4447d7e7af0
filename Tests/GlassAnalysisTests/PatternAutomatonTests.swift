import GlassTestSupport
import Testing

@testable import GlassAnalysis

@Suite struct PatternAutomatonTests {
    /// What it remembers changes no answer: made-up patterns on made-up texts, each text twice.
    @Test(arguments: 1...40) func itAgreesWithTheMatcherItStandsFor(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "a", "B", "/", "\\d", "\\w+", "\\b", "^", "$", ".", "[a-c]", "[^/]", "(a|b/)", "x{2,3}", "\\B", "\\s",
            "(?:ab)*", "?",
        ]
        for _ in 0..<20 {
            let length = Int.random(in: 1...5, using: &random)
            let text = (0..<length).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            guard let pattern = try? TextPattern(text) else { continue }
            var automaton = PatternAutomaton(pattern)
            for _ in 0..<25 {
                let size = Int.random(in: 0...12, using: &random)
                let subject = String((0..<size).map { _ in "abAB/x1 _c".randomElement(using: &random) ?? "a" })
                for _ in 0..<2 {
                    let answer = Array(subject.utf8).withUnsafeBufferPointer { automaton.matches($0) }
                    #expect(answer == pattern.matches(subject), "\(text) on \(subject)")
                }
            }
        }
    }

    @Test func otherTextsAreNotItsBusiness() throws {
        var automaton = PatternAutomaton(try TextPattern("zz"))
        #expect(Array("aü".utf8).withUnsafeBufferPointer { automaton.matches($0) } == nil)
        #expect(Array("".utf8).withUnsafeBufferPointer { automaton.matches($0) } == false)
    }

    /// A pattern whose states double with each step begins anew now and then, and stays right.
    @Test func manyStatesAreForgotten() throws {
        let pattern = try TextPattern("a[ab]{14}b")
        var automaton = PatternAutomaton(pattern)
        var random = SeededGenerator(seed: 9)
        for _ in 0..<60 {
            let subject = String((0..<200).map { _ in "aaab".randomElement(using: &random) ?? "a" })
            let answer = Array(subject.utf8).withUnsafeBufferPointer { automaton.matches($0) }
            #expect(answer == pattern.matches(subject))
        }
    }
}
