import GlassAnalysis
import GlassModel
import GlassTerminal

/// A key that is worth knowing now.
struct FooterHint: Hashable, Sendable {
    let action: Action
    let key: String
    let label: String
    let area: Rect
}

extension ViewerState {
    /// Those that fit, the most useful first.
    var footerHints: [FooterHint] {
        var x = layout.footer.x + 1
        var hints: [FooterHint] = []
        for (action, label) in [(Action.help, "help"), (.quit, "quit")] + paneHints {
            guard let name = footerKey(of: action) else { continue }
            let width = columns(of: name) + columns(of: label) + 1
            guard x + width < layout.footer.right else { continue }
            let area = Rect(x: x, y: layout.footer.y, width: width, height: layout.footer.height)
            hints.append(FooterHint(action: action, key: name, label: label, area: area))
            x += width + 3
        }
        return hints
    }

    /// The first of its keys; of actions that go together, the first of each: `[]`.
    private func footerKey(of action: Action) -> String? {
        let pairs: [[Action]] = [
            [.moveLeft, .moveRight], [.zoomIn, .zoomOut], [.stepBack, .stepForward], [.shorten, .lengthen],
        ]
        let both = (pairs.first { $0.contains(action) } ?? [action]).compactMap { keys.names(of: $0).first }
        return both.allSatisfy { $0.count == 1 } && both.count == 2 ? both.joined() : keys.names(of: action).first
    }

    /// What is next most useful in the pane, with a word for it.
    var paneHints: [(Action, String)] {
        let freeze = (Action.freeze, isFrozen ? "go on" : "freeze")
        let metric = (Action.switchMetric, nextMetric.shortTitle)
        switch pane {
        case .icicle:
            let goBack = !icicle.isZoomed && matcher == nil && routeScope == nil ? [] : [(Action.back, "back")]
            let next = matcher == nil ? [] : [(Action.nextMatch, "next")]
            return [(.open, "zoom")] + goBack + [(.search, "search")] + next + [
                metric, (.invert, "invert"), freeze, (.export, "export"), (.nextTheme, "theme"),
            ]
        case .functions:
            return [
                (.open, "show in icicle"), (.sort, "sort"), (.filter, "filter"), metric, freeze, (.columns, "columns"),
                (.edit, "edit"), (.export, "export"),
            ]
        case .threads:
            return [(.open, "only this thread"), (.sort, "sort"), (.filter, "filter"), freeze] + tableHints
        case .requests: return requestHints(freeze, metric)
        case .queries:
            return [(.open, "its requests"), (.sort, "sort"), (.filter, "filter"), freeze] + tableHints
        case .sandwich: return sandwichHints
        case .source: return sourceHints
        case .timeline:
            return timelineHints(freeze)
        }
    }

    private func timelineHints(_ freeze: (Action, String)) -> [(Action, String)] {
        if timeline.brush != nil { return [(.open, "keep"), (.back, "drop"), (.moveRight, "extend")] }
        let live = selection.seconds == nil && !timeline.isHeld ? [] : [(Action.end, isLive ? "live" : "all")]
        let stretch = selection.seconds == nil ? [] : [(Action.stepForward, "step"), (.lengthen, "longer")]
        let enter = timeline.chart.map { timeline.folded.contains($0) ? "unfold" : "fold" } ?? "only this thread"
        return live + [(.moveLeft, "cursor"), (.brush, "brush")] + stretch + [
            (.zoomIn, "zoom"), (.open, enter), (.sort, "sort"), freeze,
        ]
    }

    private func requestHints(_ freeze: (Action, String), _ metric: (Action, String)) -> [(Action, String)] {
        if requests.detail != nil {
            return [(.back, "back"), (.onlyRoute, "route's icicle"), (.switchMetric, "CPU/wall"), (.copy, "copy")]
        }
        if requests.showsRoutes {
            let period = (Action.period, requests.period == .recent ? "all" : "last 15 min")
            return [
                (.open, "its requests"), (.routes, "requests"), (.filter, "filter"), (.sort, "sort"),
                (.onlyRoute, "icicle"), period, freeze,
            ] + tableHints
        }
        return [
            (.open, "open"), (.routes, "routes"), (.filter, "filter"), (.sort, "sort"), (.onlyRoute, "icicle"), freeze,
        ] + tableHints
    }

    /// What all tables have.
    private var tableHints: [(Action, String)] { [(.columns, "columns"), (.export, "export")] }
}

extension Screen {
    mutating func drawFooter() {
        let row = layout.footer
        guard !row.isEmpty else { return }
        buffer.fill(row, style: theme.style())
        if let prompt = state.prompt { return draw(prompt, in: row) }
        if let notice = state.notice {
            buffer.text(
                notice.text, in: row.inset(horizontal: 1), style: theme.style(notice.kind == .good ? .good : .bad).bold)
            return
        }
        for hint in state.footerHints {
            let used = buffer.text(hint.key, x: hint.area.x, y: row.y, style: theme.style(.accent).bold)
            buffer.text(" " + hint.label, x: hint.area.x + used, y: row.y, style: theme.style(.dim))
        }
        drawFound(in: row)
    }

    private mutating func draw(_ prompt: Prompt, in row: Rect) {
        let help = prompt.kind == .command && row.width >= 60 ? "Enter runs  Tab completes" : ""
        let message = prompt.error ?? found ?? help
        // What is typed comes first; the message has the rest, and half of the line at least.
        let typed = max(8, columns(of: prompt.field.value) + 4)
        let width = min(columns(of: message), max(row.width / 2, row.width - typed))
        let parts = row.inset(horizontal: 1).columns([.fixed(1), .fill(minimum: 8), .fixed(width)])
        buffer.text(prompt.kind.sign, in: parts[0], style: theme.style(.accent).bold)
        prompt.field.draw(in: parts[1], on: &buffer, style: theme.style())
        buffer.text(message, in: parts[2], style: theme.style(prompt.error == nil ? .dim : .bad), align: .right)
    }

    /// How much of the whole the search has found.
    private var found: String? {
        guard state.pane == .icicle, let search = state.icicle.search else { return nil }
        let whole = state.metric.value(of: state.icicle.weights.total)
        let share = whole > 0 ? Double(state.metric.value(of: search.weight)) / Double(whole) : 0
        return
            "'\(state.matcher?.query ?? "")' \(NumberText.percent(share)) in \(NumberText.count(Int64(search.count))) places"
    }

    private mutating func drawFound(in row: Rect) {
        guard let found, let last = state.footerHints.last?.area.right else { return }
        let room = Rect(x: last + 2, y: row.y, width: row.right - last - 3, height: 1)
        if columns(of: found) <= room.width { buffer.text(found, in: room, style: theme.style(.accent), align: .right) }
    }
}
