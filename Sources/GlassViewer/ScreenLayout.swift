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

    /// The columns in which the time of the timeline runs.
    var timelineCharts: Rect { TimelineLayout.time(in: body) }
}
