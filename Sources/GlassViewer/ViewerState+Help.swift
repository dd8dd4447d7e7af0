import GlassAnalysis

/// Actions that the help says in one line.
private struct HelpEntry {
    let actions: [Action]
    let text: String

    init(_ actions: [Action], _ text: String) {
        self.actions = actions
        self.text = text
    }
}

extension ViewerState {
    /// The keys in force: first what works in the pane on the screen, then what works everywhere.
    var helpLines: [OverlayLine] {
        let here = entriesOfPane
        let told = Set((here + Self.moves + Self.panes).flatMap(\.actions))
        let elsewhere = Action.allCases.filter { !told.contains($0) && $0.works(in: pane) }
        let everywhere = Self.pairs(elsewhere) { $0.summary }
        let colors: [OverlayLine] = pane == .icicle ? [.text("Warm frames ran on a CPU, cool ones waited.")] : []
        return group(pane.title, here) + colors + [.blank] + group("Everywhere", everywhere) + [.blank]
            + group("Move", Self.moves) + [.blank] + group("Panes", Self.panes) + [.blank] + mouseLines
    }

    private func group(_ title: String, _ entries: [HelpEntry]) -> [OverlayLine] {
        let lines = entries.compactMap { entry -> OverlayLine? in
            let names = entry.actions.flatMap { keys.names(of: $0) }
            return names.isEmpty ? nil : .entry(names.joined(separator: " "), entry.text)
        }
        return [.heading(title)] + lines
    }

    /// What is particular to the pane: what the last line says of it, and what works in few panes only.
    private var entriesOfPane: [HelpEntry] {
        let toldBelow = (Self.moves + Self.panes).flatMap(\.actions)
        var known: Set<Action> = []
        let hints = paneHints.filter { !toldBelow.contains($0.0) && known.insert($0.0).inserted }
        let more = Action.allCases.filter { action in
            action.panes?.contains(pane) == true && !hints.contains { $0.0 == action }
        }
        let words = Dictionary(hints.map { ($0.0, $0.1) }, uniquingKeysWith: { first, _ in first })
        return Self.pairs(hints.map(\.0) + more) { action in
            action == .open ? words[action] ?? action.summary : action.summary
        }
    }

    /// With those in one line that go together.
    private static func pairs(_ actions: [Action], _ text: (Action) -> String) -> [HelpEntry] {
        let both: [Action: (Action, String)] = [
            .nextMatch: (.previousMatch, "next and previous match"), .stepBack: (.stepForward, "step through time"),
            .shorten: (.lengthen, "half the stretch of time, twice"), .zoomIn: (.zoomOut, "finer, coarser"),
            .sort: (.reverseSort, "sort by the next column, reverse the order"),
        ]
        let seconds = both.filter { actions.contains($0.key) }.map(\.value.0)
        return actions.filter { !seconds.contains($0) }.map { action in
            both[action].map { HelpEntry([action, $0.0], $0.1) } ?? HelpEntry([action], text(action))
        }
    }

    private static let moves = [
        HelpEntry([.moveUp, .moveDown, .moveLeft, .moveRight], "move the selection"),
        HelpEntry([.pageUp, .pageDown], "a page"), HelpEntry([.halfPageUp, .halfPageDown], "half a page"),
        HelpEntry([.first, .last], "the first, the last"), HelpEntry([.end], "the last; follow live again"),
    ]

    private static let panes = [
        HelpEntry(Action.allCases.filter { $0.pane != nil }, "a pane by its number"),
        HelpEntry([.nextPane, .previousPane], "the next, the previous pane"),
    ]

    private var mouseLines: [OverlayLine] {
        [
            .heading("Mouse"), .text("A click selects, a double click opens, the wheel scrolls."),
            .text("A drag in the timeline limits all panes to that time."),
            .text("With Shift the terminal selects text."),
        ]
    }
}

extension Action {
    /// The panes in which it does something; nil where it does everywhere.
    var panes: Set<Pane>? {
        switch self {
        case .invert, .mergeRecursion, .collapseModules, .splitThreads: [.icicle]
        case .colorByModule: [.icicle, .sandwich, .requests]
        case .routes, .period: [.requests]
        case .onlyRoute: [.icicle, .threads, .requests]
        case .filter, .columns, .copyRow: [.functions, .threads, .requests, .queries]
        case .sort: [.icicle, .functions, .threads, .requests, .queries, .timeline]
        case .reverseSort: [.icicle, .functions, .threads, .requests, .queries]
        case .brush, .zoomIn, .zoomOut: [.timeline]
        default: nil
        }
    }

    func works(in pane: Pane) -> Bool { panes?.contains(pane) ?? true }
}
