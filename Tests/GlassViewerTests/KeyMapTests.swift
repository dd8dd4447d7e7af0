import GlassTerminal
import Testing

@testable import GlassViewer

@Suite struct KeyMapTests {
    @Test(
        arguments: [
            ("g", KeyPress("g")), ("G", KeyPress("G")), ("é", KeyPress("é")), ("Enter", KeyPress(.enter)),
            ("return", KeyPress(.enter)), ("PageUp", KeyPress(.pageUp)), ("F12", KeyPress(.function(12))),
            ("C-u", KeyPress("u", .control)), ("C-U", KeyPress("u", .control)), ("C-i", KeyPress(.tab)),
            ("C-m", KeyPress(.enter)), ("C-[", KeyPress(.escape)), ("M-x", KeyPress("x", .alt)),
            ("S-Up", KeyPress(.up, .shift)), ("C-M-Left", KeyPress(.left, [.control, .alt])),
            ("S-Tab", KeyPress(.backTab)), ("Space", KeyPress(" ")), ("-", KeyPress("-")), ("C--", nil),
            ("C-1", nil), ("S-a", nil), ("", nil), ("C-", nil), ("F13", nil), ("F0", nil), ("gg", nil),
            ("\u{1B}", nil), ("Ctrl-x", nil),
        ] as [(String, KeyPress?)])
    func namesOfKeys(name: String, press: KeyPress?) {
        #expect(KeyName.press(name) == press)
        guard let press else { return }
        #expect(KeyName.press(KeyName.name(of: press)) == press, "what is shown can be written")
    }

    @Test func everyActionHasAKeyAndEveryKeyOneAction() {
        let keys = Action.allCases.flatMap { KeyMap.standard.names(of: $0) }
        #expect(Set(keys).count == keys.count)
        for action in Action.allCases { #expect(!KeyMap.standard.names(of: action).isEmpty, "\(action)") }
    }

    @Test func changesReplaceTheKeysOfAnAction() {
        let keys = KeyMap(changes: ["search": ["F3", "C-s"], "filter": [], "nonsense": ["x"]])
        #expect(keys.names(of: .search) == ["F3", "C-s"])
        #expect(keys[KeyPress("/")] == nil)
        #expect(keys[KeyPress("s", .control)] == .search)
        #expect(keys.names(of: .filter).isEmpty)
        #expect(keys.names(of: .open) == ["Enter"])
    }

    @Test func controlCAlwaysQuits() {
        #expect(KeyMap(changes: ["quit": ["Q"]]).names(of: .quit) == ["Q", "C-c"])
    }
}

extension KeyPress {
    init(_ character: Character, _ modifiers: Modifiers) { self.init(.character(character), modifiers) }
}
