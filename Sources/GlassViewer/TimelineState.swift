import GlassAnalysis
import GlassModel

/// What the timeline shows.
struct TimelineState: Sendable {
    /// One thread's time, by column.
    struct Strip: Sendable {
        let thread: ThreadRecord
        /// Nil where nothing is known of the thread.
        var weights: [Weight?]
        var total = Weight.zero
    }

    private(set) var scale = TimeScale(seconds: 0..<0, width: 1)
    /// Percent of a core and bytes, a value for each column of dots, two a cell.
    private(set) var cpu: [Double?] = []
    private(set) var memory: [Double?] = []
    private(set) var strips: [Strip] = []
    private(set) var ids: [ThreadKey] = []
    var list = ListState<ThreadKey>()
    /// Where a brush with the mouse began.
    var brushStart: Int?

    mutating func read(_ profile: Profile, width: Int, selection: Selection) {
        let seconds = profile.seconds
        scale = TimeScale(seconds: seconds, width: width)
        let cells = min(width, scale.cell(of: seconds.upperBound &- 1) + scale.cellsPerSecond)
        cpu = dots(profile.cpuUse(seconds: seconds), cells: cells)
        memory = dots(TimeSeries(profile.memorySeries(seconds: seconds)), cells: cells)
        readStrips(profile, cells: cells)
    }

    /// A value for each column of dots from a value for each step of time: their mean, or the same one repeated.
    private func dots(_ series: TimeSeries, cells: Int) -> [Double?] {
        let values = series.values
        let stepsPerDot = scale.secondsPerCell / 2 / Double(series.step)
        return (0..<max(0, cells * 2)).map { dot in
            let from = Int(Double(dot) * stepsPerDot)
            guard from < values.count else { return nil }
            let to = min(values.count, max(from + 1, Int(Double(dot + 1) * stepsPerDot)))
            let known = values[from..<to].compactMap { $0 }
            return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
        }
    }

    private mutating func readStrips(_ profile: Profile, cells: Int) {
        var places: [ThreadKey: Int] = [:]
        strips = profile.threads.values.map { Strip(thread: $0, weights: Array(repeating: nil, count: max(0, cells))) }
        for (index, strip) in strips.enumerated() { places[strip.thread.key] = index }
        let perSecond = scale.cellsPerSecond
        profile.rollups.forEach(in: nil) { second, entry in
            guard let place = places[entry.thread] else { return }
            strips[place].total = strips[place].total + entry.weight
            let first = scale.cell(of: second)
            for cell in first..<(first + perSecond) where strips[place].weights.indices.contains(cell) {
                strips[place].weights[cell] = (strips[place].weights[cell] ?? .zero) + entry.weight
            }
        }
        strips.sort { ($1.total.cpu, $0.thread.key) < ($0.total.cpu, $1.thread.key) }
        ids = strips.map(\.thread.key)
    }

    mutating func arrange(height: Int) { list.settle(in: ids, height: height) }

    var selected: Strip? { list.index(in: ids).map { strips[$0] } }
}
