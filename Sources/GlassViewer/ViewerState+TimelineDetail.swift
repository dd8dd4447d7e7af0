import GlassAnalysis
import GlassModel
import GlassTerminal

extension ViewerState {
    /// The values at the cursor, and what the selected thread was doing.
    func timelineDetail(_ profile: Profile) -> Detail? {
        let data = timeline.data
        guard !data.all.isEmpty else { return nil }
        let moment = timeline.brush?.seconds ?? timeline.moment
        return Detail(
            mark: theme[timeline.cursor == nil ? .cpu : .accent], name: name(of: moment), place: doing(profile),
            figures: data.charts.flatMap { figures(of: $0) })
    }

    /// When it was, on the recording's clock and on the wall's.
    private func name(of moment: Range<Int64>) -> String {
        let origin = timeline.data.scale.origin
        let start = clock(moment.lowerBound &- origin)
        let isSpan = timeline.brush != nil || timeline.data.scale.step > 1
        let span = isSpan ? start + "–" + clock(moment.upperBound &- origin) : start
        let time = Timestamp(nanosecondsSinceEpoch: moment.lowerBound &* 1_000_000_000)
        return span + "  " + timeOfDay(time, secondsFromUTC: secondsFromUTC, milliseconds: false)
    }

    private func doing(_ profile: Profile) -> String {
        guard let lane = timeline.selected else { return "" }
        let thread = "\(lane.thread.name) \(lane.thread.thread)"
        guard let call = timeline.calls[lane.thread.key] else { return thread + ": nothing is known of it here" }
        let running = NumberText.fixed(call.total.shareOnCPU * 100, 0) + " % running"
        let share = Double(call.weight.wall.rawValue) / Double(max(1, call.total.wall.rawValue))
        let part = call.total.wall > .zero ? ", \(NumberText.fixed(min(1, share) * 100, 0)) % in " : ", in "
        return "\(thread): \(running)\(part)\(profile.function(call.function).function)"
    }

    private func figures(of chart: TimelineChart) -> [(label: String, value: String)] {
        let cells = timeline.brush.map { timeline.data.scale.cells(of: $0.seconds) } ?? timeline.momentCells
        let (main, second) = timeline.brush == nil ? timeline.values(of: chart) : chart.values(in: cells)
        func text(_ value: Double?) -> String { value.map { chart.kind.text($0) } ?? "–" }
        switch chart.kind {
        case .cpu:
            let system = second.map { [("of it system", chart.kind.text($0))] } ?? []
            return [("cpu", text(main.map { $0 + (second ?? 0) }))] + system
        case .requests:
            let errors = (second ?? 0) > 0 ? [("errors", text(second))] : []
            return [("requests", text(main.map { $0 + (second ?? 0) }))] + errors
        case .latency where timeline.brush != nil: return [("p99 up to", text(chart.highest(in: cells)))]
        case .latency: return [("p50", text(main)), ("p99", text(second))]
        case .memory: return [("mem", text(main))]
        case .threads: return [("threads", text(main))]
        }
    }
}
