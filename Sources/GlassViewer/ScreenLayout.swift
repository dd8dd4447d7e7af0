import GlassTerminal

/// Where the parts of the screen are, for drawing and for the mouse alike. Parts that have no room are empty.
struct ScreenLayout: Hashable, Sendable {
    let header: Rect
    let banner: Rect
    let tabs: Rect
    /// The pane.
    let body: Rect
    let detail: Rect
    let footer: Rect

    init(size: Size, hasBanner: Bool) {
        let height = size.height
        let parts = Rect(size).rows([
            .fixed(height >= 10 ? 2 : height >= 4 ? 1 : 0),
            .fixed(hasBanner && height >= 8 ? 1 : 0),
            .fixed(height >= 6 ? 1 : 0),
            .fill(minimum: 1),
            .fixed(height >= 18 ? 2 : height >= 9 ? 1 : 0),
            .fixed(height >= 3 ? 1 : 0),
        ])
        (header, banner, tabs, body, detail, footer) = (parts[0], parts[1], parts[2], parts[3], parts[4], parts[5])
    }

    /// The rows of a table, which has its titles in the first line of the pane.
    var tableRows: Rect { Rect(x: body.x, y: body.y + 1, width: body.width, height: body.height - 1) }
    /// How many rows of a table show.
    var rows: Int { tableRows.height }

    // The timeline: names at the left, charts above, threads below, the time between them.

    private var timelineNames: Int { min(18, body.width / 3) }
    private var chartHeight: Int { min(20, max(2, (body.height - 1) * 55 / 100)) }

    var timelineCharts: Rect {
        Rect(
            x: body.x + timelineNames, y: body.y, width: body.width - timelineNames - 1,
            height: min(chartHeight, body.height))
    }

    var timelineAxis: Rect {
        Rect(x: timelineCharts.x, y: timelineCharts.bottom, width: timelineCharts.width, height: 1).intersection(body)
    }

    var timelineThreads: Rect {
        let top = timelineCharts.bottom + 1
        return Rect(x: body.x, y: top, width: body.width, height: body.bottom - top)
    }
}
