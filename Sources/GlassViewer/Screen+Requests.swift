import GlassAnalysis
import GlassModel
import GlassTerminal

extension Screen {
    mutating func drawRequests() {
        guard let profile = state.profile else { return }
        if let explanation = state.captureExplanation { return explain(explanation.title, explanation.text) }
        if let detail = state.requests.detail { return drawRequestDetail(detail, profile) }
        drawTable(state.requests.showsRoutes ? state.requests.routes : state.requests.each)
    }

    mutating func drawQueries() {
        if let explanation = state.captureExplanation { return explain(explanation.title, explanation.text) }
        drawTable(state.queries)
    }

    /// A pane that has nothing to show says why, and what to do about it.
    mutating func explain(_ title: String, _ text: String) {
        let area = layout.body.inset(horizontal: max(2, (layout.body.width - 76) / 2))
        let lines = wrapped(text, to: area.width)
        let gap = area.height > lines.count + 1 ? 2 : 1
        let top = max(0, (area.height - lines.count - gap) / 2)
        buffer.text(title, in: area.row(top), style: theme.style(.accent).bold)
        for (index, line) in lines.enumerated() {
            buffer.text(line, in: area.row(top + gap + index), style: theme.style(.text))
        }
    }
}
