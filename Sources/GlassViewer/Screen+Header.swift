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
        let right = status
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
        let name = info.executable.split(separator: "/").last.map(String.init) ?? info.executable
        spans.append((name, text.bold))
        if info.process.rawValue > 0 { spans.append((" \(info.process)", dim)) }
        let used = spans.reduce(0) { $0 + columns(of: $1.0) }
        if !info.commandLine.isEmpty, info.commandLine != name {
            spans.append(("  " + clipped(info.commandLine, to: room - used - 3), dim))
        }
        return spans
    }

    private var status: [(String, Style)] {
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
        for figure in figures(width: row.width - 2) {
            let width =
                columns(of: figure.label) + columns(of: figure.value) + 1
                + (figure.history == nil ? 0 : figure.historyWidth + 1)
            guard x + width <= row.right - 1 else { continue }
            x += buffer.text(figure.label + " ", x: x, y: row.y, style: theme.style(.dim, on: .header))
            x += buffer.text(figure.value, x: x, y: row.y, style: theme.style(figure.role, on: .header).bold)
            if let history = figure.history {
                let area = Rect(x: x + 1, y: row.y, width: figure.historyWidth, height: 1)
                let style = theme.ink(figure.historyRole, on: .header)
                buffer.fill(area, style: style)
                buffer.sparkline(history, maximum: figure.maximum, in: area, style: style)
                x += figure.historyWidth + 1
            }
            x += row.width >= 100 ? 4 : 2
        }
    }

    /// One figure of the header.
    private struct Figure {
        var label: String
        var value: String
        var role = Theme.Role.text
        var history: [Double]?
        var historyWidth = 0
        var historyRole = Theme.Role.cpu
        var maximum = 1.0
    }

    /// The most important first: those that do not fit are left out.
    private func figures(width: Int) -> [Figure] {
        let figures = state.figures
        let historyWidth = width >= 120 ? 20 : width >= 98 ? 10 : width >= 70 ? 5 : 0
        var list: [Figure] = []
        if let cpu = figures.cpu.last {
            var figure = Figure(label: "cpu", value: padded("\(NumberText.fixed(cpu, 0)) %", 5))
            (figure.historyWidth, figure.history) = (historyWidth, historyWidth > 0 ? figures.cpu : nil)
            figure.maximum = max(100, figures.cpu.max() ?? 0)
            list.append(figure)
        }
        if let memory = figures.memory.last {
            var figure = Figure(label: "mem", value: padded(SizeText.format(memory), 7))
            (figure.historyWidth, figure.history) = (historyWidth, historyWidth > 0 ? figures.memory : nil)
            figure.historyRole = .memory
            (figure.history, figure.maximum) = changes(in: figure.history?.suffix(historyWidth))
            list.append(figure)
        }
        return list + qualityFigures(isNarrow: width < 98)
    }

    /// Of memory the change matters, which a scale from zero would hide: what does not change stands at half the height.
    private func changes(in values: ArraySlice<Double>?) -> (values: [Double]?, maximum: Double) {
        guard let values, let low = values.min(), let high = values.max() else { return (nil, 1) }
        let margin = max(high - low, high * 0.02)
        return (values.map { $0 - low + margin }, high - low + 2 * margin)
    }

    /// How good the data is: rate, cost, losses, broken stacks.
    private func qualityFigures(isNarrow: Bool) -> [Figure] {
        let figures = state.figures
        if figures.isImported { return [Figure(label: "threads", value: NumberText.count(Int64(figures.threads)))] }
        var list: [Figure] = []
        if figures.rateAskedFor > 0 {
            let asked = NumberText.fixed(figures.rateAskedFor, 0)
            let achieved = figures.rate.map { NumberText.fixed($0, 0) + "/" } ?? ""
            let isLow = figures.rate.map { $0 < figures.rateAskedFor * 0.9 } ?? false
            list.append(Figure(label: "rate", value: "\(achieved)\(asked) Hz", role: isLow ? .warn : .text))
        }
        if let cost = figures.cost {
            list.append(
                Figure(label: "cost", value: NumberText.fixed(cost * 100, 2) + " %", role: cost > 0.02 ? .warn : .text))
        }
        let share = NumberText.percent(figures.lostShare)
        let lost = isNarrow ? share : figures.lost == 0 ? "0" : "\(NumberText.count(figures.lost)) (\(share))"
        list.append(Figure(label: "lost", value: lost, role: figures.lostShare > 0.01 ? .warn : .text))
        if let broken = figures.brokenShare {
            list.append(Figure(label: "broken", value: NumberText.percent(broken), role: broken > 0.02 ? .warn : .text))
        }
        if figures.threads > 0 {
            list.append(Figure(label: "threads", value: NumberText.count(Int64(figures.threads))))
        }
        return list
    }
}

/// Text with blanks before it, so that a figure that changes does not push others about.
func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - columns(of: text))) + text
}
