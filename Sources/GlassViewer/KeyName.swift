import GlassTerminal

/// The names of keys, as the help shows them and a configuration gives them: `g`, `Enter`, `PgUp`, `F1`, `C-u`, `M-x`,
/// `S-Up`.
enum KeyName {
    /// The first name of a key is the one that is shown.
    private static let named: [(String, Key)] = [
        ("↑", .up), ("↓", .down), ("←", .left), ("→", .right), ("Home", .home), ("End", .end), ("PgUp", .pageUp),
        ("PgDn", .pageDown), ("Enter", .enter), ("Esc", .escape), ("Backspace", .backspace), ("Tab", .tab),
        ("BackTab", .backTab), ("Space", .character(" ")), ("Delete", .delete), ("Insert", .insert), ("Up", .up),
        ("Down", .down), ("Left", .left), ("Right", .right), ("PageUp", .pageUp), ("PageDown", .pageDown),
        ("Escape", .escape), ("Return", .enter),
    ]

    private static let prefixes: [(String, Modifiers)] = [("C-", .control), ("M-", .alt), ("S-", .shift)]

    /// With Control, a terminal sends these letters as another key's byte.
    private static let sameByte: [Character: Key] = [
        "i": .tab, "j": .enter, "m": .enter, "h": .backspace, "[": .escape,
    ]

    /// The key of a name; nil for what is no name of a key, or of one that no terminal sends.
    static func press(_ name: String) -> KeyPress? {
        var (rest, modifiers) = (Substring(name), Modifiers())
        while rest.count > 2, let (prefix, modifier) = prefixes.first(where: { rest.hasPrefix($0.0) }) {
            rest = rest.dropFirst(prefix.count)
            modifiers.insert(modifier)
        }
        return key(String(rest)).flatMap { sent(KeyPress($0, modifiers)) }
    }

    private static func key(_ name: String) -> Key? {
        if let key = named.first(where: { $0.0.lowercased() == name.lowercased() })?.1 { return key }
        if name.count > 1, name.hasPrefix("F"), let number = Int(name.dropFirst()), (1...12).contains(number) {
            return .function(number)
        }
        guard name.count == 1, let only = name.first, sanitize(name) == name else { return nil }
        return .character(only)
    }

    /// As the terminal sends it.
    private static func sent(_ press: KeyPress) -> KeyPress? {
        if press == KeyPress(.tab, .shift) { return KeyPress(.backTab) }
        guard case .character(let character) = press.key else { return press }
        if press.modifiers.contains(.shift) { return nil }
        guard press.modifiers.contains(.control) else { return press }
        let lower = Character(character.lowercased())
        if let key = sameByte[lower] { return KeyPress(key, press.modifiers.subtracting(.control)) }
        let isSent = lower.isASCII && (lower.isLetter || " \\]^_".contains(lower))
        return isSent ? KeyPress(.character(lower), press.modifiers) : nil
    }

    static func name(of press: KeyPress) -> String {
        let prefix = prefixes.filter { press.modifiers.contains($0.1) }.map(\.0).joined()
        return prefix + name(of: press.key)
    }

    private static func name(of key: Key) -> String {
        if let name = named.first(where: { $0.1 == key })?.0 { return name }
        switch key {
        case .function(let number): return "F\(number)"
        case .character(let character): return String(character)
        default: return "\(key)"
        }
    }
}
