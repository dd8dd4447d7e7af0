import GlassTerminal

/// One of the three things that the first run shows.
struct Hint: Hashable, Sendable {
    let keys: String
    let text: String
}

extension ViewerState {
    /// What is most worth knowing; of keys that are bound to nothing there is no hint.
    var hints: [Hint] {
        guard showsHints, profile != nil, overlay == nil, prompt == nil else { return [] }
        let all: [(actions: [Action], text: String)] = [
            ([.open, .back], "go in and back out"), ([.switchMetric], "CPU time or waiting"),
            ([.help, .command], "all keys; find by name"),
        ]
        return all.compactMap { actions, text in
            let names = actions.compactMap { keys.names(of: $0).first }
            return names.isEmpty ? nil : Hint(keys: names.joined(separator: " "), text: text)
        }
    }

    /// Whatever is done first closes the hints, and they are not shown again.
    mutating func closeHints() -> [ViewerEffect] {
        guard showsHints, profile != nil else { return [] }
        showsHints = false
        return [.rememberHints]
    }
}

extension Screen {
    /// In the corner, where they cover least.
    mutating func drawHints() {
        let hints = state.hints
        guard !hints.isEmpty else { return }
        let keyWidth = hints.map { columns(of: $0.keys) }.max() ?? 0
        let textWidth = hints.map { columns(of: $0.text) }.max() ?? 0
        let room = layout.body.inset(horizontal: 1)
        let (width, height) = (keyWidth + textWidth + 6, hints.count + 2)
        guard width <= room.width, height <= room.height else { return }
        let box = Rect(x: room.right - width, y: room.bottom - height, width: width, height: height)
        let style = theme.style(.text, on: .header)
        buffer.fill(box, style: style)
        buffer.box(box, title: "Good to know", style: theme.ink(.accent, on: .header), titleStyle: style.bold)
        for (index, hint) in hints.enumerated() {
            let row = box.inset(horizontal: 2, vertical: 1).row(index)
            let parts = row.columns([.fixed(keyWidth), .fixed(2), .fill()])
            buffer.text(hint.keys, in: parts[0], style: theme.style(.accent, on: .header).bold, align: .right)
            buffer.text(hint.text, in: parts[2], style: style)
        }
    }
}
