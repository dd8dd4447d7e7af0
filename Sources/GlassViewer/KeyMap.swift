import GlassTerminal

/// Which key asks for what.
struct KeyMap: Sendable {
    private var bindings: [(press: KeyPress, action: Action)]

    subscript(press: KeyPress) -> Action? { bindings.first { $0.press == press }?.action }

    /// The names of the keys of an action, as a person reads them.
    func names(of action: Action) -> [String] {
        bindings.filter { $0.action == action }.map { Self.name(of: $0.press) }
    }

    static let standard = KeyMap(
        bindings: [
            ("↑", .moveUp), ("k", .moveUp), ("↓", .moveDown), ("j", .moveDown), ("←", .moveLeft), ("h", .moveLeft),
            ("→", .moveRight), ("l", .moveRight), ("g", .first), ("Home", .first), ("G", .last), ("End", .end),
            ("PgUp", .pageUp), ("C-b", .pageUp), ("PgDn", .pageDown), ("C-f", .pageDown), ("C-u", .halfPageUp),
            ("C-d", .halfPageDown), ("Enter", .open), ("Esc", .back), ("Backspace", .back), ("/", .search),
            ("n", .nextMatch), ("N", .previousMatch), ("#", .findSame), ("\\", .filter), ("Tab", .nextPane),
            ("BackTab", .previousPane), ("1", .pane1), ("2", .pane2), ("3", .pane3), ("4", .pane4), ("5", .pane5),
            ("6", .pane6), ("7", .pane7), ("8", .pane8), ("w", .sandwich), ("v", .source),
            ("r", .routes), ("f", .onlyRoute), ("p", .period), ("s", .sort),
            ("S", .reverseSort), ("c", .switchMetric), ("i", .invert), ("Space", .freeze), ("[", .stepBack),
            ("]", .stepForward), ("y", .copy), ("e", .export), ("t", .nextTheme), (":", .command), ("!", .explain),
            ("?", .help), ("F1", .help), ("C-l", .redraw), ("C-z", .suspend), ("q", .quit), ("C-c", .quit),
        ].compactMap { name, action in Self.press(named: name).map { ($0, action) } })

    private static let named: [(String, Key)] = [
        ("↑", .up), ("↓", .down), ("←", .left), ("→", .right), ("Home", .home), ("End", .end), ("PgUp", .pageUp),
        ("PgDn", .pageDown), ("Enter", .enter), ("Esc", .escape), ("Backspace", .backspace), ("Tab", .tab),
        ("BackTab", .backTab), ("Space", .character(" ")), ("Delete", .delete), ("Insert", .insert),
    ]

    /// The key of a name such as `C-u`, `F1`, `PgUp` or `g`; nil for what is no name of a key.
    static func press(named name: String) -> KeyPress? {
        if name.hasPrefix("C-"), name.count == 3, let last = name.last { return KeyPress(.character(last), .control) }
        if let key = named.first(where: { $0.0 == name })?.1 { return KeyPress(key) }
        if name.hasPrefix("F"), let number = Int(name.dropFirst()) { return KeyPress(.function(number)) }
        guard name.count == 1, let only = name.first else { return nil }
        return KeyPress(only)
    }

    static func name(of press: KeyPress) -> String {
        if let name = named.first(where: { $0.1 == press.key })?.0 { return name }
        switch press.key {
        case .function(let number): return "F\(number)"
        case .character(let character):
            return press.modifiers.contains(.control) ? "C-\(character)" : String(character)
        default: return "\(press.key)"
        }
    }
}
