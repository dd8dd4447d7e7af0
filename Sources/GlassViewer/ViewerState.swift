import GlassAnalysis
import GlassModel
import GlassTerminal

/// All that the viewer knows. Events change it (``reduce(_:)``); a screen is drawn from it and from nothing else.
struct ViewerState: Sendable {
    var size: Size
    var theme: Theme
    /// Whether the recording grew when the viewer started.
    let isLive: Bool
    let canControl: Bool
    let keys = KeyMap.standard

    // What was recorded, and the part of it that is looked at.
    var profile: Profile?
    var selection = Selection.all
    var metric = Metric.cpu
    var hasChosenMetric = false
    var outward = CallTree()
    var inverted = CallTree.inverted
    var stackWeights = StackWeights(weights: [])
    var locations = SourceLocations()
    var figures = Figures()

    /// Whether there is news that does not show yet.
    private(set) var isStale = false

    // Where the person is.
    var pane: Pane
    var icicle: IcicleState
    var functions = FunctionsState()
    var threads = ThreadsState()
    var timeline = TimelineState()
    var requests = RequestsState()
    var queries = QueriesState()
    /// The route whose samples alone are looked at.
    var routeScope: RouteScope?
    let secondsFromUTC: Int64
    var matcher: TextMatcher?
    var prompt: Prompt?
    var overlay: Overlay?
    /// Data goes on arriving, but what is shown stays.
    var isFrozen = false
    /// The agent was told to pause.
    var isPaused = false
    var lastClick: Click?

    // What there is to say.
    var notice: Notice?
    var agentFailure: String?
    var sourceFailure: String?

    init(
        size: Size, theme: Theme, pane: Pane = .icicle, isLive: Bool = false, canControl: Bool = false,
        secondsFromUTC: Int64 = 0
    ) {
        self.size = size
        self.theme = theme
        self.pane = pane
        self.isLive = isLive
        self.canControl = canControl
        self.secondsFromUTC = secondsFromUTC
        // Nothing should move in a live icicle; in a finished one the heaviest come first.
        icicle = IcicleState(order: isLive ? .firstSeen : .weight)
    }

    /// What lies over the pane.
    enum Overlay: Hashable, Sendable {
        case help(top: Int)
        case losses(top: Int)
    }

    /// A press of the mouse, to tell double clicks.
    struct Click: Hashable, Sendable {
        let x: Int
        let y: Int
        let time: Nanoseconds
    }

    /// Where the parts of the screen are.
    var layout: ScreenLayout { ScreenLayout(size: size, hasBanner: banner != nil) }
}

// MARK: - Keeping up with the data

extension ViewerState {
    mutating func take(_ delta: RecordingDelta) {
        if profile == nil { profile = Profile(info: delta.info) }
        profile?.apply(delta)
        isStale = true
    }

    /// Shows what has arrived, unless what is shown is frozen.
    mutating func refreshIfStale() {
        if isStale, !isFrozen { refresh() }
    }

    /// Computes anew what is shown: after new data, or another selection.
    mutating func refresh() {
        guard let profile else { return }
        isStale = false
        outward.extend(with: profile)
        stackWeights = weights(of: profile)
        chooseMetric()
        locations.extend(with: profile)
        figures = Figures(profile: profile)
        refreshPane()
    }

    /// Computes what the pane on the screen needs.
    mutating func refreshPane() {
        guard let profile else { return }
        switch pane {
        case .icicle: weighIcicle(profile)
        case .functions:
            let weights = outward.weigh(stackWeights)
            functions.table = FunctionTable(profile: profile, tree: outward, weights: weights)
        case .threads: threads.table = ThreadTable(profile: profile, selection: Selection(seconds: selection.seconds))
        case .requests: readRequests(profile)
        case .queries: queries.table = QueryTable(profile: profile, seconds: selection.seconds)
        case .timeline: timeline.read(profile, width: layout.timelineCharts.width, selection: selection)
        }
        arrange()
    }

    private mutating func weighIcicle(_ profile: Profile) {
        if icicle.isInverted { inverted.extend(with: profile) }
        icicle.weights = (icicle.isInverted ? inverted : outward).weigh(stackWeights)
    }

    /// Lays out, sorts and filters what is known: after another size, order or zoom.
    mutating func arrange() {
        guard let profile else { return }
        switch pane {
        case .icicle:
            icicle.arrange(tree: tree, profile: profile, metric: metric, matcher: matcher, area: layout.body)
        case .functions: functions.arrange(metric: metric, height: layout.rows)
        case .threads: threads.arrange(height: layout.rows)
        case .requests: arrangeRequests(profile)
        case .queries: queries.arrange(height: layout.rows)
        case .timeline: timeline.arrange(height: layout.timelineThreads.height)
        }
    }

    /// The tree that the icicle shows.
    var tree: CallTree { icicle.isInverted ? inverted : outward }
}
