import GlassAnalysis
import GlassModel
import GlassTerminal

extension ViewerState {
    mutating func move(_ action: Action) {
        if action == .end, selection.seconds != nil { return look(at: nil) }
        let page = max(
            1, pane == .icicle ? icicle.area.height : pane == .timeline ? layout.timelineThreads.height : layout.rows)
        switch action {
        case .moveUp: move(by: -1)
        case .moveDown: move(by: 1)
        case .pageUp: move(by: -page)
        case .pageDown: move(by: page)
        case .halfPageUp: move(by: -max(1, page / 2))
        case .halfPageDown: move(by: max(1, page / 2))
        case .first: move(by: -.max / 2)
        default: move(by: .max / 2)
        }
    }

    /// Moves the selection of the pane by rows.
    mutating func move(by rows: Int) {
        switch pane {
        case .icicle:
            icicle.moveVertically(rows, tree: tree)
            arrange()
        case .functions: functions.list.move(by: rows, in: functions.ids, height: layout.rows)
        case .threads: threads.list.move(by: rows, in: threads.ids, height: layout.rows)
        case .timeline: timeline.list.move(by: rows, in: timeline.ids, height: layout.timelineThreads.height)
        case .requests: moveRequests(by: rows)
        case .queries: queries.list.move(by: rows, in: queries.ids, height: layout.rows)
        case .sandwich, .source: break
        }
    }

    mutating func moveSideways(_ step: Int) {
        switch pane {
        case .icicle:
            icicle.moveSideways(step, tree: tree)
            arrange()
        case .timeline: _ = perform(step < 0 ? .stepBack : .stepForward)
        case .requests:
            guard requests.detail?.part == .icicle else { return }
            let tree = outward
            requests.detail?.icicle.moveSideways(step, tree: tree)
            arrange()
        case .functions, .threads, .queries, .sandwich, .source: break
        }
    }

    // MARK: Searching

    mutating func goToMatch(_ step: Int) {
        guard matcher != nil else {
            notice = Notice(text: "nothing is searched for; / searches", kind: .bad)
            return
        }
        guard !progress.isDue else { return awaitedMatch = step }
        arrange()
        let found =
            switch pane {
            case .icicle: icicle.nextMatch(step, tree: tree)
            case .functions:
                goToRow(step, names: functions.rows.map(\.name), list: \.functions.list, ids: functions.ids)
            case .threads: goToRow(step, names: threads.rows.map(\.name), list: \.threads.list, ids: threads.ids)
            case .requests: goToRequest(step)
            case .queries:
                goToRow(step, names: queries.rows.map(\.statement.text), list: \.queries.list, ids: queries.ids)
            case .timeline:
                goToRow(step, names: timeline.strips.map(\.thread.name), list: \.timeline.list, ids: timeline.ids)
            case .sandwich, .source: false
            }
        if !found { notice = Notice(text: "no match for '\(matcher?.query ?? "")' is shown here", kind: .bad) }
        arrange()
    }

    mutating func goToRow<ID>(
        _ step: Int, names: [String], list: WritableKeyPath<Self, ListState<ID>>, ids: [ID]
    ) -> Bool {
        guard let matcher, let current = self[keyPath: list].index(in: ids) else { return false }
        let count = ids.count
        let order = (1...count).map { ((current + step * $0) % count + count) % count }
        guard let next = order.first(where: { matcher.matches(names[$0]) }) else { return false }
        self[keyPath: list].select(next, in: ids, height: layout.rows)
        return true
    }

    /// Finds every place of the selected function.
    mutating func findSame() {
        guard let name = selectedFunction?.function else { return }
        matcher = TextMatcher(literal: name)
        arrange()
        if pane != .icicle { show(.icicle) }
    }

    /// The function that is selected in the pane.
    var selectedFunction: FunctionKey? {
        switch pane {
        case .icicle: icicle.shownNode(tree).flatMap { tree.function(of: $0) }.flatMap { profile?.function($0) }
        case .functions: functions.selected?.key
        case .threads: threads.selected?.topFunction
        case .requests:
            (requests.detail?.icicle.shownNode(outward)).flatMap { outward.function(of: $0) }
                .flatMap { profile?.function($0) }
        case .queries, .timeline, .sandwich, .source: nil
        }
    }
}
