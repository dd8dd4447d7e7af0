import GlassAnalysis
import GlassModel
import GlassTerminal

/// What the detail says of the selected thing: a name, where it is, and figures.
struct Detail: Sendable {
    var mark: Color
    var name: String
    var place: String
    var figures: [(label: String, value: String)]
    /// What is left out last.
    var isShort: Bool { place.isEmpty && figures.isEmpty }
}

extension Screen {
    mutating func drawDetail() {
        guard !layout.detail.isEmpty else { return }
        let text = theme.style(.text, on: .header)
        buffer.fill(layout.detail, style: text)
        guard let detail = state.detail else { return }
        let first = layout.detail.row(0)
        buffer.put(Glyph("▌"), x: first.x, y: first.y, style: text.foreground(detail.mark))
        if layout.detail.height > 1 {
            drawName(detail, in: first.inset(horizontal: 1))
            buffer.put(Glyph("▌"), x: first.x, y: first.y + 1, style: text.foreground(detail.mark))
            drawFigures(detail, in: layout.detail.row(1).inset(horizontal: 1))
        } else {
            let halves = first.inset(horizontal: 1).columns([.fill(minimum: 10), .percent(50, minimum: 22)])
            buffer.text(detail.name, in: halves[0].inset(horizontal: 1), style: text.bold)
            drawFigures(detail, in: halves[1])
        }
    }

    private mutating func drawName(_ detail: Detail, in row: Rect) {
        let room = row.inset(horizontal: 1)
        let name = clipped(detail.name, to: max(room.width / 2, room.width - columns(of: detail.place) - 2))
        let used = buffer.text(name, in: room, style: theme.style(.text, on: .header).bold)
        let rest = Rect(x: room.x + used + 2, y: room.y, width: room.width - used - 2, height: 1)
        buffer.text(detail.place, in: rest, style: theme.style(.dim, on: .header))
    }

    private mutating func drawFigures(_ detail: Detail, in row: Rect) {
        let room = row.inset(horizontal: 1)
        var x = room.x
        for figure in detail.figures {
            let width = columns(of: figure.label) + columns(of: figure.value) + 1
            guard x + width <= room.right || room.right - x >= Self.leastFigure else { break }
            x += buffer.text(figure.label + " ", x: x, y: room.y, style: theme.style(.dim, on: .header))
            let rest = Rect(x: x, y: room.y, width: room.right - x, height: 1)
            x += buffer.text(figure.value, in: rest, style: theme.style(.text, on: .header)) + 3
        }
    }

    /// A figure that is cut still says something in so many columns.
    private static let leastFigure = 24
}

extension ViewerState {
    /// Of what is selected in the pane.
    var detail: Detail? {
        guard let profile else { return nil }
        switch pane {
        case .icicle: return icicleDetail(profile)
        case .functions: return selectedFunctionRow.map { functionDetail($0, profile) }
        case .threads: return selectedThreadRow.map { threadDetail($0.thread, $0.weight, $0.topFunction?.function) }
        case .requests: return requestsDetail(profile)
        case .queries: return selectedQueryRow.map(queryDetail)
        case .sandwich: return sandwichDetail(profile)
        case .source: return sourceDetail(profile)
        case .timeline: return timelineDetail(profile)
        }
    }

    private func icicleDetail(_ profile: Profile) -> Detail? {
        frameDetail(in: icicle, of: tree, metric, "all threads", profile)
    }

    /// Of the frame that is selected in an icicle.
    func frameDetail(
        in icicle: IcicleState, of tree: CallTree, _ metric: Metric, _ rootLabel: String, _ profile: Profile
    ) -> Detail? {
        guard let span = icicle.shownSpan(tree) else { return nil }
        guard let node = span.node else { return restDetail(span, of: tree, metric, rootLabel, profile) }
        let whole = metric.value(of: icicle.weights.total)
        func share(of weight: Weight) -> Double {
            whole > 0 ? Double(metric.value(of: weight)) / Double(whole) : 0
        }
        let own = icicle.weights.selfWeight(of: node)
        var figures = [
            ("total", "\(metric.text(of: span.weight)) \(NumberText.percent(span.shareOfAll))"),
            ("self", "\(metric.text(of: own)) \(NumberText.percent(share(of: own)))"),
            ("of parent", NumberText.percent(span.shareOfParent)),
            ("samples", NumberText.count(span.weight.samples)),
            ("cpu", DurationText.format(span.weight.cpu)), ("waiting", DurationText.format(span.weight.waiting)),
        ]
        if span.hiddenCount > 0 { figures.append(("too narrow below", "\(span.hiddenCount)")) }
        return detail(
            of: node == .root ? rootLabel : profile.text(of: tree.label(of: node)), figures, tree, node, profile)
    }

    private func detail(
        of name: String, _ figures: [(label: String, value: String)], _ tree: CallTree, _ node: NodeID,
        _ profile: Profile
    ) -> Detail {
        let colors = FrameColors(theme: theme, profile: profile, coloring: coloring)
        switch tree.label(of: node).meaning {
        case .function(let id):
            let function = profile.function(id)
            return Detail(
                mark: colors.color(of: function), name: name, place: place(of: function, profile), figures: figures)
        case .module(let id):
            return Detail(
                mark: colors.color(of: id), name: name, place: profile.module(id)?.path ?? "", figures: figures)
        case .threadGroup:
            let count = profile.threads(inGroup: name).count
            let place = count == 1 ? "one thread" : "\(NumberText.count(Int64(count))) threads"
            return Detail(mark: theme[.cpu], name: name, place: place + " · f looks at them alone", figures: figures)
        case .thread:
            return Detail(mark: theme[.cpu], name: name, place: "thread · f looks at it alone", figures: figures)
        case .everything: return Detail(mark: theme[.accent], name: name, place: "", figures: figures)
        }
    }

    /// Of frames that are too narrow to draw.
    private func restDetail(
        _ span: IcicleLayout.Span, of tree: CallTree, _ metric: Metric, _ rootLabel: String, _ profile: Profile
    ) -> Detail {
        let above = tree.label(of: span.target.node)
        let parent = above == .everything ? rootLabel : profile.text(of: above)
        let count =
            switch span.content {
            case .node: 1
            case .elided(_, let count), .zoomedRest(_, let count): count
            }
        let isZoomed = span.target == .zoomedRest(of: span.target.node)
        return Detail(
            mark: theme[.dim], name: "\(NumberText.count(Int64(count))) frames too narrow to draw",
            place: "of \(parent)" + (isZoomed ? "" : " · Enter shows them"),
            figures: [
                ("total", "\(metric.text(of: span.weight)) \(NumberText.percent(span.shareOfAll))"),
                ("of parent", NumberText.percent(span.shareOfParent)),
                ("samples", NumberText.count(span.weight.samples)),
                ("cpu", DurationText.format(span.weight.cpu)), ("waiting", DurationText.format(span.weight.waiting)),
            ])
    }

    /// Module and line, as far as they are known.
    func place(of function: FunctionKey, _ profile: Profile) -> String {
        let kind = function.kind == .inlined ? "inlined" : function.kind == .systemCall ? "system call" : ""
        return [kind, profile.moduleName(function.module), locations[function] ?? ""].filter { !$0.isEmpty }
            .joined(separator: " · ")
    }

    private func functionDetail(_ row: FunctionRow, _ profile: Profile) -> Detail {
        Detail(
            mark: FrameColors(theme: theme, profile: profile).color(of: row.key), name: row.name,
            place: place(of: row.key, profile),
            figures: [
                ("self", "\(metric.text(of: row.selfWeight)) \(NumberText.percent(row.selfShare(metric)))"),
                ("total", "\(metric.text(of: row.total)) \(NumberText.percent(row.totalShare(metric)))"),
                ("cpu", DurationText.format(row.total.cpu)), ("waiting", DurationText.format(row.total.waiting)),
                ("samples", NumberText.count(row.total.samples)),
            ])
    }

    private func threadDetail(_ thread: ThreadRecord, _ weight: Weight, _ top: String?) -> Detail {
        var figures = [
            ("cpu", DurationText.format(weight.cpu)), ("wall", DurationText.format(weight.wall)),
            ("on CPU", NumberText.percent(weight.shareOnCPU)), ("samples", NumberText.count(weight.samples)),
        ]
        if let top { figures.append(("mostly in", top)) }
        return Detail(mark: theme[.cpu], name: thread.name, place: "thread \(thread.thread)", figures: figures)
    }
}
