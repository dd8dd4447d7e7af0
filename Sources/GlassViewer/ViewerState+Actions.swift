import GlassAnalysis
import GlassModel
import GlassTerminal

extension ViewerState {
    /// Does what a key or a click asks for.
    mutating func perform(_ action: Action) -> [ViewerEffect] {
        if let effects = performEverywhere(action) { return effects }
        switch action {
        case .moveUp, .moveDown, .pageUp, .pageDown, .halfPageUp, .halfPageDown, .first, .last, .end: move(action)
        case .moveLeft, .moveRight: moveSideways(action == .moveLeft ? -1 : 1)
        case .brush: startBrush()
        case .zoomIn, .zoomOut: zoomTime(action == .zoomIn ? 1 : -1)
        case .shorten, .lengthen: resizeBrush(action == .shorten ? -1 : 1)
        case .open: return open()
        case .back where loading != nil: return [.quit(.quit)]
        case .back: back()
        case .search: prompt = Prompt(.search)
        case .filter: startFilter()
        case .routes: toggleRoutes()
        case .onlyRoute: limitToSelected()
        case .period: switchPeriod()
        case .nextMatch, .previousMatch: goToMatch(action == .nextMatch ? 1 : -1)
        case .findSame: findSame()
        case .columns: openColumnChooser()
        case .sort, .reverseSort: sort(reverse: action == .reverseSort)
        case .switchMetric: switchMetric()
        case .invert: invert()
        case .mergeRecursion: mergeRecursion()
        case .collapseModules: collapseModules()
        case .splitThreads: splitThreads()
        case .colorByModule: colorByModule()
        case .stepBack: stepThroughTime(-1)
        case .stepForward: stepThroughTime(1)
        default: break
        }
        return []
    }

    /// What is the same in all panes; nil for what is not.
    private mutating func performEverywhere(_ action: Action) -> [ViewerEffect]? {
        switch action {
        case .quit: return [.quit(.quit)]
        case .suspend: return [.suspend]
        case .redraw: return [.redraw]
        case .nextTheme: return [.switchTheme(.next(after: theme.name))]
        case .copy: return copy(.name)
        case .copyRow: return copy(.row)
        case .edit: return edit()
        case .export: return export()
        case .command: openPalette()
        case .help: overlay = .help(top: 0)
        case .explain: overlay = .losses(top: 0)
        case .freeze: freeze()
        case .nextPane: show(pane.neighbour(1))
        case .previousPane: show(pane.neighbour(-1))
        case .pane1: show(.icicle)
        case .pane2: show(.requests)
        case .pane3: show(.functions)
        case .pane4: show(.threads)
        case .pane5: show(.queries)
        case .pane6: show(.timeline)
        case .pane7: show(.sandwich)
        case .pane8: show(.source)
        case .sandwich: showSandwich()
        case .source: showSource()
        default: return nil
        }
        return []
    }

    /// Over a pane keys scroll or close.
    mutating func performInOverlay(_ action: Action) -> [ViewerEffect] {
        let page = max(1, size.height - 4)
        switch action {
        case .moveUp: scrollOverlay(-1)
        case .moveDown: scrollOverlay(1)
        case .pageUp, .halfPageUp: scrollOverlay(-page)
        case .pageDown, .halfPageDown: scrollOverlay(page)
        case .first: scrollOverlay(-.max / 2)
        case .quit, .back, .open, .help, .explain: overlay = nil
        case .suspend, .redraw, .nextTheme: return performEverywhere(action) ?? []
        default: break
        }
        return []
    }

    private mutating func scrollOverlay(_ rows: Int) {
        let last = overlayScroll
        switch overlay {
        case .help(let top): overlay = .help(top: min(last, max(0, top + rows)))
        case .losses(let top): overlay = .losses(top: min(last, max(0, top + rows)))
        case .frame(let top): overlay = .frame(top: min(last, max(0, top + rows)))
        case .columns, nil: break
        }
    }

    mutating func show(_ pane: Pane) {
        if pane != .timeline { _ = keepBrush() }
        self.pane = pane
        if prompt?.kind == .filter { prompt = nil }
        // A pane that was not seen before the freeze has nothing to show but what is there now.
        let unseen =
            shownTable?.isRead == false || (pane == .timeline && timeline.data.lanes.isEmpty)
            || (pane == .icicle && icicle.icicle == nil)
            || (pane == .sandwich && !sandwich.isCurrent) || (pane == .source && !source.isCurrent)
        if unseen { refreshPane() } else { refreshPaneIfNotFrozen() }
    }

    private mutating func freeze() {
        isFrozen.toggle()
        if !isFrozen { refresh() }
    }

    // MARK: Opening and going back

    private mutating func open() -> [ViewerEffect] {
        switch pane {
        case .icicle:
            if !icicle.zoomIn(tree: tree) { overlay = .frame(top: 0) }
            arrange()
        case .functions:
            guard let row = selectedFunctionRow else { return [] }
            matcher = TextMatcher(literal: row.name)
            show(.icicle)
            goToMatch(1)
        case .threads: if let row = selectedThreadRow { limit(to: row.thread.key) }
        case .sandwich: openInSandwich()
        case .source: openLine()
        case .timeline: openInTimeline()
        case .requests: return openRequests()
        case .queries: showRequestsOfQuery()
        }
        return []
    }

    mutating func limit(to thread: ThreadKey) {
        selection.threads = [thread]
        pane = .icicle
        refresh()
    }

    /// One level: out of the zoom, then the search, the filter, the thread, the time.
    private mutating func back() {
        if pane == .icicle, icicle.zoomOut(tree: tree) { return arrange() }
        if pane == .requests, closeDetail() { return }
        if pane == .sandwich { return leaveSandwich() }
        if pane == .source { return leaveSource() }
        if backInTimeline() { return }
        if matcher != nil {
            matcher = nil
        } else if clearFilter() {
        } else if pane == .requests, requests.showsRoutes {
            requests.showsRoutes = false
            return refreshPaneIfNotFrozen()
        } else if routeScope != nil {
            routeScope = nil
            return refresh()
        } else if selection.threads != nil {
            selection.threads = nil
            return refresh()
        } else if selection.seconds != nil {
            return look(at: nil)
        }
        arrange()
    }

    // MARK: What is looked at

    private mutating func switchMetric() {
        if pane == .requests, requests.detail != nil {
            requests.detail?.switchMetric()
            return arrange()
        }
        metric = nextMetric
        arrange()
    }

    private mutating func sort(reverse: Bool) {
        if pane == .icicle { return orderIcicle(reverse: reverse) }
        if pane == .timeline { sortTimeline() }
        _ = try? table(reverse ? .reverse : .sortByNext)
        arrange()
    }

    private mutating func startFilter() {
        if let shownTable {
            prompt = Prompt(.filter, text: shownTable.filter.text)
        } else {
            notice = Notice(text: "tables can be filtered; here / searches", kind: .bad)
        }
    }
}

extension Pane {
    func neighbour(_ step: Int) -> Pane {
        let all = Pane.allCases
        let place = (all.firstIndex(of: self) ?? 0) + step
        return all[(place + all.count) % all.count]
    }
}
