import GlassModel

/// An icicle whose width is time, a flame chart: in each stretch of time, below each frame, stands the child that took
/// most of it there, and equal frames of neighbouring stretches are one. A node may have several spans in a row.
struct TimeRows {
    typealias Span = IcicleLayout.Span

    let tree: CallTree
    let weights: TreeWeights
    let timeline: StackTimeline
    let options: IcicleOptions

    func rows() -> [[Span]] {
        let columns = columns()
        var rows = [[top()]]
        while rows.count < options.depthLimit {
            let below = runs(at: rows.count, of: columns)
            if below.isEmpty { break }
            rows.append(below)
        }
        return rows
    }

    private func top() -> Span {
        let whole = weights.total(of: options.zoom)
        let parent = tree.parent(of: options.zoom).map { weights.total(of: $0) } ?? whole
        return span(of: options.zoom, 0..<options.width, Step(node: options.zoom, weight: whole, parent: parent))
    }

    // MARK: Columns

    /// One frame of a column: what it and the frame above weighed in that time.
    private struct Step {
        let node: NodeID
        var weight: Weight
        var parent: Weight
        /// Of its children that do not show.
        var hidden = Weight.zero
        var hiddenCount = 0
    }

    /// A stretch of time with a place on the screen: from the zoomed node down, the frames that took most of it.
    private struct Column {
        let place: Range<Int>
        var steps: [Step]
    }

    private func columns() -> [Column] {
        let room = max(1, options.width / max(1, options.minimumWidth))
        let group = max(1, (timeline.count + room - 1) / room)
        return stride(from: 0, to: timeline.count, by: group).map { first in
            let slots = first..<min(timeline.count, first + group)
            return Column(place: edge(slots.lowerBound)..<edge(slots.upperBound), steps: steps(in: slots))
        }
    }

    /// Where a stretch begins on the screen.
    private func edge(_ slot: Int) -> Int {
        Int((Double(slot) / Double(max(1, timeline.count)) * Double(options.width)).rounded())
    }

    /// From the zoomed node down, the frames that took most of some stretches.
    private func steps(in slots: Range<Int>) -> [Step] {
        var ways = Ways(from: options.zoom, in: tree)
        for entry in timeline.entries(in: slots) where options.metric.value(of: entry.weight) > 0 {
            if let node = tree.node(of: entry.stack) { ways.add(node, entry.weight) }
        }
        guard ways.total != .zero else { return [] }
        var steps = [Step(node: options.zoom, weight: ways.total, parent: ways.total)]
        while steps.count < options.depthLimit {
            let (above, last) = (ways.total, steps.count - 1)
            let (own, children) = ways.branches()
            let most = children.max { (value($0.value), $1.key) < (value($1.value), $0.key) }
            guard let most, value(most.value) >= value(own) else {
                // What a frame took itself may be most of it.
                (steps[last].hidden, steps[last].hiddenCount) = (above - own, children.count)
                break
            }
            (steps[last].hidden, steps[last].hiddenCount) = (above - own - most.value, children.count - 1)
            steps.append(Step(node: most.key, weight: most.value, parent: above))
            ways.follow(most.key)
        }
        return steps
    }

    private func value(_ weight: Weight) -> Int64 { options.metric.value(of: weight) }

    // MARK: Runs

    /// The spans of a row: equal frames of neighbouring columns as one.
    private func runs(at depth: Int, of columns: [Column]) -> [Span] {
        var spans: [Span] = []
        var open: (step: Step, place: Range<Int>)?
        func close() {
            if let open { spans.append(span(of: open.step.node, open.place, open.step)) }
            open = nil
        }
        for column in columns {
            guard column.steps.count > depth, !column.place.isEmpty else {
                close()
                continue
            }
            let step = column.steps[depth]
            if var run = open, run.step.node == step.node, run.place.upperBound == column.place.lowerBound {
                run.step.weight = run.step.weight + step.weight
                run.step.parent = run.step.parent + step.parent
                run.step.hidden = run.step.hidden + step.hidden
                run.step.hiddenCount = max(run.step.hiddenCount, step.hiddenCount)
                run.place = run.place.lowerBound..<column.place.upperBound
                open = run
            } else {
                close()
                open = (step, column.place)
            }
        }
        close()
        return spans
    }

    private func span(of node: NodeID, _ place: Range<Int>, _ step: Step) -> Span {
        func share(of whole: Weight) -> Double {
            let whole = Double(options.metric.value(of: whole))
            return whole > 0 ? min(1, Double(options.metric.value(of: step.weight)) / whole) : 0
        }
        var span = Span(
            content: .node(node), start: place.lowerBound, width: place.count, weight: step.weight,
            shareOfParent: share(of: step.parent), shareOfAll: share(of: weights.total))
        (span.hiddenCount, span.hiddenWeight) = (step.hiddenCount, step.hidden)
        return span
    }
}

/// The ways down from one node that a few stacks took.
private struct Ways {
    private let start: NodeID
    private let tree: CallTree
    /// All ways one after the other, each from below `start`.
    private var nodes: [NodeID] = []
    private var open: [(way: Range<Int>, weight: Weight)] = []
    private(set) var total = Weight.zero

    init(from start: NodeID, in tree: CallTree) {
        self.start = start
        self.tree = tree
    }

    /// Leaves out what is not below the start.
    mutating func add(_ node: NodeID, _ weight: Weight) {
        let length = tree.depth(of: node) - tree.depth(of: start)
        guard length >= 0 else { return }
        let first = nodes.count
        var next = node
        for _ in 0..<length {
            nodes.append(next)
            next = tree.parent(of: next) ?? .root
        }
        guard next == start else { return nodes.removeSubrange(first...) }
        nodes[first...].reverse()
        open.append((first..<nodes.count, weight))
        total = total + weight
    }

    /// What the ways that end here weigh, and those that go on, by the node that they go on to.
    func branches() -> (own: Weight, children: [NodeID: Weight]) {
        var (own, children) = (Weight.zero, [NodeID: Weight]())
        for (way, weight) in open {
            if let next = way.first {
                children[nodes[next], default: .zero] = children[nodes[next], default: .zero] + weight
            } else {
                own = own + weight
            }
        }
        return (own, children)
    }

    /// Goes one node on, and forgets the ways that do not.
    mutating func follow(_ node: NodeID) {
        open = open.compactMap { way, weight in
            way.first.map { nodes[$0] == node } == true ? (way.dropFirst(), weight) : nil
        }
        total = open.reduce(.zero) { $0 + $1.weight }
    }
}
