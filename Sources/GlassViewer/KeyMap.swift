import GlassTerminal

/// Which key asks for what.
struct KeyMap: Hashable, Sendable {
    private struct Binding: Hashable {
        let press: KeyPress
        let action: Action
    }

    private var bindings: [Binding]
    private var actions: [KeyPress: Action]

    /// - Parameter bindings: Names of keys with what they ask for. Of those of one action, the first is the one that the
    ///   last line shows; of those of one key, the first counts.
    init(_ bindings: [(key: String, action: Action)]) {
        var known: Set<KeyPress> = []
        self.bindings = bindings.compactMap { name, action in
            KeyName.press(name).flatMap { known.insert($0).inserted ? Binding(press: $0, action: action) : nil }
        }
        actions = Dictionary(self.bindings.map { ($0.press, $0.action) }, uniquingKeysWith: { first, _ in first })
    }

    /// The standard keys, with others for some actions.
    ///
    /// - Parameter changes: By the action's name, all its keys. Whoever reads a configuration has checked that the names
    ///   exist and that no key is there twice; what is wrong nevertheless is left out.
    init(changes: [String: [String]]) {
        let kept = Self.standardBindings.filter { changes[$0.1.rawValue] == nil }
        let changed = Action.allCases.flatMap { action in
            (changes[action.rawValue] ?? []).map { ($0, action) }
        }
        self.init(changed + kept + [("C-c", .quit)])
    }

    subscript(press: KeyPress) -> Action? { actions[press] }

    /// The names of the keys of an action, as a person reads them.
    func names(of action: Action) -> [String] {
        bindings.filter { $0.action == action }.map { KeyName.name(of: $0.press) }
    }

    static let standard = KeyMap(standardBindings)

    private static let standardBindings: [(key: String, action: Action)] = [
        ("↑", .moveUp), ("k", .moveUp), ("↓", .moveDown), ("j", .moveDown), ("←", .moveLeft), ("h", .moveLeft),
        ("→", .moveRight), ("l", .moveRight), ("g", .first), ("Home", .first), ("G", .last), ("End", .end),
        ("PgUp", .pageUp), ("C-b", .pageUp), ("PgDn", .pageDown), ("C-f", .pageDown), ("C-u", .halfPageUp),
        ("C-d", .halfPageDown), ("Enter", .open), ("Esc", .back), ("Backspace", .back), ("/", .search),
        ("n", .nextMatch), ("N", .previousMatch), ("#", .findSame), ("\\", .filter), ("Tab", .nextPane),
        ("BackTab", .previousPane), ("1", .pane1), ("2", .pane2), ("3", .pane3), ("4", .pane4), ("5", .pane5),
        ("6", .pane6), ("7", .pane7), ("8", .pane8), ("w", .sandwich), ("v", .source),
        ("r", .routes), ("f", .onlyRoute), ("p", .period), ("s", .sort),
        ("S", .reverseSort), ("|", .columns), ("c", .switchMetric), ("i", .invert), ("x", .mergeRecursion),
        ("X", .collapseModules), ("a", .splitThreads), ("m", .colorByModule), ("Space", .freeze),
        ("[", .stepBack), ("]", .stepForward), ("b", .brush), ("{", .shorten), ("}", .lengthen),
        ("+", .zoomIn), ("=", .zoomIn), ("-", .zoomOut), ("y", .copy), ("Y", .copyRow), ("o", .edit), ("e", .export),
        ("t", .nextTheme), (":", .command), ("!", .explain),
        ("?", .help), ("F1", .help), ("C-l", .redraw), ("C-z", .suspend), ("q", .quit), ("C-c", .quit),
    ]
}
