import GlassAnalysis
import GlassModel

/// The pane of requests: the requests one by one or their routes, and perhaps one of them opened.
struct RequestsState: Sendable {
    /// Places in ``Profile/requests``, filtered and sorted; nil before the pane was shown.
    private(set) var table: RequestTable?
    var list = ListState<Int32>(holdsStill: true)
    private(set) var column = RequestTable.Column.time
    private(set) var isReversed = false
    private(set) var filter = Filter.none
    var routes = RoutesState()
    /// Whether the routes are shown instead of the requests.
    var showsRoutes = false
    var detail: RequestDetailState?

    /// The order in which `s` goes through the columns.
    private static let columns: [RequestTable.Column] = [
        .time, .duration, .ttfb, .cpu, .waiting, .queries, .queryTime, .bytesOut, .bytesIn, .status, .route, .method,
        .peer, .thread,
    ]

    var ids: [Int32] { table?.places ?? [] }

    mutating func read(_ profile: Profile, selection: Selection) {
        if table?.selection == selection { return table?.extend(with: profile) ?? () }
        var new = RequestTable(profile: profile, selection: selection, filter: filter)
        new.sort(by: column, reversed: isReversed, of: profile)
        table = new
    }

    mutating func arrange(height: Int) { list.settle(in: ids, height: height) }

    mutating func keep(_ filter: Filter, of profile: Profile) {
        self.filter = filter
        table?.keep(filter, of: profile)
        // Where the selected request is filtered away, the first that is left is nearer than its old place.
        if let selected = list.selected, !ids.contains(selected) { list.follow() }
    }

    mutating func sort(reverse: Bool, of profile: Profile) {
        if reverse {
            isReversed.toggle()
        } else {
            let place = Self.columns.firstIndex(of: column) ?? 0
            column = Self.columns[(place + 1) % Self.columns.count]
        }
        table?.sort(by: column, reversed: isReversed, of: profile)
    }

    func selected(of profile: Profile) -> RequestRow? {
        list.index(in: ids).flatMap { table?.row($0, of: profile) }
    }
}
