import GlassAnalysis
import GlassModel
import GlassTerminal

/// Draws the state. It changes nothing and asks nobody: the same state gives the same cells.
struct Screen {
    let state: ViewerState
    let theme: Theme
    let layout: ScreenLayout
    var buffer: CellBuffer

    static func draw(_ state: ViewerState) -> CellBuffer {
        var screen = Screen(state: state)
        screen.drawAll()
        return screen.buffer
    }

    private init(state: ViewerState) {
        self.state = state
        theme = state.theme
        layout = state.layout
        buffer = CellBuffer(size: state.size, style: theme.style())
    }

    private mutating func drawAll() {
        drawHeader()
        drawBanner()
        drawTabs()
        drawBody()
        drawDetail()
        drawHints()
        drawFooter()
        drawPalette()
        drawOverlay()
    }

    private mutating func drawBody() {
        if let loading = state.loading { return drawLoading(loading) }
        guard state.profile != nil else { return say("waiting for the first samples …") }
        switch state.pane {
        case .icicle: drawIcicle()
        case .functions: drawTable(state.functions)
        case .threads: drawTable(state.threads)
        case .requests: drawRequests()
        case .queries: drawQueries()
        case .timeline: drawTimeline()
        case .sandwich: drawSandwich()
        case .source: drawSource()
        }
    }

    /// A word in the middle of an empty pane.
    mutating func say(_ text: String) { say([text]) }

    /// A few lines in the middle of an empty pane; those that are too long go on in another.
    mutating func say(_ lines: [String]) {
        let lines = lines.flatMap { $0.isEmpty ? [""] : wrapped($0, to: max(16, layout.body.width - 4)) }
        let top = max(0, (layout.body.height - lines.count + 1) / 2)
        for (index, line) in lines.enumerated() {
            buffer.text(line, in: layout.body.row(top + index), style: theme.style(.dim), align: .center)
        }
    }

    // MARK: Tabs

    private mutating func drawTabs() {
        guard !layout.tabs.isEmpty else { return }
        for tab in state.tabs {
            let isActive = tab.pane == state.pane
            let style = isActive ? theme.style(.text, on: .selection).bold : theme.style(.dim)
            buffer.text(tab.label, x: tab.area.x, y: tab.area.y, style: style, width: tab.area.width)
            let key = isActive ? theme.style(.accent, on: .selection).bold : theme.style(.accent)
            buffer.text(String(tab.number), x: tab.area.x + 1, y: tab.area.y, style: key, width: tab.area.width - 1)
        }
        let left = (state.tabs.last?.area.right ?? 0) + 1
        let room = Rect(x: left, y: layout.tabs.y, width: layout.tabs.right - left - 1, height: 1)
        guard room.width >= 3 else { return }
        var parts = state.scopeParts
        while parts.count > 1, columns(of: parts.joined(separator: " · ")) > room.width { parts.removeLast() }
        let scope = parts.joined(separator: " · ")
        buffer.text(scope, in: room, style: theme.style(state.isScopeLimited ? .accent : .dim), align: .right)
    }

    // MARK: Banner

    private mutating func drawBanner() {
        guard let banner = state.banner, !layout.banner.isEmpty else { return }
        let color = theme[banner.isBad ? .bad : .good]
        let style = Style(theme.ink(on: color), on: color, .bold)
        buffer.fill(layout.banner, style: style)
        buffer.text(banner.text, in: layout.banner.inset(horizontal: 1), style: style)
    }
}
