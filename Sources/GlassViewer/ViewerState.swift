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
    /// What the terminal has glyphs for. Drawing need only ask where it would use another layout.
    let glyphs: GlyphRepertoire
    var keys = KeyMap.standard
    var settings = ViewerSettings()

    // What was recorded, and the part of it that is looked at.
    var profile: Profile?
    var selection = Selection.all
    var metric = Metric.cpu
    var hasChosenMetric = false
    /// What was last computed of it, and what is being computed.
    var reading = Reading()
    var progress = ReadingProgress()
    /// Longer readings are computed in the background. These take a few milliseconds, and doing them at once saves a
    /// frame that shows what is no longer asked for.
    var longestInline = 50_000
    /// Whether there is news that does not show yet.
    var isStale = false

    // Where the person is.
    var pane: Pane
    var icicle: IcicleState
    /// How the icicle's tree should be made. The icicle changes when that tree is there.
    var wantedShape = TreeShape()
    var coloring = FrameColoring.kind
    /// The threads that ``selection`` is limited to where they are those of a group.
    var threadGroup: ThreadGroupScope?
    /// A match to go to when what is being computed is there; 1 for the next, -1 for the previous one.
    var awaitedMatch: Int?
    var functions = TableState<FunctionTable>()
    var threads = TableState<ThreadTable>()
    var timeline = TimelineState()
    var requests = RequestsState()
    var queries = TableState<QueryTable>()
    var sandwich: SandwichState
    var source = SourceState()
    /// Where sources are to be found on this machine.
    var sourceRoots: [SourceRoot] = []
    /// The route whose samples alone are looked at.
    var routeScope: RouteScope?
    let secondsFromUTC: Int64
    var matcher: TextMatcher?
    var prompt: Prompt?
    /// What the line for commands offers.
    var palette: Palette?
    var paletteNames = PaletteNames()
    /// Of the themes that there are.
    var themeNames: [String] = []
    var overlay: Overlay?
    /// Data goes on arriving, but what is shown stays.
    var isFrozen = false
    /// The agent was told to pause.
    var isPaused = false
    var lastClick: Click?
    var columnDrag: ColumnDrag?
    /// Nobody has seen the hints yet.
    var showsHints = false

    // What there is to say.
    var notice: Notice?
    var agentFailure: String?
    var sourceFailure: String?
    /// How far the file has been read that is to be shown; nil once it has been.
    var loading: LoadingProgress?
    /// What is wrong with the settings, which were changed.
    var settingsFailure: String?

    init(
        size: Size, theme: Theme, pane: Pane = .icicle, isLive: Bool = false, canControl: Bool = false,
        secondsFromUTC: Int64 = 0, glyphs: GlyphRepertoire = .full
    ) {
        self.size = size
        self.theme = theme
        self.pane = pane
        self.isLive = isLive
        self.canControl = canControl
        self.secondsFromUTC = secondsFromUTC
        self.glyphs = glyphs
        // Nothing should move in a live icicle; in a finished one the heaviest come first.
        icicle = IcicleState(order: isLive ? .firstSeen : .weight)
        sandwich = SandwichState(order: isLive ? .firstSeen : .weight)
    }

    /// What lies over the pane.
    enum Overlay: Hashable, Sendable {
        case help(top: Int)
        case losses(top: Int)
        /// The columns of the table that shows; the one that keys act on.
        case columns(selected: Int)
        case frame(top: Int)
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

extension ViewerState {
    /// Lays out, sorts and filters what is known: after another size, order or zoom.
    mutating func arrange() {
        guard let profile else { return }
        switch pane {
        case .icicle:
            icicle.arrange(
                tree: tree, profile: profile, metric: metric, matcher: matcher, area: layout.body,
                partsPerCell: partsPerCell)
        case .functions, .threads, .queries: _ = try? table(.arrange)
        case .requests: arrangeRequests(profile)
        case .sandwich: arrangeSandwich(profile)
        case .source: source.arrange(metric: metric, height: layout.sourceRows(state: self).height)
        case .timeline: timeline.arrange(height: timelineLayout.threads.height)
        }
    }

    /// How finely edges can be drawn: by eighths of a cell where the terminal has signs for them, and colours that tell
    /// both sides apart.
    var partsPerCell: Int {
        glyphs.hasEighthBlocks && (theme.depth == .truecolor || theme.depth == .indexed256) ? 8 : 1
    }

    /// The tree that the icicle shows.
    var tree: CallTree { reading.tree(of: icicle.shape) }
}
