import GlassAnalysis
import GlassModel
import GlassTerminal

extension ViewerState {
    mutating func move(_ action: Action) {
        if action == .end, followLive() { return }
        let page = max(
            1, pane == .icicle ? icicle.area.height : pane == .timeline ? timelineLayout.threads.height : layout.rows)
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
        case .timeline: moveInTimeline(by: rows)
        case .requests where requests.detail != nil: moveInDetail(by: rows)
        case .functions, .threads, .requests, .queries: _ = try? table(.move(by: rows))
        case .sandwich:
            sandwich.move(by: rows)
            arrange()
        case .source: source.move(by: rows, height: layout.sourceRows(state: self).height)
        }
    }

    mutating func moveSideways(_ step: Int) {
        switch pane {
        case .icicle:
            icicle.moveSideways(step, tree: tree)
            arrange()
        case .timeline: moveCursor(by: Int64(step))
        case .requests:
            guard requests.detail?.part == .icicle else { return }
            let tree = outward
            requests.detail?.icicle.moveSideways(step, tree: tree)
            arrange()
        case .sandwich:
            sandwich.moveSideways(step)
            arrange()
        case .source: source.moveSideways(step)
        case .functions, .threads, .queries: break
        }
    }

    // MARK: Searching

    mutating func goToMatch(_ step: Int) {
        if pane == .source, !source.searchesText { return goToHotLine(step) }
        guard let matcher else {
            notice = Notice(text: "nothing is searched for; / searches", kind: .bad)
            return
        }
        guard !progress.isDue else { return awaitedMatch = step }
        arrange()
        let found =
            switch pane {
            case .icicle: icicle.nextMatch(step, tree: tree)
            case .requests where requests.detail != nil: goToFrameOfRequest(step)
            case .functions, .threads, .requests, .queries: (try? table(.findNext(matcher, step: step))) == true
            case .timeline: goToThread(matcher, step)
            case .sandwich: sandwich.nextMatch(step)
            case .source: source.goToMatch(step, matcher, height: layout.sourceRows(state: self).height)
            }
        if !found { notice = Notice(text: "no match for '\(matcher.query)' is shown here", kind: .bad) }
        arrange()
    }

    private mutating func goToFrameOfRequest(_ step: Int) -> Bool {
        let tree = outward
        return requests.detail?.icicle.nextMatch(step, tree: tree) ?? false
    }

    private mutating func goToThread(_ matcher: TextMatcher, _ step: Int) -> Bool {
        guard let current = timeline.list.index(in: timeline.ids) else { return false }
        let count = timeline.ids.count
        let order = (1...count).map { ((current + step * $0) % count + count) % count }
        guard let next = order.first(where: { matcher.matches(timeline.data.lanes[$0].thread.name) }) else {
            return false
        }
        timeline.list.select(next, in: timeline.ids, height: timelineLayout.threads.height)
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
        case .functions: selectedFunctionRow?.key
        case .threads: selectedThreadRow?.topFunction
        case .requests:
            (requests.detail?.icicle.shownNode(outward)).flatMap { outward.function(of: $0) }
                .flatMap { profile?.function($0) }
        case .sandwich: sandwich.selectedFunction.flatMap { profile?.function($0) }
        case .source: source.selectedFunction.flatMap { profile?.function($0) }
        case .queries, .timeline: nil
        }
    }
}
