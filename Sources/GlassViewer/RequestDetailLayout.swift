import GlassTerminal

/// Where the parts of an opened request are.
struct RequestDetailLayout: Hashable, Sendable {
    /// What it was, and its figures.
    let summary: Rect
    /// The scale of time.
    let axis: Rect
    /// The request itself, over time.
    let whole: Rect
    let queries: Rect
    let icicleTitle: Rect
    let icicle: Rect

    init(body: Rect, queries count: Int, isIcicleActive: Bool) {
        let summaryHeight = body.height >= 24 ? 5 : body.height >= 14 ? 4 : min(2, body.height)
        let left = max(0, body.height - summaryHeight)
        // The icicle keeps a third, or two where somebody is in it, and what the queries do not need.
        let timeline = min(count + 2, max(2, left - max(4, isIcicleActive ? left * 2 / 3 : left / 3)))
        let parts = body.rows([
            .fixed(summaryHeight), .fixed(left >= 4 ? 1 : 0), .fixed(1), .fixed(max(0, timeline - 2)),
            .fixed(left >= 6 ? 1 : 0), .fill(minimum: 0),
        ])
        (summary, axis, whole, queries) = (parts[0], parts[1], parts[2], parts[3])
        (icicleTitle, icicle) = (parts[4], parts[5])
    }
}
