import GlassAnalysis
import GlassModel
import GlassTerminal

/// The threads of a group, as a limit on what is looked at.
struct ThreadGroupScope: Hashable, Sendable {
    let name: String
    var threads: Set<ThreadKey>
}

// What the icicle can be made to show.

extension ViewerState {
    mutating func invert() {
        guard isInIcicle() else { return }
        wantedShape.isInverted.toggle()
        refreshPane()
    }

    mutating func mergeRecursion() {
        guard isInIcicle() else { return }
        wantedShape.mergesRecursion.toggle()
        say(wantedShape.mergesRecursion ? "a function that calls itself is one frame" : "each call is a frame again")
        refreshPane()
    }

    mutating func collapseModules() {
        guard isInIcicle() else { return }
        wantedShape.collapsesModules.toggle()
        say(wantedShape.collapsesModules ? "consecutive frames of a module are one" : "modules show their functions")
        refreshPane()
    }

    /// All together, then in groups by name, then each.
    mutating func splitThreads() {
        guard isInIcicle() else { return }
        if routeScope != nil || icicle.order == .time {
            let reason = routeScope == nil ? "in order of time" : "for the samples of a route"
            notice = Notice(text: "threads are not told apart \(reason)", kind: .bad)
            return
        }
        let all = TreeShape.Threads.allCases
        let place = all.firstIndex(of: wantedShape.threads) ?? 0
        wantedShape.threads = all[(place + 1) % all.count]
        switch wantedShape.threads {
        case .together: say("threads are together")
        case .groups: say("threads are apart, those of one name together")
        case .each: say("each thread is apart")
        }
        refreshPane()
    }

    mutating func colorByModule() {
        coloring = coloring == .kind ? .module : .kind
        say(coloring == .kind ? "colours tell kinds of code" : "colours tell modules")
    }

    /// Through the orders, or back to what does not move.
    mutating func orderIcicle(reverse: Bool) {
        if reverse { icicle.order = .firstSeen } else { icicle.switchOrder() }
        if icicle.order == .time, routeScope != nil { icicle.switchOrder() }
        switch icicle.order {
        case .firstSeen: say("frames stand as they were first seen")
        case .weight: say("the heaviest frames come first")
        case .alphabetical: say("frames are in order of name")
        case .time: say("the width is time: each frame shows when it took most")
        }
        refreshPane()
    }

    private mutating func say(_ text: String) { notice = Notice(text: text, kind: .good) }

    private mutating func isInIcicle() -> Bool {
        if pane != .icicle { notice = Notice(text: "this changes the icicle; 1 shows it", kind: .bad) }
        return pane == .icicle
    }

    // MARK: Threads

    /// Looks at what is selected alone: a route, a thread, the threads of a group.
    mutating func limitToSelected() {
        switch pane {
        case .icicle: limitToThreads(of: icicle.shownSpan(tree)?.target.node ?? .root)
        case .threads: if let row = selectedThreadRow { limit(toGroup: GlassAnalysis.threadGroup(of: row.thread.name)) }
        default: limitToRoute()
        }
    }

    private mutating func limitToThreads(of node: NodeID) {
        guard let profile, let first = tree.path(to: node).first else {
            notice = Notice(text: "select a thread's frame; a shows threads apart", kind: .bad)
            return
        }
        switch tree.label(of: first).meaning {
        case .thread(let key):
            threadGroup = nil
            selection.threads = [key]
            wantedShape.threads = .together
            refresh()
        case .threadGroup(let key):
            wantedShape.threads = .together
            limit(toGroup: GlassAnalysis.threadGroup(of: profile.threads[key]?.name ?? ""))
        case .everything, .function, .module:
            notice = Notice(text: "select a thread's frame; a shows threads apart", kind: .bad)
        }
    }

    private mutating func limit(toGroup name: String) {
        guard let profile else { return }
        let scope = ThreadGroupScope(name: name, threads: profile.threads(inGroup: name))
        threadGroup = scope
        selection.threads = scope.threads
        pane = .icicle
        refresh()
    }

    /// Threads that have joined the group belong to it.
    mutating func followThreadGroup() {
        guard let group = threadGroup, selection.threads == group.threads, let profile else { return }
        threadGroup?.threads = profile.threads(inGroup: group.name)
        selection.threads = threadGroup?.threads
    }

    /// What the threads are called that alone are looked at, where they are a group.
    var threadGroupName: String? {
        guard let threadGroup, selection.threads == threadGroup.threads else { return nil }
        let count = threadGroup.threads.count
        return count == 1 ? threadGroup.name : "\(threadGroup.name) ×\(count)"
    }

    // MARK: What is said of it

    /// How the icicle differs from the plain one, in few words.
    var icicleScope: [String] {
        let shape = icicle.shape
        var parts: [String] = []
        if shape.isInverted { parts.append("inverted") }
        if shape.mergesRecursion { parts.append("merged") }
        if shape.collapsesModules { parts.append("modules") }
        if shape.threads == .groups { parts.append("groups") }
        if shape.threads == .each { parts.append("threads") }
        switch icicle.order {
        case .firstSeen: if !isLive { parts.append("as seen") }
        case .weight: if isLive { parts.append("by weight") }
        case .alphabetical: parts.append("a–z")
        case .time: parts.append("over time")
        }
        if coloring == .module { parts.append("module colours") }
        return parts
    }

    /// All that is known of the selected frame, its name in full.
    var frameLines: [OverlayLine] {
        guard let detail else { return [] }
        let width = max(16, min(96, size.width - 8))
        var lines = chunks(of: detail.name, width).map { OverlayLine.text($0) }
        if !detail.place.isEmpty {
            lines += [.blank] + chunks(of: detail.place, width).map { OverlayLine.text($0) }
        }
        return lines + [.blank] + detail.figures.map { .entry($0.label, $0.value) }
    }
}

/// A text in lines of at most so many columns, broken anywhere: names have few blanks.
private func chunks(of text: String, _ width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for character in text {
        if columns(of: line) + columns(of: String(character)) > width {
            lines.append(line)
            line = ""
        }
        line.append(character)
    }
    return line.isEmpty ? lines : lines + [line]
}
