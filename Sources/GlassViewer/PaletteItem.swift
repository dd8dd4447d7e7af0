import GlassAnalysis
import GlassModel

/// Something that the palette offers.
struct PaletteItem: Hashable, Sendable {
    /// What choosing it does.
    enum Target: Hashable, Sendable {
        case action(Action)
        case command(Command)
        /// Goes on typing, from this text.
        case complete(String)
        case function(FunctionID)
        case route(RouteID)
        case thread(ThreadKey)
    }

    /// What is typed to find it.
    let title: String
    /// What it does, or what it is.
    let note: String
    /// The keys that do the same.
    var keys = ""
    let target: Target
}

extension ViewerState {
    /// What can be asked for by name whatever was recorded: first what belongs to the pane, last what nobody would type.
    var paletteCommands: [PaletteItem] {
        let here = paneHints.map(\.0)
        let moves: [Action] = [
            .moveUp, .moveDown, .moveLeft, .moveRight, .first, .last, .end, .pageUp, .pageDown, .halfPageUp,
            .halfPageDown,
        ]
        let elsewhere = Action.allCases.filter { !here.contains($0) && !moves.contains($0) && $0.pane == nil }
        return here.map(item) + paneItems + elsewhere.filter { $0 != .command }.map(item) + controlItems + exportItems
            + themeItems + moves.map(item)
    }

    private func item(_ action: Action) -> PaletteItem {
        PaletteItem(
            title: action.rawValue.replacing("-", with: " "), note: action.summary,
            keys: keys.names(of: action).prefix(2).joined(separator: " "), target: .action(action))
    }

    private var paneItems: [PaletteItem] {
        Pane.allCases.map { pane in
            let actions = Action.allCases.filter { $0.pane == pane }
            return PaletteItem(
                title: "pane \(pane.rawValue)", note: "show the pane",
                keys: actions.flatMap { keys.names(of: $0) }.joined(separator: " "), target: .command(.pane(pane)))
        }
    }

    private var controlItems: [PaletteItem] {
        guard canControl, profile?.info.end == nil else { return [] }
        return [
            PaletteItem(title: "rate", note: "take so many samples a second: rate 199", target: .complete("rate ")),
            PaletteItem(title: "pause", note: "take no samples for a while", target: .command(.pause)),
            PaletteItem(title: "resume", note: "take samples again", target: .command(.resume)),
        ]
    }

    private var exportItems: [PaletteItem] {
        ExportFormat.allCases.map { format in
            PaletteItem(
                title: "export \(format.rawValue)", note: "write what is shown to a file",
                target: .command(.export(format)))
        }
    }

    private var themeItems: [PaletteItem] {
        themeNames.map { name in
            let note = name == theme.name ? "the theme that is shown" : "show the theme"
            return PaletteItem(title: "theme \(name)", note: note, target: .command(.theme(name)))
        }
    }
}

extension Action {
    /// The pane that it shows by its number.
    var pane: Pane? {
        let numbered: [Action] = [.pane1, .pane2, .pane3, .pane4, .pane5, .pane6, .pane7, .pane8]
        return numbered.firstIndex(of: self).flatMap { Pane.allCases.indices.contains($0) ? Pane.allCases[$0] : nil }
    }
}
