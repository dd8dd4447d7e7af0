import GlassAnalysis
import GlassModel
import GlassTerminal

/// One request, opened.
struct RequestDetailState: Sendable {
    /// What is known of its samples.
    enum Samples: Sendable {
        case loading
        case known([StackID: Weight])
        case failed(String)
    }

    /// What the arrows move in.
    enum Part: Sendable { case queries, icicle }

    let request: RequestID
    private(set) var samples = Samples.loading
    private(set) var detail: RequestDetail?
    var icicle = IcicleState(order: .weight)
    var part = Part.queries
    var list = ListState<Int>()
    private(set) var metric = Metric.wall
    /// The end of the recording when its samples were last asked for.
    var askedAt: Int64 = .min

    init(_ request: RequestID) { self.request = request }

    mutating func take(_ samples: Samples) { self.samples = samples }

    /// Computes anew what is shown; queries and samples may have arrived later than the request.
    mutating func read(_ profile: Profile, tree: CallTree) {
        var stacks: [StackID: Weight] = [:]
        if case .known(let known) = samples { stacks = known }
        detail = RequestDetail(profile: profile, request: request, stacks: stacks)
        guard let detail else { return }
        let isFirst = !hasSamples
        icicle.weights = tree.weigh(detail.stackWeights)
        if isFirst, hasSamples { icicle.passCommonFrames(of: tree) }
        if detail.queries.isEmpty { part = .icicle }
    }

    mutating func arrange(
        tree: CallTree, profile: Profile, matcher: TextMatcher?, layout: RequestDetailLayout, partsPerCell: Int
    ) {
        if !metrics.contains(metric) { metric = metrics.first ?? .wall }
        icicle.arrange(
            tree: tree, profile: profile, metric: metric, matcher: matcher, area: layout.icicle,
            partsPerCell: partsPerCell)
        list.settle(in: ids, height: layout.queries.height)
    }

    var hasSamples: Bool { icicle.weights.total != .zero }
    var ids: [Int] { Array(0..<(detail?.queries.count ?? 0)) }

    var metrics: [Metric] { [Metric.wall, .cpu, .waiting].filter { $0.value(of: icicle.weights.total) > 0 } }

    mutating func switchMetric() {
        guard let place = metrics.firstIndex(of: metric) else { return }
        metric = metrics[(place + 1) % metrics.count]
    }

    /// Down past the last query leads into the icicle, up from its top back to the queries.
    mutating func move(by rows: Int, tree: CallTree, height: Int) {
        let last = ids.count - 1
        switch part {
        case .queries:
            if rows > 0, list.index(in: ids) == last || ids.isEmpty, hasSamples {
                part = .icicle
            } else {
                list.move(by: rows, in: ids, height: height)
            }
        case .icicle:
            if rows < 0, icicle.shown(tree)?.row == 0, !ids.isEmpty {
                part = .queries
            } else {
                icicle.moveVertically(rows, tree: tree)
            }
        }
    }
}
