import GlassAnalysis
import GlassModel

/// What is computed of a profile for the screen. It needs nothing but itself and an order, so that it can be computed
/// away from the task that takes keys.
struct Reading: Sendable {
    /// Callers above callees.
    private(set) var outward = CallTree()
    /// Callees above callers; empty before it was first asked for.
    private(set) var inverted = CallTree.inverted
    private(set) var stackWeights = StackWeights(weights: [])
    private(set) var locations = SourceLocations()
    private(set) var figures = Figures()
    private(set) var pane: PaneReading?

    mutating func update(for order: ReadingOrder) {
        let profile = order.profile
        if order.scope == .everything {
            outward.extend(with: profile)
            stackWeights = order.stackWeights
            locations.extend(with: profile)
            figures = Figures(profile: profile)
        }
        pane = read(order)
    }

    private mutating func read(_ order: ReadingOrder) -> PaneReading? {
        let (profile, selection) = (order.profile, order.selection)
        switch order.pane {
        case .icicle:
            if order.isInverted { inverted.extend(with: profile) }
            let weights = order.isInverted ? inverted.reweigh(stackWeights) : outward.reweigh(stackWeights)
            return .icicle(weights, isInverted: order.isInverted)
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

/// What the pane on the screen needs.
enum PaneReading: Sendable {
    case icicle(TreeWeights, isInverted: Bool)
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
    let isInverted: Bool
    /// The function that the pane is about, where it is about one.
    let subject: FunctionID?

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
