import GlassAnalysis
import GlassModel

/// The pane of the timeline: charts and threads over time, a cursor, and a brush.
struct TimelineState: Sendable {
    /// A stretch of time that is being chosen, between two columns.
    struct Brush: Hashable, Sendable {
        /// The column that stays, and the one that moves.
        var anchor: Range<Int64>
        var head: Range<Int64>
        /// Whether it was begun with the mouse, and has been dragged.
        var isDrag = false
        var hasMoved = false

        var seconds: Range<Int64> {
            min(anchor.lowerBound, head.lowerBound)..<max(anchor.upperBound, head.upperBound)
        }
    }

    private(set) var data = TimelineData()
    /// Where each thread is for most of the cursor's column.
    private(set) var calls: [ThreadKey: ThreadCall] = [:]
    private(set) var ids: [ThreadKey] = []
    var list = ListState<ThreadKey>()
    /// The chart that is selected instead of a thread.
    var chart: TimelineChart.Kind?
    /// Those that take one line only.
    var folded: Set<TimelineChart.Kind> = []
    var order = TimelineData.Order.cpu
    var zoom = TimeZoom()
    /// The second that the cursor is at; nil follows the latest.
    var cursor: Int64?
    var brush: Brush?

    mutating func read(_ profile: Profile, width: Int, selection: Selection) {
        read(profile, all: profile.seconds, width: width)
    }

    /// - Parameter all: Less than the recording has where what is shown is frozen.
    mutating func read(_ profile: Profile, all: Range<Int64>, width: Int) {
        data = TimelineData.read(profile, all: all, width: width, zoom: zoom, order: order)
        ids = data.lanes.map(\.thread.key)
        readCalls(profile)
    }

    /// After the cursor has moved.
    mutating func readCalls(_ profile: Profile) {
        let column = moment
        calls = profile.calls(in: max(column.lowerBound, column.upperBound &- Self.longestMoment)..<column.upperBound)
    }

    /// Of a column that is many minutes long, the last seconds say where a thread was.
    private static let longestMoment: Int64 = 60

    /// The seconds of the cursor's column.
    var moment: Range<Int64> { data.scale.column(of: cursor ?? data.latest) }

    /// The cells of the cursor's column.
    var momentCells: Range<Int> { data.scale.cells(of: moment) }

    /// The values of a chart at the cursor, or the latest.
    func values(of chart: TimelineChart) -> (main: Double?, second: Double?) {
        cursor == nil ? chart.values(upTo: momentCells) : chart.values(in: momentCells)
    }

    mutating func arrange(height: Int) { list.settle(in: ids, height: height) }

    var selected: TimelineData.Lane? { list.index(in: ids).map { data.lanes[$0] } }

    /// Whether what shows no longer goes on with the recording.
    var isHeld: Bool { cursor != nil || zoom.first != nil }

    mutating func follow() { (cursor, zoom.first, brush) = (nil, nil, nil) }
}
