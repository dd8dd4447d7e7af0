import GlassModel

/// A counter over time, in steps of equal length, for a timeline or a sparkline. A step in which nothing was read has no
/// value, so that a gap shows as a gap and not as a zero.
public struct CounterSeries: Hashable, Sendable {
    /// What is made of the readings within a step.
    public enum Meaning: Hashable, Sendable {
        /// Their mean, each for as long as it was the latest: memory, open files.
        case gauge
        /// Growth per second of a cumulative counter, times `scale`: 1e-7 makes percent of a core of CPU nanoseconds.
        case rate(scale: Double)

        /// Percent of one core, from cumulative CPU nanoseconds.
        public static let cpuPercent = Meaning.rate(scale: 1e-7)
    }

    /// The first step begins with this second.
    public let firstSecond: Int64
    /// How many seconds a step has.
    public let step: Int64
    public let values: [Double?]

    public var maximum: Double? { values.compactMap { $0 }.max() }
    public var latest: Double? { values.last { $0 != nil } ?? nil }

    /// More time than this between two readings is a gap.
    private static let longestInterval = 3.0

    /// - Parameters:
    ///   - seconds: The stretch to cover.
    ///   - steps: How many values there are at most; each covers as many whole seconds as that needs.
    public init(
        _ points: [CounterTable.Point], meaning: Meaning, seconds: Range<Int64>, steps: Int = 86_400
    ) {
        let length = Double(seconds.upperBound) - Double(seconds.lowerBound)
        let steps = max(1, steps)
        let step = max(1, (length / Double(steps)).rounded(.up))
        self.step = Int64(clamping: Int(exactly: step) ?? .max)
        firstSecond = seconds.lowerBound
        let bins = Bins(first: Double(seconds.lowerBound), step: step, count: Int((length / step).rounded(.up)))
        values = Self.means(points, meaning, bins)
    }

    /// A value for each column of a grid.
    static func values(
        _ points: [CounterTable.Point], meaning: Meaning, in grid: TimeGrid
    ) -> [Double?] {
        means(points, meaning, Bins(first: Double(grid.first), step: grid.secondsPerColumn, count: grid.count))
    }

    private static func means(_ points: [CounterTable.Point], _ meaning: Meaning, _ bins: Bins) -> [Double?] {
        var bins = bins
        let longest = max(longestInterval, bins.step)
        // Readings from before the first bin still count in it.
        let low = points.partitioningIndex { $0.seconds >= bins.first - longest }
        let high = points.partitioningIndex { $0.seconds > bins.end + longest }
        guard low < high else { return bins.means }
        let points = points[low..<high]
        switch meaning {
        case .gauge: addGauges(points, to: &bins)
        case .rate(let scale): addRates(points, scale: scale, longest: longest, to: &bins)
        }
        return bins.means
    }

    private static func addGauges(_ points: ArraySlice<CounterTable.Point>, to bins: inout Bins) {
        for index in points.indices {
            let start = points[index].seconds
            let next = index + 1 < points.endIndex ? points[index + 1].seconds : start + 1
            bins.add(Double(points[index].value), from: start, to: min(next, start + longestInterval))
        }
    }

    private static func addRates(
        _ points: ArraySlice<CounterTable.Point>, scale: Double, longest: Double, to bins: inout Bins
    ) {
        for (earlier, later) in zip(points, points.dropFirst()) {
            let interval = later.seconds - earlier.seconds
            // A counter that fell began anew: another program runs in the process, or a process of several ended.
            guard interval > 0, interval <= longest, later.value >= earlier.value else { continue }
            let rate = (Double(later.value) - Double(earlier.value)) / interval * scale
            bins.add(rate, from: earlier.seconds, to: later.seconds)
        }
    }
}

/// Means of values, each weighted by how much of its stretch of time falls into a bin.
private struct Bins {
    let first: Double
    let step: Double
    var end: Double { first + Double(sums.count) * step }
    private var sums: [Double]
    private var weights: [Double]

    init(first: Double, step: Double, count: Int) {
        self.first = first
        self.step = step
        sums = Array(repeating: 0, count: max(0, count))
        weights = sums
    }

    mutating func add(_ value: Double, from start: Double, to end: Double) {
        let low = ((start - first) / step).rounded(.down)
        let high = ((end - first) / step).rounded(.down)
        guard !sums.isEmpty, high >= 0, low < Double(sums.count) else { return }
        for bin in Int(max(0, low))...Int(min(Double(sums.count - 1), high)) {
            let binStart = first + Double(bin) * step
            let overlap = min(end, binStart + step) - max(start, binStart)
            let weight = end > start ? overlap : 1
            guard weight > 0 else { continue }
            sums[bin] += value * weight
            weights[bin] += weight
        }
    }

    var means: [Double?] { zip(sums, weights).map { $1 > 0 ? $0 / $1 : nil } }
}

extension CounterTable.Point {
    fileprivate var seconds: Double { Double(time.rawValue) / 1e9 }
}

extension Profile {
    /// CPU use of the target in percent of one core.
    public func cpuSeries(steps: Int = 86_400, seconds: Range<Int64>? = nil) -> CounterSeries {
        let seconds = seconds ?? self.seconds
        let user = CounterSeries(counters.points(.cpuUser), meaning: .cpuPercent, seconds: seconds, steps: steps)
        let system = CounterSeries(counters.points(.cpuSystem), meaning: .cpuPercent, seconds: seconds, steps: steps)
        return user.adding(system)
    }

    /// Resident memory of the target in bytes.
    public func memorySeries(steps: Int = 86_400, seconds: Range<Int64>? = nil) -> CounterSeries {
        let points = counters.points(.memoryResident)
        return CounterSeries(points, meaning: .gauge, seconds: seconds ?? self.seconds, steps: steps)
    }
}

extension CounterSeries {
    private init(firstSecond: Int64, step: Int64, values: [Double?]) {
        (self.firstSecond, self.step, self.values) = (firstSecond, step, values)
    }

    /// The sum with a series of the same time, where both have a value.
    fileprivate func adding(_ other: CounterSeries) -> CounterSeries {
        let sums = zip(values, other.values).map { mine, its in mine.flatMap { mine in its.map { mine + $0 } } }
        return CounterSeries(firstSecond: firstSecond, step: step, values: sums)
    }
}

extension Profile {
    /// A counter of the target over time, a value for each column of a grid; nothing where it was not read.
    public func counterColumns(
        _ kind: CounterKind, meaning: CounterSeries.Meaning, in grid: TimeGrid
    ) -> [Double?] {
        CounterSeries.values(counters.points(kind), meaning: meaning, in: grid)
    }
}
