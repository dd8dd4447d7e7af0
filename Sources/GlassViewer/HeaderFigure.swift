import GlassAnalysis
import GlassModel
import GlassTerminal

/// One figure of the header: a word, a value, and perhaps what it was lately.
struct HeaderFigure: Sendable {
    /// A sparkline.
    struct History: Sendable {
        let values: [Double]
        let maximum: Double
        let width: Int
        let role: Theme.Role
    }

    /// With a blank at its end; empty where the unit says enough.
    let label: String
    let value: String
    let role: Theme.Role
    let history: History?

    init(_ label: String, _ value: String, isBad: Bool = false, history: History? = nil) {
        self.label = label.isEmpty ? "" : label + " "
        self.value = value
        role = isBad ? .warn : .text
        self.history = history
    }

    var width: Int { columns(of: label) + columns(of: value) + (history.map { $0.width + 1 } ?? 0) }
}

extension ViewerState {
    /// The most important first: those that do not fit are left out.
    func headerFigures(width: Int) -> [HeaderFigure] {
        // Requests need room of their own.
        let isTraffic = figures.requests != nil
        let historyWidth =
            width >= 120
            ? (isTraffic ? 12 : 20) : width >= 98 ? (isTraffic ? 5 : 10) : width >= 70 && !isTraffic ? 5 : 0
        let isTight = width < 70
        var list: [HeaderFigure] = []
        if let cpu = figures.cpu.last {
            let value = NumberText.fixed(cpu, 0) + " %"
            let history = HeaderFigure.History(
                values: figures.cpu, maximum: max(100, figures.cpu.max() ?? 0), width: historyWidth, role: .cpu)
            let shown = historyWidth > 0 ? history : nil
            list.append(HeaderFigure("cpu", isTight ? value : padded(value, 5), history: shown))
        }
        if let memory = figures.memory.last {
            let value = SizeText.format(memory)
            let shown = historyWidth > 0 ? memoryHistory(historyWidth) : nil
            list.append(HeaderFigure("mem", isTight ? value : padded(value, 7), history: shown))
        }
        list += requestFigures(isNarrow: width < 98)
        return list + (figures.isImported ? [] : qualityFigures(isNarrow: width < 98, isTight: isTight)) + threadFigure
    }

    /// Of memory the change matters, which a scale from zero would hide: what does not change stands at half the height.
    private func memoryHistory(_ width: Int) -> HeaderFigure.History? {
        let values = figures.memory.suffix(width)
        guard let low = values.min(), let high = values.max() else { return nil }
        let margin = max(high - low, high * 0.02)
        return HeaderFigure.History(
            values: values.map { $0 - low + margin }, maximum: high - low + 2 * margin, width: width, role: .memory)
    }

    /// What is served: how many, how slow, how many of them fail.
    private func requestFigures(isNarrow: Bool) -> [HeaderFigure] {
        guard let requests = figures.requests else { return [] }
        let errors = NumberText.percent(requests.failedShare)
        return [
            HeaderFigure("req", rateText(requests.rate) + "/s"),
            HeaderFigure("p99", DurationText.format(requests.p99)),
            HeaderFigure("err", errors, isBad: requests.failedShare > 0.01),
        ] + (figures.gaps > 0 && !isNarrow ? [HeaderFigure("gaps", NumberText.count(figures.gaps), isBad: true)] : [])
    }

    /// How good the data is: rate, cost, losses, broken stacks.
    private func qualityFigures(isNarrow: Bool, isTight: Bool) -> [HeaderFigure] {
        var list: [HeaderFigure] = []
        let share = NumberText.percent(figures.lostShare)
        let count = isNarrow ? share : figures.lost == 0 ? "0" : "\(NumberText.count(figures.lost)) (\(share))"
        let lost = HeaderFigure("lost", count, isBad: figures.lostShare > 0.01 || (isNarrow && figures.gaps > 0))
        if figures.requests != nil { list.append(lost) }
        if figures.rateAskedFor > 0 {
            let asked = NumberText.fixed(figures.rateAskedFor, 0)
            let achieved = figures.rate.map { NumberText.fixed($0, 0) + "/" } ?? ""
            let isLow = figures.rate.map { $0 < figures.rateAskedFor * 0.9 } ?? false
            list.append(HeaderFigure(isTight ? "" : "rate", "\(achieved)\(asked) Hz", isBad: isLow))
        }
        if let cost = figures.cost {
            list.append(HeaderFigure("cost", NumberText.fixed(cost * 100, 2) + " %", isBad: cost > 0.02))
        }
        if figures.requests == nil { list.append(lost) }
        if let broken = figures.brokenShare {
            list.append(HeaderFigure("broken", NumberText.percent(broken), isBad: broken > 0.02))
        }
        return list
    }

    private var threadFigure: [HeaderFigure] {
        figures.threads > 0 ? [HeaderFigure("threads", NumberText.count(Int64(figures.threads)))] : []
    }
}
