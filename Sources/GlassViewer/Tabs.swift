import GlassAnalysis
import GlassModel
import GlassTerminal

/// A tab and its place.
struct Tab: Hashable, Sendable {
    let pane: Pane
    let number: Int
    let label: String
    let area: Rect
}

extension ViewerState {
    /// The tabs of the panes; only their numbers where there is no room for names.
    var tabs: [Tab] {
        let row = layout.tabs
        let isTight = row.width < 100
        var x = row.x
        return Pane.allCases.enumerated().map { index, pane in
            let isNamed = pane == self.pane || row.width >= pane.leastWidthForName
            let end = isTight && pane != self.pane ? "" : " "
            let label = isNamed ? " \(index + 1) \(pane.title)\(end)" : " \(index + 1)\(end)"
            let width = max(0, min(columns(of: label), row.right - x))
            defer { x += width }
            return Tab(
                pane: pane, number: index + 1, label: label,
                area: Rect(x: x, y: row.y, width: width, height: row.height))
        }
    }

    var isScopeLimited: Bool {
        !filterScope.isEmpty || routeScope != nil || selection != .all || isFrozen || metric != .cpu
            || icicle.shape != TreeShape()
    }

    /// What is looked at: the metric, and the limits that are set.
    var scopeText: String { scopeParts.joined(separator: " · ") }

    /// The parts of it, the most telling first.
    var scopeParts: [String] {
        var parts: [String] = []
        if isFrozen { parts.append("frozen") }
        if let seconds = selection.seconds, let first = profile?.seconds.lowerBound {
            parts.append("\(clock(seconds.lowerBound &- first))–\(clock(seconds.upperBound &- first))")
        }
        if let name = threadGroupName {
            parts.append(name)
        } else if let thread = selection.threads?.first.flatMap({ profile?.threads[$0] }) {
            parts.append("\(thread.name) \(thread.thread)")
        }
        if let routeScope { parts.append(clipped(routeScope.name, to: 32)) }
        if pane == .icicle { parts += icicleScope }
        parts += filterScope
        if pane == .requests || pane == .queries { return parts + trafficScope }
        parts.append(layout.tabs.width < 100 ? metric.shortTitle : metric.title)
        if pane == .icicle || pane == .functions { parts.append(metric.text(of: reading.total)) }
        return parts
    }

    /// What must not be overlooked: the end of the target, a failure. The worst first.
    var banner: (text: String, isBad: Bool)? {
        if let agentFailure { return ("the agent ended: \(agentFailure) - the data stays, q quits", true) }
        if let sourceFailure { return ("the recording cannot be read on: \(sourceFailure) - q quits", true) }
        if let settingsFailure { return (fittingPath(settingsFailure, width: size.width - 2), true) }
        guard isLive, let end = profile?.info.end else { return nil }
        switch end.reason {
        case .stopped: return ("the recording was stopped - q quits", false)
        case .durationOver: return ("the time to record is over - q quits", false)
        case .targetExited(let status): return ("target exited with status \(status) - q quits", status != 0)
        case .targetKilled(let signal): return ("target was ended by signal \(signal) - q quits", true)
        case .targetGone: return ("target is gone - q quits", true)
        case .failed(let reason): return ("the agent could not go on: \(reason) - q quits", true)
        }
    }
}

/// Seconds as a clock shows them: `0:07`, `12:34`, `1:02:03`.
func clock(_ seconds: Int64) -> String {
    let value = max(0, seconds)
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    if value < 3600 { return "\(value / 60):\(two(value % 60))" }
    return "\(value / 3600):\(two(value / 60 % 60)):\(two(value % 60))"
}

extension Pane {
    /// How wide the row of tabs must be for this one to show its name when another is on the screen.
    fileprivate var leastWidthForName: Int {
        switch self {
        case .icicle, .requests, .functions, .threads, .queries, .timeline: 78
        case .sandwich, .source: 110
        }
    }
}
