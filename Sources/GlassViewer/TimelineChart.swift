import GlassAnalysis
import GlassModel
import GlassTerminal

/// One chart of the timeline.
struct TimelineChart: Sendable {
    /// What it shows. The raw value is its title.
    enum Kind: String, CaseIterable, Sendable {
        case cpu = "CPU"
        case requests = "Requests"
        case latency = "Latency"
        case memory = "Memory"
        case threads = "Threads"
    }

    let kind: Kind
    /// A value for each cell, or for each column of dots where ``isDotted``: user time, requests that succeeded, p50,
    /// bytes, threads.
    let main: [Double?]
    /// What belongs to it: system time, requests that failed, p99.
    let second: [Double?]
    /// The value at the top.
    let top: Double

    init(_ kind: Kind, main: [Double?], second: [Double?] = []) {
        (self.kind, self.main, self.second) = (kind, main, second)
        let sums = main.indices.lazy.map { index -> Double in
            let (value, other) = (main[index] ?? 0, second.indices.contains(index) ? second[index] ?? 0 : 0)
            return kind.isStacked ? value + other : max(value, other)
        }
        // With some room above the highest value. CPU time has limits of its own, a whole core or several, which
        // measuring may exceed a little.
        top = max(kind.leastTop, Self.roundTop(above: (sums.max() ?? 0) * (kind == .cpu ? 0.97 : 1.04)))
    }

    /// Whether any value is known.
    var isKnown: Bool { main.contains { $0 != nil } }

    /// The next of a few round values, so that the scale changes in steps.
    static func roundTop(above value: Double) -> Double {
        guard value.isFinite, value > 0 else { return 1 }
        var factor = 1e-9
        while factor * 10 < value, factor < 1e300 { factor *= 10 }
        return factor * ([1, 1.5, 2, 3, 4, 5, 6, 8, 10].first { factor * $0 >= value * (1 - 1e-9) } ?? 10)
    }

    /// The means of the values in some cells.
    func values(in cells: Range<Int>) -> (main: Double?, second: Double?) {
        let places = kind.isDotted ? cells.lowerBound * 2..<cells.upperBound * 2 : cells
        func mean(_ values: [Double?]) -> Double? {
            let known = places.clamped(to: values.indices).compactMap { values[$0] }
            return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
        }
        return (mean(main), mean(second))
    }

    /// The highest of the second values in some cells: of percentiles there is no mean.
    func highest(in cells: Range<Int>) -> Double? {
        cells.clamped(to: second.indices).compactMap { second[$0] }.max()
    }

    /// The values in some cells or, where none is known, in those just before.
    func values(upTo cells: Range<Int>) -> (main: Double?, second: Double?) {
        let steps = (0...2).lazy.map { back -> (main: Double?, second: Double?) in
            let shift = back * cells.count
            return self.values(in: (cells.lowerBound - shift)..<(cells.upperBound - shift))
        }
        return steps.first { $0.main != nil } ?? (nil, nil)
    }
}

extension TimelineChart.Kind {
    /// Whether the second values stand on the first ones.
    var isStacked: Bool { self == .cpu || self == .requests }
    /// Whether there are two values for each cell.
    var isDotted: Bool { self == .memory || self == .threads }

    /// A scale that ends below this would make much of nothing.
    fileprivate var leastTop: Double {
        switch self {
        case .cpu: 10
        case .requests: 1
        case .latency: 1e-6
        case .memory: 1e6
        case .threads: 4
        }
    }

    /// Of the height that there is, how much it gets.
    var share: Int {
        switch self {
        case .cpu, .requests, .latency: 3
        case .memory: 2
        case .threads: 1
        }
    }

    func text(_ value: Double) -> String {
        switch self {
        case .cpu: NumberText.fixed(value, 0) + " %"
        case .requests: (value > 0 && value < 0.005 ? "<0.01" : rateText(value)) + "/s"
        case .latency: DurationText.format(.seconds(value))
        case .memory: SizeText.format(value)
        case .threads: NumberText.fixed(value, 0)
        }
    }
}
