import GlassAnalysis
import GlassModel

/// What is computed of a profile for the screen. It needs nothing but itself and an order, so that it can be computed
/// away from the task that takes keys.
struct Reading: Sendable {
    /// Callers above callees.
    private(set) var outward = CallTree()
    /// Callees above callers; empty before it was first asked for.
    private var inverted = CallTree.inverted
    /// The latest tree of any other shape.
    private var shaped = CallTree()
    /// The one before it, until the icicle has found its place in the new one.
    private var formerShaped: CallTree?
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
    /// The tree of the shape that was read last, or before.
    func tree(of shape: TreeShape) -> CallTree {
        if shape == outward.shape { return outward }
        if shape == inverted.shape { return inverted }
        return shaped.shape == shape ? shaped : formerShaped ?? outward
    }

    private mutating func readIcicle(_ order: ReadingOrder) -> IcicleReading {
        let (profile, shape) = (order.profile, order.treeShape)
        let timeline = order.timeColumns.map {
            StackTimeline(profile: profile, selection: order.selection, limit: $0)
        }
        let weights: TreeWeights
        formerShaped = nil
        if shape == outward.shape {
            weights = outward.reweigh(stackWeights)
        } else if shape == inverted.shape {
            inverted.extend(with: profile)
            weights = inverted.reweigh(stackWeights)
        } else {
            if shaped.shape != shape { (formerShaped, shaped) = (shaped, CallTree(shape: shape)) }
            weights = shaped.weigh(profile, selection: order.selection, stackWeights: stackWeights)
        }
        return IcicleReading(shape: shape, weights: weights, timeline: timeline)
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
