import GlassAnalysis
import GlassModel

/// The pane of requests: the requests one by one or their routes, and perhaps one of them opened.
struct RequestsState: Sendable {
    /// What the statistics of routes are of, unless a stretch of time is selected.
    enum Period: Sendable {
        /// The last 15 minutes.
        case recent
        case whole
    }

    /// The requests one by one.
    var each = TableState<RequestTable>()
    var routes = TableState<RouteTable>()
    /// Whether the routes are shown instead of the requests.
    var showsRoutes = false
    var period = Period.recent
    var detail: RequestDetailState?

    mutating func read(_ profile: Profile, selection: Selection) {
        if each.table?.selection == selection { return each.table?.extend(with: profile) ?? () }
        each.table = RequestTable(profile: profile, selection: selection)
    }

    mutating func readRoutes(_ profile: Profile, selection: Selection) {
        let seconds = selection.seconds ?? (period == .recent ? profile.recentSeconds : nil)
        routes.table = RouteTable(profile: profile, seconds: seconds)
    }

    func selected(of profile: Profile) -> RequestRow? { each.selected(of: profile) }
}
