import GlassAnalysis
import GlassModel

/// What is computed of a profile for the screen. It needs nothing but itself and an order, so that it can be computed
/// away from the task that takes keys.
struct Reading: Sendable {
    /// Callers above callees.
    private(set) var outward = CallTree()
    /// Trees of other shapes, the one that was shown last at the end.
    private var shaped: [CallTree] = []
    /// Which shape the icicle was last read in.
    private var shownShape = TreeShape()
    private(set) var stackWeights = StackWeights(weights: [])
    /// Of all stacks.
    private(set) var total = Weight.zero
    private(set) var locations = SourceLocations()
    private(set) var figures = Figures()
    private(set) var pane: PaneReading?

    mutating func update(for order: ReadingOrder) {
        let profile = order.profile
        if order.scope == .everything {
            outward.extend(with: profile)
            stackWeights = order.stackWeights
            total = stackWeights.total
            locations.extend(with: profile)
            figures = Figures(profile: profile)
        }
        pane = read(order)
    }

    private mutating func read(_ order: ReadingOrder) -> PaneReading? {
        let (profile, selection) = (order.profile, order.selection)
        switch order.pane {
        case .icicle: return .icicle(readIcicle(order))
        case .functions:
            let weights = outward.reweigh(stackWeights)
            return .functions(FunctionTable(profile: profile, tree: outward, weights: weights))
        case .threads:
            return .threads(ThreadTable(profile: profile, selection: Selection(seconds: selection.seconds)))
        case .queries: return .queries(QueryTable(profile: profile, seconds: selection.seconds))
        case .sandwich:
            return order.subject.map { subject in
                var previous: Sandwich?
                if case .sandwich(let known) = pane { previous = known }
                return .sandwich(
                    Sandwich.read(profile: profile, weights: stackWeights, subject: subject, previous: previous))
            }
        case .source:
            return order.subject.map {
                .source(LineTimes.read(profile: profile, weights: stackWeights, subject: $0))
            }
        case .requests, .timeline: return nil
        }
    }
}

extension Reading {
    /// So many trees of other shapes are kept, for the way back.
    private static let keptTrees = 3
    /// Those of more nodes are let go of once another shape shows.
    private static let keptNodes = 200_000

    /// The tree of a shape that was read last, or just before.
    func tree(of shape: TreeShape) -> CallTree { shaped.last { $0.shape == shape } ?? outward }

    private mutating func readIcicle(_ order: ReadingOrder) -> IcicleReading {
        let (profile, shape) = (order.profile, order.treeShape)
        let timeline = order.timeColumns.map {
            StackTimeline(profile: profile, selection: order.selection, limit: $0)
        }
        letGo(for: shape)
        let weights: TreeWeights
        if shape == outward.shape {
            weights = outward.reweigh(stackWeights)
        } else {
            let known = shaped.firstIndex { $0.shape == shape }
            var tree = known.map { shaped.remove(at: $0) } ?? CallTree(shape: shape)
            weights = tree.weigh(profile, selection: order.selection, stackWeights: stackWeights)
            shaped.append(tree)
        }
        shownShape = shape
        return IcicleReading(shape: shape, weights: weights, timeline: timeline)
    }

    /// Of trees that do not show, keeps what is small; and until its successor has been seen, the one that showed last: the
    /// icicle finds its place in the next one by it.
    private mutating func letGo(for shape: TreeShape) {
        let needed = [shape, shownShape]
        shaped.removeAll { $0.count > Self.keptNodes && !needed.contains($0.shape) }
        if shaped.count > Self.keptTrees, let place = shaped.firstIndex(where: { !needed.contains($0.shape) }) {
            shaped.remove(at: place)
        }
        if shape != outward.shape, shownShape == shape, outward.count > Self.keptNodes { outward.forgetWeights() }
    }
}

/// What the icicle needs.
struct IcicleReading: Sendable {
    let shape: TreeShape
    let weights: TreeWeights
    /// Where frames are to stand as time passed.
    let timeline: StackTimeline?
}

/// What the pane on the screen needs.
enum PaneReading: Sendable {
    case icicle(IcicleReading)
    case functions(FunctionTable)
    case threads(ThreadTable)
    case queries(QueryTable)
    case sandwich(Sandwich)
    case source(LineTimes)
}

/// What to compute, and of what.
struct ReadingOrder: Sendable {
    enum Scope: Sendable {
        /// After news of the recording, or another selection.
        case everything
        /// What is known already, for another pane.
        case pane
    }

    let profile: Profile
    let scope: Scope
    let pane: Pane
    let selection: Selection
    /// The samples of one route, where these alone are looked at.
    let routeStacks: [StackID: Weight]?
    let shape: TreeShape
    /// Into how many stretches time is to be divided, where the icicle shows it.
    let timeColumns: Int?
    /// The function that the pane is about, where it is about one.
    let subject: FunctionID?

    /// The samples of a route are known by stack only, and so are those of a stretch of time: there threads are not
    /// told apart.
    fileprivate var treeShape: TreeShape {
        var shape = shape
        if routeStacks != nil || timeColumns != nil { shape.threads = .together }
        return shape
    }

    /// What the stacks weigh: of all samples that are selected, or of one route's, whenever they were taken.
    fileprivate var stackWeights: StackWeights {
        guard let routeStacks else { return profile.stackWeights(for: selection) }
        return profile.stackWeights(of: routeStacks)
    }

    /// How many stacks and rollups there are to go through; nothing is left to compute for panes that keep up by
    /// themselves.
    var length: Int {
        if scope == .pane, pane == .requests || pane == .timeline { return 0 }
        return profile.stacks.count + profile.length(of: selection.seconds)
    }
}
