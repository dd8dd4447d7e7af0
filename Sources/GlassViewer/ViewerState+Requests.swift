import GlassAnalysis
import GlassModel
import GlassTerminal

/// The samples of one route's requests.
struct RouteScope: Sendable {
    let route: RouteID
    let name: String
    var stacks: [StackID: Weight] = [:]
    /// Why they could not be read.
    var failure: String?
    var isLoading = true
    /// The end of the recording when they were last asked for; nil where they never were.
    var askedAt: Int64?
    /// Of which stretch of time they were asked for.
    var seconds: Range<Int64>?
}

extension ViewerState {
    // MARK: Keeping up with the data

    mutating func readRequests(_ profile: Profile) {
        if requests.showsRoutes { requests.readRoutes(profile, selection: selection) }
        requests.read(profile, selection: selection)
        let tree = outward
        requests.detail?.read(profile, tree: tree)
    }

    mutating func arrangeRequests(_ profile: Profile) {
        _ = try? table(.arrange)
        let (places, tree, parts) = (requestDetailLayout, outward, partsPerCell)
        requests.detail?.arrange(
            tree: tree, profile: profile, matcher: matcher, layout: places, partsPerCell: parts)
    }

    var requestDetailLayout: RequestDetailLayout {
        RequestDetailLayout(
            body: layout.body, queries: requests.detail?.ids.count ?? 0,
            isIcicleActive: requests.detail?.part == .icicle && requests.detail?.hasSamples == true)
    }

    // MARK: Samples

    mutating func take(_ samples: RequestDetailState.Samples, for question: SampleQuestion) {
        guard let profile else { return }
        switch question {
        case .request(let request):
            guard requests.detail?.request == request else { return }
            let tree = outward
            requests.detail?.take(samples)
            requests.detail?.read(profile, tree: tree)
            arrange()
        case .route(let route, let seconds):
            guard routeScope?.route == route, routeScope?.seconds == seconds else { return }
            routeScope?.isLoading = false
            switch samples {
            case .known(let stacks): routeScope?.stacks = stacks
            case .failed(let reason): routeScope?.failure = reason
            case .loading: break
            }
            refresh()
        }
    }

    /// Samples of a live recording grow; they are read again once a second.
    mutating func loadAgain() -> [ViewerEffect] {
        guard isLive, !isFrozen, let end = profile?.seconds.upperBound else { return [] }
        var effects: [ViewerEffect] = []
        if pane == .requests, let detail = requests.detail, detail.askedAt < end, !detail.hasSamples {
            requests.detail?.askedAt = end
            effects.append(.load(.request(detail.request)))
        }
        if let scope = routeScope, !scope.isLoading, let asked = scope.askedAt, asked < end {
            routeScope?.askedAt = nil
        }
        return effects
    }

    /// Asks for the samples of the route that is looked at, where they are not known or of another stretch of time.
    mutating func routeEffects() -> [ViewerEffect] {
        guard let scope = routeScope, scope.askedAt == nil || scope.seconds != selection.seconds else { return [] }
        routeScope?.askedAt = profile?.seconds.upperBound ?? 0
        routeScope?.seconds = selection.seconds
        routeScope?.isLoading = true
        return [.load(.route(scope.route, endedIn: selection.seconds))]
    }

    // MARK: Opening and going back

    mutating func openRequests() -> [ViewerEffect] {
        guard let profile else { return [] }
        let tree = outward
        if requests.detail != nil {
            if requests.detail?.part == .icicle { _ = requests.detail?.icicle.zoomIn(tree: tree) }
            arrange()
            return []
        }
        if requests.showsRoutes {
            guard let route = selectedRouteRow?.route else { return [] }
            showRequests(matching: Self.condition("route", route.pattern, "method", route.method))
            return []
        }
        guard let row = requests.selected(of: profile) else { return [] }
        var detail = RequestDetailState(row.record.id)
        detail.askedAt = profile.seconds.upperBound
        detail.read(profile, tree: tree)
        requests.detail = detail
        matcher = nil
        arrange()
        return [.load(.request(row.record.id))]
    }

    /// False where no request is open.
    mutating func closeDetail() -> Bool {
        guard let icicle = requests.detail?.icicle else { return false }
        if icicle.isZoomed { requests.detail?.icicle.zoom(to: .root) } else { requests.detail = nil }
        arrange()
        return true
    }

    /// The requests of the routes that send the selected statement.
    mutating func showRequestsOfQuery() {
        guard let row = selectedQueryRow else { return }
        let routes = row.senders.compactMap(\.route)
        guard !routes.isEmpty else {
            notice = Notice(text: "it is not known for which requests this statement is sent", kind: .bad)
            return
        }
        let conditions = routes.map { Self.condition("route", $0.pattern, "method", $0.method) }
        let wanted = conditions.count == 1 ? conditions[0] : conditions.map { "(\($0))" }.joined(separator: " or ")
        showRequests(matching: conditions.count == 1 ? wanted + " queries>0" : "(\(wanted)) queries>0")
    }

    private mutating func showRequests(matching text: String) {
        requests.showsRoutes = false
        requests.detail = nil
        show(.requests)
        _ = try? table(.keep(text))
        requests.each.follow()
    }

    /// `field="text"` for each pair, with quotes and backslashes escaped.
    private static func condition(_ pairs: String...) -> String {
        stride(from: 0, to: pairs.count - 1, by: 2).map { index in
            let escaped = pairs[index + 1].reduce(into: "") { text, character in
                if "\"\\".contains(character) { text.append("\\") }
                text.append(character)
            }
            return "\(pairs[index])=\"\(escaped)\""
        }.joined(separator: " ")
    }

    // MARK: Routes

    mutating func toggleRoutes() {
        guard pane == .requests, let profile else { return }
        requests.detail = nil
        requests.showsRoutes.toggle()
        if !isFrozen || requests.routes.table == nil { requests.readRoutes(profile, selection: selection) }
        refreshPaneIfNotFrozen()
    }

    mutating func switchPeriod() {
        guard pane == .requests, requests.showsRoutes, selection.seconds == nil, let profile else { return }
        requests.period = requests.period == .recent ? .whole : .recent
        requests.readRoutes(profile, selection: selection)
        arrange()
    }

    /// Shows the icicle of the selected route alone.
    mutating func limitToRoute() {
        guard let profile, pane == .requests, let route = selectedRoute(profile) else { return }
        limit(to: route.id)
    }

    /// Shows the icicle of one route alone.
    mutating func limit(to id: RouteID) {
        guard let profile else { return }
        let route = profile.route(id)
        routeScope = RouteScope(route: route.id, name: route.name)
        requests.detail = nil
        show(.icicle)
        refresh()
    }

    private func selectedRoute(_ profile: Profile) -> Route? {
        if let detail = requests.detail { return detail.detail?.row.route }
        return requests.showsRoutes ? selectedRouteRow?.route : requests.selected(of: profile)?.route
    }

    // MARK: The opened request

    mutating func moveInDetail(by rows: Int) {
        let (height, tree) = (requestDetailLayout.queries.height, outward)
        requests.detail?.move(by: rows, tree: tree, height: height)
        arrange()
    }

    mutating func pressDetail(_ mouse: MouseEvent) {
        let places = requestDetailLayout
        if places.queries.contains(x: mouse.x, y: mouse.y), let top = requests.detail?.list.top {
            requests.detail?.part = .queries
            let ids = requests.detail?.ids ?? []
            requests.detail?.list.select(top + mouse.y - places.queries.y, in: ids, height: places.queries.height)
        } else if requests.detail?.hasSamples == true,
            let span = requests.detail?.icicle.span(x: mouse.x, y: mouse.y)
        {
            requests.detail?.part = .icicle
            requests.detail?.icicle.select(span)
        }
        arrange()
    }
}
