import GlassAnalysis
import GlassModel
import GlassTerminal

// MARK: - Time: the cursor, the brush, the zoom

extension ViewerState {
    /// The seconds of the recording that what is shown knows of.
    private var shownSeconds: Range<Int64>? {
        guard let profile else { return nil }
        return isFrozen && !timeline.data.all.isEmpty ? timeline.data.all : profile.seconds
    }

    /// After another zoom, order or place in time.
    private mutating func readTimeline() {
        guard let profile, let all = shownSeconds else { return }
        timeline.read(profile, all: all, width: layout.timelineCharts.width)
        arrange()
    }

    // MARK: The cursor

    /// Moves the cursor of the timeline by columns; a brush that is being drawn goes with it.
    mutating func moveCursor(by columns: Int64) {
        guard pane == .timeline, let all = shownSeconds, !all.isEmpty else { return }
        let data = timeline.data
        let now = timeline.moment.lowerBound
        let (wanted, overflow) = now.addingReportingOverflow(columns &* data.scale.step)
        let second = min(all.upperBound &- 1, max(all.lowerBound, overflow ? (columns < 0 ? .min : .max) : wanted))
        setCursor(data.scale.column(of: second).lowerBound)
        if timeline.brush != nil { timeline.brush?.head = data.scale.column(of: second) }
    }

    mutating func setCursor(_ second: Int64) {
        timeline.cursor = second
        reveal(timeline.moment)
        if let profile { timeline.readCalls(profile) }
    }

    /// Scrolls so that a stretch of time shows, its beginning at least.
    private mutating func reveal(_ seconds: Range<Int64>) {
        let scale = timeline.data.scale
        guard timeline.zoom.level != nil else { return }
        let shown = scale.seconds
        // From now on it stays where it is, while the recording grows.
        if timeline.zoom.first == nil { timeline.zoom.first = scale.first }
        if seconds.lowerBound < shown.lowerBound {
            timeline.zoom.first = seconds.lowerBound
        } else if seconds.upperBound > shown.upperBound {
            let length = shown.upperBound &- shown.lowerBound
            timeline.zoom.first = min(seconds.lowerBound, seconds.upperBound &- length)
        }
        if timeline.zoom.first != scale.first { readTimeline() }
    }

    // MARK: The zoom

    /// Shows time finer or coarser, about twice; what is at `second` stays in its column.
    mutating func zoomTime(_ direction: Int, at second: Int64? = nil) {
        guard pane == .timeline, let all = shownSeconds, !all.isEmpty else { return }
        let scale = timeline.data.scale
        let level = scale.level(direction, all: all)
        if direction < 0, level == nil {
            timeline.zoom = TimeZoom()
        } else if level != scale.level, let level {
            let follows = second == nil && !timeline.isHeld
            let fixed = second ?? timeline.moment.lowerBound
            let cells = Double(min(max(0, scale.cell(of: fixed)), max(0, scale.width - 1)))
            timeline.zoom.level = level
            let first = Double(fixed) - cells * level.secondsPerCell
            timeline.zoom.first = follows ? nil : Int64(exactly: first.rounded()) ?? scale.first
        }
        readTimeline()
    }

    /// Scrolls time by columns, where not all of it shows.
    mutating func scrollTime(by columns: Int64) {
        guard pane == .timeline, timeline.zoom.level != nil, let all = shownSeconds else { return }
        let scale = timeline.data.scale
        let first = max(all.lowerBound, scale.first &+ columns &* scale.step)
        timeline.zoom.first = first
        if first &+ (scale.seconds.upperBound &- scale.first) >= all.upperBound, timeline.cursor == nil {
            timeline.zoom.first = nil
        }
        readTimeline()
    }

    // MARK: The brush

    mutating func startBrush() {
        guard pane == .timeline, let all = shownSeconds, !all.isEmpty else { return }
        if timeline.cursor == nil { setCursor(timeline.moment.lowerBound) }
        timeline.brush = TimelineState.Brush(anchor: timeline.moment, head: timeline.moment)
    }

    /// Limits all panes to the stretch that is brushed; false where none is.
    mutating func keepBrush() -> Bool {
        guard let brush = timeline.brush, let all = profile?.seconds else { return false }
        timeline.brush = nil
        let seconds = brush.seconds.clamped(to: all)
        if !seconds.isEmpty { look(at: seconds) }
        return true
    }

    /// False where nothing is brushed.
    mutating func dropBrush() -> Bool {
        defer { timeline.brush = nil }
        return timeline.brush != nil
    }

    /// Looks at a stretch of time; nil follows the recording as it grows.
    mutating func look(at seconds: Range<Int64>?) {
        selection.seconds = seconds
        if seconds == nil { isFrozen = false }
        refresh()
        if pane == .timeline, let seconds { reveal(seconds) }
    }

    /// To the stretch before or behind the one that is looked at, of the same length.
    mutating func stepThroughTime(_ direction: Int64) {
        guard let all = profile?.seconds, !all.isEmpty else { return }
        guard let shown = selection.seconds else {
            let step = TimeScale(seconds: all, width: layout.timelineCharts.width).step
            let last = max(all.lowerBound, all.upperBound &- step)..<all.upperBound
            if direction < 0 { look(at: pane == .timeline && timeline.cursor != nil ? timeline.moment : last) }
            return
        }
        let length = shown.upperBound &- shown.lowerBound
        let first = max(all.lowerBound, shown.lowerBound &+ direction &* length)
        if first >= all.upperBound { return look(at: nil) }
        look(at: first..<(first &+ length))
    }

    /// Makes the stretch that is looked at half or twice as long, about its middle.
    mutating func resizeBrush(_ direction: Int) {
        guard let all = profile?.seconds, let shown = selection.seconds, !all.isEmpty else {
            notice = Notice(text: "no stretch of time is set; b in the timeline, or [, sets one", kind: .bad)
            return
        }
        let length = shown.upperBound &- shown.lowerBound
        let wanted = max(1, min(all.upperBound &- all.lowerBound, direction < 0 ? length / 2 : length &* 2))
        let middle = shown.lowerBound &+ length / 2
        let first = min(max(all.lowerBound, middle &- wanted / 2), all.upperBound &- wanted)
        look(at: first..<(first &+ wanted))
    }

    /// Follows the recording again, with everything there is; false where that is so already.
    mutating func followLive() -> Bool {
        guard selection.seconds != nil || (pane == .timeline && timeline.isHeld) else { return false }
        timeline.follow()
        look(at: nil)
        return true
    }

    // MARK: Rows

    /// Charts come above the first thread.
    mutating func moveInTimeline(by rows: Int) {
        let kinds = timelineLayout.charts.map(\.kind)
        let height = timelineLayout.threads.height
        if let chart = timeline.chart, let place = kinds.firstIndex(of: chart) {
            let next = place + rows
            timeline.chart = next < 0 ? kinds.first : next < kinds.count ? kinds[next] : nil
            if timeline.chart == nil { timeline.list.select(0, in: timeline.ids, height: height) }
        } else if rows == -1, (timeline.list.index(in: timeline.ids) ?? 0) == 0 {
            timeline.chart = kinds.last
        } else {
            timeline.chart = nil
            timeline.list.move(by: rows, in: timeline.ids, height: height)
        }
    }

    mutating func fold(_ kind: TimelineChart.Kind) {
        if timeline.folded.remove(kind) == nil { timeline.folded.insert(kind) }
        arrange()
    }

    mutating func sortTimeline() {
        timeline.order = timeline.order == .cpu ? .name : .cpu
        readTimeline()
        notice = Notice(text: timeline.order == .cpu ? "threads by CPU time" : "threads by name", kind: .good)
    }

    /// Keeps the brush, folds the chart that is selected, or looks at the selected thread alone.
    mutating func openInTimeline() {
        if keepBrush() { return }
        if let chart = timeline.chart { return fold(chart) }
        if let lane = timeline.selected { limit(to: lane.thread.key) }
    }

    /// One level back; false where the timeline has none.
    mutating func backInTimeline() -> Bool {
        guard pane == .timeline, !dropBrush() else { return pane == .timeline }
        if timeline.isHeld, selection == .all, matcher == nil, routeScope == nil {
            timeline.follow()
            readTimeline()
            return true
        }
        return false
    }
}
