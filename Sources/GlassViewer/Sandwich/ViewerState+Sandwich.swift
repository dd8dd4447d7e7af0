import GlassAnalysis
import GlassModel
import GlassTerminal

extension ViewerState {
    /// Shows who calls the selected function, and what it calls. In a sandwich, the selected one becomes its function.
    mutating func showSandwich() {
        guard let profile, let function = selectedFunction.flatMap({ profile.functionID(of: $0) }) else {
            return show(.sandwich)
        }
        if pane == .sandwich || (pane == .source && source.origin == .sandwich) {
            sandwich.push(function)
        } else {
            sandwich.start(with: function, from: pane)
        }
        show(.sandwich)
    }

    mutating func openInSandwich() {
        guard !sandwich.isOnBar else {
            notice = Notice(text: "this is the function itself; Enter on a caller or callee looks at that", kind: .bad)
            return
        }
        if sandwich.zoomIntoRest() { return arrange() }
        showSandwich()
    }

    /// Back to the function before, or to where one came from.
    mutating func leaveSandwich() {
        if sandwich.zoomOut() { return arrange() }
        guard sandwich.pop() else { return show(sandwich.origin ?? .icicle) }
        show(.sandwich)
    }

    mutating func arrangeSandwich(_ profile: Profile) {
        sandwich.arrange(
            profile: profile, metric: metric, matcher: matcher, area: layout.body,
            partsPerCell: partsPerCell)
    }

    mutating func pressSandwich(_ mouse: MouseEvent) {
        guard let target = sandwich.target(x: mouse.x, y: mouse.y) else { return }
        sandwich.select(target.target, in: target.half)
        arrange()
    }

    var sandwichHints: [(Action, String)] {
        guard sandwich.subject != nil else { return [(.back, "back"), (.pane1, "icicle"), (.pane3, "functions")] }
        let look = sandwich.isOnBar ? [] : [(Action.open, "look at it")]
        return look + [
            (.back, "back"), (.source, "source"), (.switchMetric, nextMetric.shortTitle), (.search, "search"),
            (.freeze, isFrozen ? "go on" : "freeze"), (.export, "export"),
        ]
    }

    /// Of the selected caller or callee, or of the function itself.
    func sandwichDetail(_ profile: Profile) -> Detail? {
        guard sandwich.isCurrent, let value = sandwich.sandwich else { return nil }
        let colors = FrameColors(theme: theme, profile: profile)
        let key = profile.function(sandwich.selectedFunction ?? value.subject)
        var detail = Detail(
            mark: colors.color(of: key), name: key.function, place: place(of: key, profile), figures: [])
        if sandwich.isOnBar {
            detail.figures = [
                ("total", share(value.total, of: value.all)), ("self", share(value.selfWeight, of: value.all)),
                ("cpu", DurationText.format(value.total.cpu)), ("waiting", DurationText.format(value.total.waiting)),
                ("samples", NumberText.count(value.total.samples)),
            ]
        } else if let span = sandwich.selectedSpan {
            let (isCaller, weight) = (sandwich.half == .callers, span.weight)
            if case .elided(_, let count) = span.content {
                (detail.mark, detail.name, detail.place) = (
                    theme[.dim], "\(count) too narrow to draw", "Enter shows them"
                )
            }
            detail.figures = [
                (isCaller ? "called from here" : "called here", share(weight, of: value.total)),
                ("of all", NumberText.percent(metric.share(of: weight, in: value.all))),
                ("cpu", DurationText.format(weight.cpu)), ("waiting", DurationText.format(weight.waiting)),
                ("samples", NumberText.count(weight.samples)),
            ]
        }
        return detail
    }

    private func share(_ weight: Weight, of whole: Weight) -> String {
        "\(metric.text(of: weight)) \(NumberText.percent(metric.share(of: weight, in: whole)))"
    }
}
