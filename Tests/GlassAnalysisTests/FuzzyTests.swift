import GlassAnalysis
import GlassTestSupport
import Testing

@Suite struct FuzzyTests {
    private func order(_ query: String, _ names: [String]) -> [String] {
        var index = FuzzyIndex()
        for name in names { index.append(name) }
        return index.best(10, for: FuzzyQuery(query)).0.map { names[$0.index] }
    }

    @Test(
        arguments: [
            ("abc", "abc", true), ("ABC", "xaxbxcx", true), ("abc", "acb", false), ("abc", "ab", false),
            ("ab cd", "cd ab", true), ("ab cd", "ab", false), ("", "anything", true), ("é", "café", true),
            ("()", "main()", true),
        ])
    func lettersMustStandInOrder(query: String, name: String, matches: Bool) {
        #expect((FuzzyQuery(query).score(of: name) != nil) == matches)
    }

    @Test func beginningsOfWordsCountMore() {
        #expect(
            order("qu", ["unique", "query", "db_query", "frequent"]) == ["query", "db_query", "unique", "frequent"])
        #expect(order("fb", ["fabric", "fooBar", "foo_bar"]) == ["foo_bar", "fooBar", "fabric"])
    }

    @Test func wholeWordsCountMoreThanScatteredLetters() {
        #expect(order("sort", ["some_other_tree", "std::sort", "s_o_r_t"]).first == "std::sort")
        #expect(order("list", ["a_l_i_s_t", "a_l_i_s_t list"]).first == "a_l_i_s_t list")
    }

    @Test func shorterNamesComeFirst() {
        #expect(order("parse", ["parse_everything", "parse", "parser"]) == ["parse", "parser", "parse_everything"])
    }

    @Test func tellsWhichLettersWereMeant() {
        #expect(FuzzyQuery("sort").places(in: "s_o_r_t::sort") == [9, 10, 11, 12])
        #expect(FuzzyQuery("fb").places(in: "fooBar") == [0, 3])
        #expect(FuzzyQuery("x").places(in: "fooBar").isEmpty)
    }

    @Test func onlyWhatMatchedNeedsToBeLookedAtAgain() {
        var random = SeededGenerator(seed: 11)
        var index = FuzzyIndex()
        for _ in 0..<2_000 {
            index.append(String((0..<8).map { _ in "abcdE_:".randomElement(using: &random) ?? "a" }))
        }
        var earlier: FuzzyIndex.Matches?
        for text in ["a", "ab", "ab ", "ab c", "ab cd"] {
            let (all, _) = index.best(50, for: FuzzyQuery(text))
            let (some, matches) = index.best(50, for: FuzzyQuery(text), among: earlier)
            #expect(all == some)
            #expect(all.count <= 50)
            earlier = matches
        }
    }

    /// The index leaves out by a set of letters and keeps only the best; the plain way does neither.
    @Test func theIndexFindsWhatThePlainWayFinds() {
        var random = SeededGenerator(seed: 12)
        func text(_ length: Int) -> String {
            String((0..<length).map { _ in "abcXYé_-9/ ".randomElement(using: &random) ?? "a" })
        }
        for _ in 0..<200 {
            let names = (0..<50).map { _ in text(Int.random(in: 0...12, using: &random)) }
            let query = FuzzyQuery(text(Int.random(in: 1...4, using: &random)))
            let plain = names.enumerated().compactMap { index, name in query.score(of: name).map { (index, name, $0) } }
                .sorted { ($1.2, $0.1.utf8.count, $0.0) < ($0.2, $1.1.utf8.count, $1.0) }.prefix(5).map(\.0)
            var index = FuzzyIndex()
            for name in names { index.append(name) }
            #expect(index.best(5, for: query).0.map(\.index) == Array(plain))
            for name in names { _ = query.places(in: name) }
        }
    }
}
