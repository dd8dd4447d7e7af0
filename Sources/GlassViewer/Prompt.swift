import GlassTerminal

/// A line that is being typed at the bottom of the screen.
struct Prompt: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case search, filter, command

        var sign: String {
            switch self {
            case .search: "/"
            case .filter: "\\"
            case .command: ":"
            }
        }
    }

    let kind: Kind
    var field: TextField
    /// Why what was typed makes no sense.
    var error: String?

    init(_ kind: Kind, text: String = "") {
        self.kind = kind
        field = TextField(text)
    }
}
