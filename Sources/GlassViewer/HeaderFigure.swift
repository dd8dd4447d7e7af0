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
    /// With blanks behind it, so that a figure that changes does not push others about.
    let value: String
    let role: Theme.Role
    fileprivate(set) var history: History?
    /// Higher ones are left out first where there is no room for all.
    fileprivate let rank: Int

    fileprivate init(_ label: String, _ value: String, width: Int, rank: Int, isBad: Bool = false) {
        self.label = label + " "
        self.value = value + String(repeating: " ", count: max(0, width - columns(of: value)))
        self.rank = rank
        role = isBad ? .warn : .text
    }

    var width: Int { columns(of: label) + columns(of: value) + (history.map { $0.width + 1 } ?? 0) }
}

/// The figures that fit into a line, from left to right.
struct HeaderLine: Sendable {
    private(set) var figures: [HeaderFigure]
    /// Blanks between two of them.
    private(set) var gap = 2

    fileprivate init(_ all: [HeaderFigure], width: Int, history: (String, Int) -> HeaderFigure.History?) {
        var kept = all
        func length(_ figures: [HeaderFigure]) -> Int {
            figures.reduce(0) { $0 + $1.width } + 2 * max(0, figures.count - 1)
        }
        while let last = kept.map(\.rank).max() {
            // What is dispensable leaves its room to the sparklines.
            let histories = kept.count { history($0.label, 1) != nil } * (Self.leastHistory + 1)
            guard length(kept) + (last >= Self.dispensable ? histories : 0) > width else { break }
            kept.removeAll { $0.rank == last }
        }
        figures = kept
        let places = kept.indices.filter { history(kept[$0].label, 1) != nil }
        let room = (width - length(kept)) / max(1, places.count) - 1
        if room >= Self.leastHistory {
            for place in places {
                figures[place].history = history(kept[place].label, min(room, Self.longestHistory))
            }
        }
        let spare = width - length(figures)
        gap = 2 + min(2, max(0, spare / max(1, figures.count - 1)))
    }

    private static let leastHistory = 4
    private static let longestHistory = 20
    fileprivate static let dispensable = 8
}

extension ViewerState {
    func headerLine(width: Int) -> HeaderLine {
        HeaderLine(headerFigures, width: width) { label, width in
            switch label {
            case "cpu ": cpuHistory(width)
            case "mem ": memoryHistory(width)
            default: nil
            }
        }
    }

    /// In the order in which they stand.
    private var headerFigures: [HeaderFigure] {
        let hasTraffic = figures.requests != nil
        var list: [HeaderFigure] = []
        if let cpu = figures.cpu.last {
            list.append(HeaderFigure("cpu", NumberText.fixed(cpu, 0) + " %", width: 6, rank: 0))
        }
        if let memory = figures.memory.last {
            list.append(HeaderFigure("mem", SizeText.format(memory), width: 7, rank: hasTraffic ? 5 : 1))
        }
        list += requestFigures
        if !figures.isImported { list += qualityFigures }
        if figures.threads > 0 {
            list.append(
                HeaderFigure(
                    "threads", NumberText.count(Int64(figures.threads)), width: 3, rank: HeaderLine.dispensable))
        }
        return list
    }

    /// What is served: how many, how slow, how many of them fail.
    private var requestFigures: [HeaderFigure] {
        guard let requests = figures.requests else { return [] }
        return [
            HeaderFigure("req", rateText(requests.rate) + "/s", width: 8, rank: 1),
            HeaderFigure("p99", DurationText.format(requests.p99), width: 7, rank: 2),
            HeaderFigure(
                "err", NumberText.percent(requests.failedShare), width: 6, rank: 4, isBad: requests.failedShare > 0.01),
        ]
    }

    /// How good the data is: losses, cost, broken stacks.
    private var qualityFigures: [HeaderFigure] {
        // A few of very many are no share that could be read.
        let count = NumberText.count(figures.lost &+ figures.gaps)
        let lost = figures.lostShare < 0.0005 ? count : NumberText.percent(figures.lostShare)
        let isBad = figures.lostShare > 0.01 || figures.gaps > 0
        var list = [HeaderFigure("lost", lost, width: 6, rank: 3, isBad: isBad)]
        if let cost = figures.cost {
            list.append(
                HeaderFigure("cost", NumberText.fixed(cost * 100, 2) + " %", width: 6, rank: 6, isBad: cost > 0.02))
        }
        if let broken = figures.brokenShare {
            list.append(HeaderFigure("broken", NumberText.percent(broken), width: 6, rank: 7, isBad: broken > 0.02))
        }
        return list
    }

    /// The rate that is achieved and the one that was asked for; nil where nothing is known of it.
    var rateFigure: (text: String, isLow: Bool)? {
        guard figures.rateAskedFor > 0, !figures.isImported else { return nil }
        let asked = NumberText.fixed(figures.rateAskedFor, 0)
        guard let rate = figures.rate else { return (asked + " Hz", false) }
        let achieved = padded(NumberText.fixed(rate, 0), columns(of: asked))
        return ("\(achieved)/\(asked) Hz", rate < figures.rateAskedFor * 0.9)
    }

    // MARK: Sparklines

    private func cpuHistory(_ width: Int) -> HeaderFigure.History? {
        let values = Array(figures.cpu.suffix(width))
        return HeaderFigure.History(values: values, maximum: max(100, values.max() ?? 0), width: width, role: .cpu)
    }

    /// Of memory the change matters, which a scale from zero would hide: what does not change stands at half the height.
    private func memoryHistory(_ width: Int) -> HeaderFigure.History? {
        let values = figures.memory.suffix(width)
        guard let low = values.min(), let high = values.max() else { return nil }
        let margin = max(high - low, high * 0.02)
        return HeaderFigure.History(
            values: values.map { $0 - low + margin }, maximum: high - low + 2 * margin, width: width, role: .memory)
    }
}
