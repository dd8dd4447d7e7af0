import GlassAnalysis
import GlassModel
import GlassTerminal

/// Where the person is between the callers of a function, which grow upwards from its bar, and what it calls.
struct SandwichState: Sendable {
    /// Which part has the selection. The bar has it where that part's selection is its root.
    enum Half: Sendable { case callers, callees }

    /// The functions that were looked at one after the other, the one that is shown last.
    private(set) var subjects: [FunctionID] = []
    /// The pane that one came from.
    var origin: Pane?
    /// What was last computed; of another function while that of a new one is not there yet.
    private(set) var sandwich: Sandwich?
    private(set) var callers: IcicleState
    private(set) var callees: IcicleState
    private(set) var half = Half.callees
    private(set) var places = Places()
    private let order: IcicleOptions.Order

    init(order: IcicleOptions.Order) {
        self.order = order
        callers = IcicleState(order: order)
        callees = IcicleState(order: order)
    }

    /// Where the parts are drawn, and how many rows next to the bar are scrolled past.
    struct Places: Hashable, Sendable {
        var callers = Rect(x: 0, y: 0, width: 0, height: 0)
        var bar = Rect(x: 0, y: 0, width: 0, height: 0)
        var callees = Rect(x: 0, y: 0, width: 0, height: 0)
        var callersTop = 0
        var calleesTop = 0
    }

    var subject: FunctionID? { subjects.last }
    /// Whether what was computed is of the function that is wanted.
    var isCurrent: Bool { subject != nil && sandwich?.subject == subject }

    // MARK: Subjects

    /// Begins anew with a function.
    mutating func start(with subject: FunctionID, from pane: Pane) {
        (subjects, origin) = ([subject], pane)
        selectBar()
    }

    mutating func push(_ subject: FunctionID) {
        guard subject != subjects.last else { return }
        subjects.append(subject)
        selectBar()
    }

    /// False where there is none to go back to.
    mutating func pop() -> Bool {
        guard subjects.count > 1 else { return false }
        subjects.removeLast()
        selectBar()
        return true
    }

    private mutating func selectBar() {
        half = .callees
        callers = IcicleState(order: order)
        callees = IcicleState(order: order)
    }

    // MARK: Keeping up

    mutating func take(_ sandwich: Sandwich) { self.sandwich = sandwich }

    mutating func arrange(
        profile: Profile, metric: Metric, matcher: TextMatcher?, area: Rect, partsPerCell: Int
    ) {
        guard let sandwich, isCurrent else { return }
        callers.weights = sandwich.callerWeights
        callees.weights = sandwich.calleeWeights
        callers.arrange(
            tree: sandwich.callers, profile: profile, metric: metric, matcher: matcher, area: area,
            partsPerCell: partsPerCell)
        callees.arrange(
            tree: sandwich.callees, profile: profile, metric: metric, matcher: matcher, area: area,
            partsPerCell: partsPerCell)
        place(in: area)
        places.callersTop = scrolled(places.callersTop, callers, sandwich.callers, height: places.callers.height)
        places.calleesTop = scrolled(places.calleesTop, callees, sandwich.callees, height: places.callees.height)
    }

    /// Half of the room for each, but what one does not need is the other's.
    private mutating func place(in area: Rect) {
        let (above, below) = (callers.rowsBesideBar.count, callees.rowsBesideBar.count)
        let room = max(0, area.height - 1)
        var upper = room / 2
        if above > upper, below < room - upper {
            upper = min(above, room - below)
        } else if below > room - upper, above < upper {
            upper = max(above, room - below)
        }
        places.callers = Rect(x: area.x, y: area.y, width: area.width, height: upper)
        places.bar = Rect(x: area.x, y: area.y + upper, width: area.width, height: min(1, area.height))
        places.callees = Rect(x: area.x, y: places.bar.bottom, width: area.width, height: room - upper)
    }

    /// So that the selected row shows.
    private func scrolled(_ top: Int, _ icicle: IcicleState, _ tree: CallTree, height: Int) -> Int {
        let row = max(0, (icicle.shown(tree)?.row ?? 0) - icicle.rowsBehindBar)
        return max(0, min(min(max(top, row - height + 1), row), icicle.rowsBesideBar.count - height))
    }

    // MARK: What is selected

    private var tree: CallTree? { half == .callers ? sandwich?.callers : sandwich?.callees }

    /// What the selection shows as.
    var selectedSpan: IcicleLayout.Span? { tree.flatMap { (half == .callers ? callers : callees).shownSpan($0) } }
    var selected: IcicleTarget { selectedSpan?.target ?? .node(.root) }

    var isOnBar: Bool { selected == .node(.root) }

    /// That of the function itself on its bar; nil for what is too narrow to draw.
    var selectedFunction: FunctionID? {
        guard let tree, isCurrent else { return subject }
        guard case .node(let node) = selected else { return nil }
        return tree.function(of: node) ?? subject
    }

    mutating func select(_ target: IcicleTarget, in half: Half) {
        self.half = half
        if half == .callers { callees.leave() } else { callers.leave() }
        if half == .callers { callers.select(target) } else { callees.select(target) }
    }

    // MARK: Zooming

    /// Gives what is too narrow to draw the room of its half. False where something else is selected.
    mutating func zoomIntoRest() -> Bool {
        guard let tree, case .rest = selected else { return false }
        return half == .callers ? callers.zoomIn(tree: tree) : callees.zoomIn(tree: tree)
    }

    /// False where nothing is zoomed.
    mutating func zoomOut() -> Bool {
        guard let sandwich else { return false }
        if callers.isZoomed {
            while callers.isZoomed { _ = callers.zoomOut(tree: sandwich.callers) }
            return true
        }
        guard callees.isZoomed else { return false }
        while callees.isZoomed { _ = callees.zoomOut(tree: sandwich.callees) }
        return true
    }

    // MARK: Moving

    /// Up leads from callees over the bar to callers.
    mutating func move(by rows: Int) {
        for _ in 0..<min(rows.magnitude, 1024) {
            let before = (half, selected)
            step(up: rows < 0)
            if before == (half, selected) { return }
        }
    }

    private mutating func step(up: Bool) {
        guard let sandwich, isCurrent else { return }
        if isOnBar { select(.node(.root), in: up ? .callers : .callees) }
        switch half {
        case .callers: callers.moveVertically(up ? 1 : -1, tree: sandwich.callers)
        case .callees: callees.moveVertically(up ? -1 : 1, tree: sandwich.callees)
        }
    }

    mutating func moveSideways(_ step: Int) {
        guard let tree, isCurrent, !isOnBar else { return }
        switch half {
        case .callers: callers.moveSideways(step, tree: tree)
        case .callees: callees.moveSideways(step, tree: tree)
        }
    }

    // MARK: Searching

    /// Selects the next match from the top of the screen to its bottom and from left to right; `step` is 1 or -1.
    mutating func nextMatch(_ step: Int) -> Bool {
        guard let sandwich, isCurrent else { return false }
        let above = callers.rowsBesideBar.reversed().joined().compactMap(\.node).map { (Half.callers, $0) }
        let below = callees.rowsBesideBar.joined().compactMap(\.node).map { (Half.callees, $0) }
        let all = above + below
        let matches = all.indices.filter { index in
            let (half, node) = all[index]
            return half == .callers
                ? callers.search?.contains(node, of: sandwich.callers) == true
                : callees.search?.contains(node, of: sandwich.callees) == true
        }
        let current =
            all.firstIndex { $0.0 == half && .node($0.1) == selected } ?? (step > 0 ? above.count - 1 : above.count)
        let next =
            step > 0
            ? matches.first { $0 > current } ?? matches.first : matches.last { $0 < current } ?? matches.last
        guard let next else { return false }
        select(.node(all[next].1), in: all[next].0)
        return true
    }

    // MARK: The mouse

    /// What is at a place; nil for nothing.
    func target(x: Int, y: Int) -> (half: Half, target: IcicleTarget)? {
        if places.bar.contains(x: x, y: y) { return (.callees, .node(.root)) }
        if places.callers.contains(x: x, y: y) {
            return callers.target(column: x - places.callers.x, row: places.bar.y - 1 - y + places.callersTop)
                .map { (.callers, $0) }
        }
        guard places.callees.contains(x: x, y: y) else { return nil }
        return callees.target(column: x - places.callees.x, row: y - places.callees.y + places.calleesTop)
            .map { (.callees, $0) }
    }
}

extension IcicleState {
    /// The rows that the bar of a sandwich stands for: that of the function itself, unless something else has the
    /// whole width.
    fileprivate var rowsBehindBar: Int { isZoomed ? 0 : 1 }

    /// From the bar of a sandwich outwards.
    var rowsBesideBar: ArraySlice<[IcicleLayout.Span]> { (icicle?.rows ?? []).dropFirst(rowsBehindBar) }

    /// As when nobody was ever here.
    fileprivate mutating func leave() {
        zoom(to: .root)
        select(.node(.root))
    }

    /// What is drawn in a cell, in rows from the bar outwards.
    fileprivate func target(column: Int, row: Int) -> IcicleTarget? {
        let left = column * partsPerCell
        let columns = [left + partsPerCell / 2, left, left + partsPerCell - 1]
        return columns.lazy.compactMap { icicle?.span(row: row + rowsBehindBar, column: $0) }.first?.target
    }
}
