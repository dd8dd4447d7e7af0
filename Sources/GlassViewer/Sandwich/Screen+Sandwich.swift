import GlassAnalysis
import GlassModel
import GlassTerminal

extension Screen {
    mutating func drawSandwich() {
        let sandwich = state.sandwich
        guard sandwich.subject != nil else { return explainSandwich() }
        guard let profile = state.profile, let value = sandwich.sandwich, sandwich.isCurrent else {
            return say("adding up its callers and callees …")
        }
        guard state.metric.value(of: value.total) > 0 else {
            drawBar(value, profile)
            return say(nothing(in: profile.function(value.subject).function))
        }
        drawCallers(value, profile)
        drawCallees(value, profile)
        drawBar(value, profile)
    }

    private mutating func explainSandwich() {
        say([
            "Sandwich: who calls one function, and what it calls", "",
            "Select a function in the icicle (1) or among the functions (3) and press w",
        ])
    }

    private func nothing(in function: String) -> String {
        let name = clipped(function, to: max(8, layout.body.width - 40))
        return switch state.metric {
        case .cpu: "no CPU time in \(name) here · c shows wall time"
        case .wall, .samples: "no samples of \(name) here"
        case .waiting: "nothing waited in \(name) here · c shows CPU time"
        }
    }

    // MARK: The halves

    private func painter(_ icicle: IcicleState, _ tree: CallTree, _ profile: Profile) -> FramePainter {
        FramePainter(
            icicle: icicle, tree: tree, metric: state.metric, theme: theme, coloring: state.coloring,
            profile: profile, rootLabel: "")
    }

    private mutating func drawCallers(_ value: Sandwich, _ profile: Profile) {
        let (sandwich, places) = (state.sandwich, state.sandwich.places)
        let rows = sandwich.callers.rowsBesideBar
        let painter = painter(sandwich.callers, value.callers, profile)
        for (index, row) in rows.dropFirst(places.callersTop).prefix(places.callers.height).enumerated() {
            painter.paint(row, in: places.callers.row(places.callers.height - 1 - index), on: &buffer)
        }
        let words = rows.isEmpty ? "nothing calls it: its stacks begin here" : "↑ its callers"
        if rows.count < places.callers.height {
            note(words, in: places.callers.row(places.callers.height - 1 - rows.count))
        }
        let above = rows.count - places.callersTop - places.callers.height
        drawScrollMark(rows: rows.count, top: max(0, above), in: places.callers)
    }

    private mutating func drawCallees(_ value: Sandwich, _ profile: Profile) {
        let (sandwich, places) = (state.sandwich, state.sandwich.places)
        let rows = sandwich.callees.rowsBesideBar
        let painter = painter(sandwich.callees, value.callees, profile)
        for (index, row) in rows.dropFirst(places.calleesTop).prefix(places.callees.height).enumerated() {
            painter.paint(row, in: places.callees.row(index), on: &buffer)
        }
        let words = rows.isEmpty ? "it calls nothing that took time" : "↓ what it calls"
        note(words, in: places.callees.row(rows.count))
        drawScrollMark(rows: rows.count, top: places.calleesTop, in: places.callees)
    }

    private mutating func note(_ text: String, in row: Rect) {
        buffer.text(text, in: row, style: theme.style(.dim), align: .center)
    }

    // MARK: The function

    /// Its name and figures over the whole width, set off from the frames by its own look.
    private mutating func drawBar(_ value: Sandwich, _ profile: Profile) {
        let row = state.sandwich.places.bar
        let function = profile.function(value.subject)
        let mark = FrameColors(theme: theme, profile: profile).color(of: function)
        let color = state.sandwich.isOnBar ? theme[.focus] : theme[.selection]
        let style = Style(theme.ink(on: color), on: color, .bold)
        buffer.fill(row, style: style)
        buffer.put(Glyph("▌"), x: row.x, y: row.y, style: style.foreground(mark))
        let figures = barFigures(value, width: row.width)
        let room = row.inset(left: 2)
        let width = columns(of: figures)
        buffer.text(
            function.function, in: Rect(x: room.x, y: row.y, width: room.width - width - 3, height: row.height),
            style: style)
        let end = Rect(x: max(room.x, row.right - width - 1), y: row.y, width: width, height: row.height)
        buffer.text(figures, in: end, style: Style(style.foreground, on: color))
    }

    /// As many as leave half of the row to the name.
    private func barFigures(_ value: Sandwich, width: Int) -> String {
        let metric = state.metric
        func share(_ weight: Weight) -> String { NumberText.percent(metric.share(of: weight, in: value.all)) }
        let parts = [
            "\(metric.text(of: value.total)) \(share(value.total))",
            "self \(metric.text(of: value.selfWeight)) \(share(value.selfWeight))",
            "\(NumberText.count(value.total.samples)) samples",
        ]
        var text = parts[0]
        for part in parts.dropFirst() where columns(of: text) + columns(of: part) + 3 <= width / 2 {
            text += " · " + part
        }
        return text
    }
}
