import GlassAnalysis
import GlassModel
import GlassTerminal

extension ViewerState {
    /// Shows the source of the selected function.
    mutating func showSource() {
        guard let profile, let function = selectedFunction.flatMap({ profile.functionID(of: $0) }) else {
            return show(.source)
        }
        if pane != .source {
            let origin = pane == .sandwich && sandwich.origin == .source ? source.origin ?? .icicle : pane
            source.start(with: function, from: origin)
        }
        show(.source)
    }

    /// First out of the search, then to where one came from.
    mutating func leaveSource() {
        guard source.searchesText else {
            show(source.origin ?? .icicle)
            return
        }
        source.searchesText = false
        matcher = nil
    }

    /// The file to read for what is shown.
    mutating func sourceEffects() -> [ViewerEffect] {
        guard pane == .source, let question = source.nextQuestion(roots: settings.sourceRoots + sourceRoots) else {
            return []
        }
        return [.readSource(question)]
    }

    mutating func take(_ answer: SourceAnswer, to question: SourceQuestion) {
        source.take(answer, to: question)
        arrange()
    }

    mutating func goToHotLine(_ step: Int) {
        let height = layout.sourceRows(state: self).height
        if source.goToHotLine(step, metric: metric, height: height) { return }
        notice = Notice(text: "no line took any time here", kind: .bad)
    }

    mutating func openLine() {
        notice = Notice(
            text: "w shows callers and callees of what stands here; n goes to the next hot line, o edits", kind: .good)
    }

    mutating func pressSource(_ mouse: MouseEvent) {
        let rows = layout.sourceRows(state: self)
        guard rows.contains(x: mouse.x, y: mouse.y) else { return }
        source.select(source.top + mouse.y - rows.y + 1)
    }

    var sourceHints: [(Action, String)] {
        guard source.subject != nil else { return [(.back, "back"), (.pane1, "icicle"), (.pane3, "functions")] }
        let next = source.text == nil ? [] : [(Action.nextMatch, source.searchesText ? "next" : "hot line")]
        let edit = source.text == nil ? [] : [(Action.edit, "edit")]
        return next + edit + [
            (.back, "back"), (.sandwich, "sandwich"), (.switchMetric, nextMetric.shortTitle), (.search, "search"),
            (.freeze, isFrozen ? "go on" : "freeze"), (.export, "export"),
        ]
    }

    /// Of the selected line.
    func sourceDetail(_ profile: Profile) -> Detail? {
        guard source.isCurrent, let times = source.times else { return nil }
        let row = source.selectedRow
        let key = profile.function(row?.function ?? times.subject)
        let line = source.text == nil ? row?.line.map { ":\($0)" } ?? "" : ":\(source.line)"
        let file = (row?.file ?? times.file).map { "\($0)\(line)" } ?? ""
        let place = [profile.moduleName(key.module), file].filter { !$0.isEmpty }.joined(separator: " · ")
        let (own, total) = (row?.selfWeight ?? .zero, row?.total ?? .zero)
        func text(_ weight: Weight) -> String {
            "\(metric.text(of: weight)) \(NumberText.percent(metric.share(of: weight, in: times.all)))"
        }
        return Detail(
            mark: FrameColors(theme: theme, profile: profile).color(of: key), name: key.function, place: place,
            figures: [
                ("this line: self", text(own)), ("total", text(total)), ("cpu", DurationText.format(total.cpu)),
                ("waiting", DurationText.format(total.waiting)), ("samples", NumberText.count(total.samples)),
            ])
    }

    /// Why there is no source, and what would help; nothing where there is.
    var sourceExplanation: [String] {
        guard let profile, let times = source.times, source.text == nil else { return [] }
        let key = profile.function(times.subject)
        guard let file = times.file else { return noFile(of: key, profile) }
        if source.isLoading { return ["reading \(file) …"] }
        let tried = source.attempts.map { "\($0.path): \($0.reason)" }
        let isElsewhere = source.attempts.contains { $0.reason == .missing }
        let folder = file.hasPrefix("/") ? file.split(separator: "/").dropLast().first.map { "/\($0)" } ?? "/" : ""
        let advice =
            "Where the sources are elsewhere, say so in the configuration: [source] map = { \"\(folder)\" = \"PATH\" }"
        return ["The source of \(key.function) was not found here."] + tried + (isElsewhere ? [advice] : [])
    }

    private func noFile(of key: FunctionKey, _ profile: Profile) -> [String] {
        let module = profile.moduleName(key.module)
        return switch key.kind {
        case .systemCall: ["\(key.function) is a system call: its source is the kernel's."]
        case .synthetic: ["\(key.function) is glass's own word: it has no source."]
        default:
            [
                "It is not known in which file \(key.function) stands.",
                module.isEmpty
                    ? "Debug information would tell: build it with -g."
                    : "Debug information of \(module) would tell: build it with -g, or install its debug symbols.",
            ]
        }
    }
}

extension ScreenLayout {
    /// The lines of the source or, below what explains that there is none, of the table of lines.
    func sourceRows(state: ViewerState) -> Rect {
        let explained = sourceExplanation(of: state).height
        return Rect(
            x: tableRows.x, y: tableRows.y + explained, width: tableRows.width, height: tableRows.height - explained)
    }

    /// Above the titles of the table; empty where there is nothing to explain.
    func sourceExplanation(of state: ViewerState) -> Rect {
        let lines = state.sourceExplanation.flatMap { wrapped($0, to: max(16, body.width - 2)) }
        let height = lines.isEmpty ? 0 : min(lines.count + 1, body.height / 2)
        return Rect(x: body.x, y: body.y, width: body.width, height: height)
    }
}
