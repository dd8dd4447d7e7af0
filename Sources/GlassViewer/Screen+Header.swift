import GlassAnalysis
import GlassModel
import GlassTerminal

extension Screen {
    mutating func drawHeader() {
        guard !layout.header.isEmpty else { return }
        buffer.fill(layout.header, style: theme.style(.text, on: .header))
        drawTitle(layout.header.row(0))
        if layout.header.height > 1 { drawFigures(layout.header.row(1)) }
    }

    // MARK: Which target, for how long

    private mutating func drawTitle(_ row: Rect) {
        let right = (row.width >= 70 ? rate : []) + status
        let width = right.reduce(0) { $0 + columns(of: $1.0) }
        let room = row.width - width - 2
        buffer.spans(title(room), x: row.x + 1, y: row.y, width: room)
        buffer.spans(right, x: row.right - width - 1, y: row.y, width: width)
    }

    private func title(_ room: Int) -> [(String, Style)] {
        let text = theme.style(.text, on: .header)
        let dim = theme.style(.dim, on: .header)
        var spans = [("glass ", theme.style(.accent, on: .header).bold)]
        guard let info = state.profile?.info else { return spans }
        let name = info.program.name
        spans.append((name, text.bold))
        if info.process.rawValue > 0 { spans.append((" \(info.process)", dim)) }
        let used = spans.reduce(0) { $0 + columns(of: $1.0) }
        if !info.commandLine.isEmpty, info.commandLine != name {
            spans.append(("  " + clipped(info.commandLine, to: room - used - 3), dim))
        }
        return spans
    }

    private var rate: [(String, Style)] {
        guard let rate = state.rateFigure else { return [] }
        return [(rate.text + "  ", theme.style(rate.isLow ? .warn : .dim, on: .header))]
    }

    private var status: [(String, Style)] {
        if state.loading != nil { return [("reading", theme.style(.dim, on: .header))] }
        let text = theme.style(.text, on: .header)
        let elapsed = state.figures.elapsed.rawValue / 1_000_000_000
        let clockText = " " + clock(elapsed)
        if state.profile?.info.end != nil || !state.isLive {
            return [("■ ended", theme.style(.dim, on: .header)), (clockText, text)]
        }
        if state.isPaused { return [("▮▮ paused", theme.style(.warn, on: .header).bold), (clockText, text)] }
        if state.isFrozen || state.selection.seconds != nil {
            return [("◆ held", theme.style(.warn, on: .header).bold), (clockText, text)]
        }
        return [("● live", theme.style(.good, on: .header).bold), (clockText, text)]
    }

    // MARK: Figures

    private mutating func drawFigures(_ row: Rect) {
        var x = row.x + 1
        let line = state.headerLine(width: row.width - 2)
        for figure in line.figures where x + figure.width <= row.right - 1 {
            x += buffer.text(figure.label, x: x, y: row.y, style: theme.style(.dim, on: .header))
            x += buffer.text(figure.value, x: x, y: row.y, style: theme.style(figure.role, on: .header).bold)
            if let history = figure.history {
                let area = Rect(x: x + 1, y: row.y, width: history.width, height: 1)
                let style = theme.ink(history.role, on: .header)
                buffer.fill(area, style: style)
                buffer.sparkline(history.values, maximum: history.maximum, in: area, style: style)
                x += history.width + 1
            }
            x += line.gap
        }
    }
}

/// Text with blanks before it, so that a figure that changes does not push others about.
func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - columns(of: text))) + text
}
