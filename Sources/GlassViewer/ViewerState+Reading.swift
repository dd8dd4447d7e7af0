import GlassAnalysis
import GlassModel

/// Where a reading of the profile stands that is computed in the background.
struct ReadingProgress: Sendable {
    /// What was asked for since, where something is being computed already.
    private(set) var wanted: ReadingOrder.Scope?
    private(set) var isRunning = false
    /// What has arrived meanwhile. It waits so that the profile, which the background reads, need not be copied.
    var news: [RecordingDelta] = []

    mutating func want(_ scope: ReadingOrder.Scope) { wanted = wanted == .everything ? .everything : scope }

    /// Whether something is to be started now.
    var isDue: Bool { !isRunning && wanted != nil }

    /// Nil where nothing is.
    mutating func start() -> ReadingOrder.Scope? {
        guard isDue, let scope = wanted else { return nil }
        (wanted, isRunning) = (nil, true)
        return scope
    }

    mutating func end() { isRunning = false }
}

extension ViewerState {
    mutating func take(_ delta: RecordingDelta) {
        isStale = true
        guard !progress.isRunning else { return progress.news.append(delta) }
        apply(delta)
    }

    private mutating func apply(_ delta: RecordingDelta) {
        if profile == nil { profile = Profile(info: delta.info) }
        profile?.apply(delta)
        if !delta.threads.isEmpty { followThreadGroup() }
    }

    /// Shows what has arrived, unless what is shown is frozen.
    mutating func refreshIfStale() {
        if isStale, !isFrozen, !progress.isRunning { refresh() }
    }

    /// Computes anew what is shown: after new data, or another selection.
    mutating func refresh() { read(.everything) }

    /// Computes what the pane on the screen needs.
    mutating func refreshPane() { read(.pane) }

    /// At once where that is quick; else it is noted, and ``startReading()`` starts it.
    private mutating func read(_ scope: ReadingOrder.Scope) {
        guard let order = order(scope) else { return }
        if order.length > longestInline || progress.isRunning { return progress.want(scope) }
        if scope == .everything { isStale = false }
        var reading = reading
        self.reading = Reading()
        reading.update(for: order)
        take(reading, order)
    }

    /// What is to be computed in the background now; nil where nothing is.
    mutating func startReading() -> ReadingOrder? {
        guard let scope = progress.start() else { return nil }
        if scope == .everything { isStale = false }
        return order(scope)
    }

    private func order(_ scope: ReadingOrder.Scope) -> ReadingOrder? {
        guard let profile else { return nil }
        return ReadingOrder(
            profile: profile, scope: scope, pane: pane, selection: selection, routeStacks: routeScope?.stacks,
            shape: wantedShape,
            timeColumns: icicle.order == .time && routeScope == nil ? max(1, layout.body.width) : nil,
            subject: subject)
    }

    /// The function that the pane is about.
    private var subject: FunctionID? {
        switch pane {
        case .sandwich: sandwich.subject
        case .source: source.subject
        default: nil
        }
    }

    /// What was computed in the background is there.
    mutating func finishReading(_ reading: Reading, _ order: ReadingOrder) {
        progress.end()
        take(reading, order)
        let news = progress.news
        progress.news = []
        for delta in news { apply(delta) }
        if let step = awaitedMatch {
            awaitedMatch = nil
            goToMatch(step)
        }
    }

    private mutating func take(_ reading: Reading, _ order: ReadingOrder) {
        self.reading = reading
        chooseMetric()
        switch reading.pane {
        case .icicle(let icicle): take(icicle, order.profile)
        case .functions(let table): functions.table = table
        case .threads(let table): threads.table = table
        case .queries(let table): queries.table = table
        case .sandwich(let sandwich): self.sandwich.take(sandwich)
        case .source(let times): source.take(times)
        case nil: readHere(order.profile)
        }
        arrange()
    }

    private mutating func take(_ new: IcicleReading, _ profile: Profile) {
        let (former, tree) = (tree, reading.tree(of: new.shape))
        icicle.take(new, tree: tree, former: former, metric: metric, profile: profile)
    }

    /// What keeps up with the news by itself, and so never takes long.
    private mutating func readHere(_ profile: Profile) {
        switch pane {
        case .requests: readRequests(profile)
        case .timeline: timeline.read(profile, width: layout.timelineCharts.width, selection: selection)
        default: break
        }
    }

    // What was computed.

    var outward: CallTree { reading.outward }
    var stackWeights: StackWeights { reading.stackWeights }
    var locations: SourceLocations { reading.locations }
    var figures: Figures { reading.figures }
}
