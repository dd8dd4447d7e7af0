import GlassModel
import GlassRuntimes
import Testing

@testable import GlassSampler

/// Values of Python as `glass dump --locals` prints them.
@Suite("Text of local variables")
struct LocalsTextTests {
    private func text(_ value: PythonValue, named name: String = "value", _ rules: LocalsRules = .init()) -> String {
        LocalsText(rules: rules).text(value, named: name)
    }

    private static let word = PythonValue.text("ada", isCut: false)

    @Test(
        "As Python writes them",
        arguments: [
            (PythonValue.none, "None"), (.bool(true), "True"), (.int(-42), "-42"), (.float(0.5.bitPattern), "0.5"),
            (.float(Double.nan.bitPattern), "nan"), (.largeInt(bits: 4020), "<int of about 4020 bits>"),
            (word, "'ada'"),
            (.text("it's\n\u{1B}[31m", isCut: false), "'it\\'s\\n\\x1b[31m'"), (.text("long", isCut: true), "'long…'"),
            (.bytes([0, 65, 255], isCut: false), "b'\\x00Aÿ'"), (.elements(.list, [.int(1)], count: 1), "[1]"),
            (.elements(.tuple, [.int(1)], count: 1), "(1,)"), (.elements(.tuple, [.more], count: 3), "(… 3)"),
            (.elements(.set, [], count: 0), "set()"),
            (.elements(.frozenset, [.int(1)], count: 2), "frozenset({1, … 1 more})"),
            (.entries([.init(key: word, value: .int(1))], count: 9), "{'ada': 1, … 8 more}"),
            (.object(type: "shop.Cart", VirtualAddress(0x7f00)), "<shop.Cart at 0x7f00>"),
            (.changing, "<changed while it was read>"),
        ])
    func values(_ value: PythonValue, _ expected: String) { #expect(text(value) == expected) }

    @Test("A secret's name hides the value, in dicts too; so does what looks like one")
    func redaction() {
        #expect(text(Self.word, named: "db_password") == "*")
        let header = PythonValue.Entry(key: .text("Authorization", isCut: false), value: Self.word)
        #expect(text(.entries([header], count: 1)) == "{'Authorization': *}")
        #expect(text(.text("postgres://ada:pw@db/shop", isCut: false)) == "*")
        #expect(text(.elements(.list, [.text("Bearer abc", isCut: false)], count: 1)) == "[*]")
    }

    @Test("The configuration shows and hides names as it likes")
    func rules() {
        var rules = LocalsRules()
        rules.shown = ["cache_key"]
        rules.hidden = ["patient"]
        #expect(text(Self.word, named: "cache_Key", rules) == "'ada'")
        #expect(text(Self.word, named: "Patient", rules) == "*")
        #expect(text(Self.word, named: "api_key", rules) == "*")
    }

    @Test("However much there is, a variable takes a line's space")
    func bounds() {
        let texts = Array(repeating: PythonValue.text(String(repeating: "a b ", count: 60), isCut: true), count: 8)
        let nested = PythonValue.elements(
            .list, Array(repeating: .elements(.list, texts, count: 8), count: 8), count: 8)
        #expect(text(nested).count <= LocalsText.maximumLength + 1)
    }
}
