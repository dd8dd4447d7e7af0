import GlassTerminal

/// Where the parts of the timeline are: names at the left, the time between, and perhaps values at the right; charts
/// above, the axis, threads below.
struct TimelineLayout: Hashable, Sendable {
    struct Chart: Hashable, Sendable {
        let kind: TimelineChart.Kind
        let area: Rect
    }

    /// The columns in which time runs, over the whole height.
    let time: Rect
    /// Right of them; empty on a narrow screen.
    let values: Rect
    let charts: [Chart]
    let axis: Rect
    let threads: Rect

    /// - Parameter threadCount: How many there are to show.
    init(
        body: Rect, kinds: [TimelineChart.Kind], folded: Set<TimelineChart.Kind>,
        threadCount: Int
    ) {
        let time = Self.time(in: body)
        self.time = time
        values = Rect(
            x: time.right + 1, y: body.y, width: body.right - time.right - 2,
            height: time.right + 2 < body.right ? body.height : 0)
        let heights = Self.heights(
            kinds, folded: folded, height: Self.chartHeight(body.height, kinds.count, threadCount: threadCount))
        var (top, charts) = (body.y, [Chart]())
        let isLoose = heights.count > 1 && heights.allSatisfy { $0.1 > 2 || folded.contains($0.0) }
        for (kind, height) in heights {
            let gap = isLoose && kind != heights.last?.0 ? 1 : 0
            let shown = max(1, height - gap)
            charts.append(Chart(kind: kind, area: Rect(x: time.x, y: top, width: time.width, height: shown)))
            top += height
        }
        self.charts = charts
        axis = Rect(x: time.x, y: top, width: time.width, height: 1).intersection(body)
        threads = Rect(x: body.x, y: top + 1, width: body.width, height: body.bottom - top - 1)
    }

    static func time(in body: Rect) -> Rect {
        let names = min(18, body.width / 3)
        let values = body.width >= 110 ? 24 : 1
        return Rect(x: body.x + names, y: body.y, width: body.width - names - values, height: body.height)
    }

    /// Threads get what they need, up to half; in steps, so that it does not change with each thread that comes.
    private static func chartHeight(_ height: Int, _ kinds: Int, threadCount: Int) -> Int {
        let wanted = (max(1, threadCount) + 3) / 4 * 4
        let threads = min(wanted, max(2, (height - 1) * 45 / 100))
        return min(max(min(1, height), height - 1 - threads), kinds * 7)
    }

    /// The most important charts first get a line each, then more by their shares.
    private static func heights(
        _ kinds: [TimelineChart.Kind], folded: Set<TimelineChart.Kind>, height: Int
    ) -> [(TimelineChart.Kind, Int)] {
        var heights = kinds.prefix(height).map { ($0, 1) }
        for _ in 0..<max(0, height - heights.count) {
            let open = heights.indices.filter { !folded.contains(heights[$0].0) }
            let next = open.min { left, right in
                heights[left].1 * heights[right].0.share < heights[right].1 * heights[left].0.share
            }
            guard let next else { break }
            heights[next].1 += 1
        }
        return heights
    }
}

extension ViewerState {
    var timelineLayout: TimelineLayout {
        TimelineLayout(
            body: layout.body, kinds: timeline.data.charts.map(\.kind), folded: timeline.folded,
            threadCount: timeline.ids.count)
    }
}
