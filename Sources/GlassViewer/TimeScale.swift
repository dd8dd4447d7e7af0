import GlassAnalysis

/// How seconds and columns of the timeline correspond, and which of them show.
struct TimeScale: Hashable, Sendable {
    /// How fine: some columns a second, or some seconds a column.
    struct Level: Hashable, Sendable {
        /// At least 1; more than 1 only where ``step`` is 1.
        let cellsPerSecond: Int
        /// What one press of an arrow goes: a column, or a second.
        let step: Int64

        var secondsPerCell: Double { Double(step) / Double(cellsPerSecond) }
    }

    /// The second that clocks count from: the recording's first.
    let origin: Int64
    /// The second that the first column begins with, a multiple of the step after ``origin``.
    let first: Int64
    let level: Level
    let width: Int

    /// From fine to coarse. What is coarser than ten seconds is a multiple of them: for these there are sums.
    private static let levels: [Level] =
        [8, 6, 5, 4, 3, 2].map { Level(cellsPerSecond: $0, step: 1) }
        + [
            1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 40, 60, 90, 120, 180, 240, 300, 450, 600, 900, 1200, 1800, 2700,
            3600, 7200, 14_400, 43_200, 86_400,
        ].map { Level(cellsPerSecond: 1, step: $0) }

    /// The finest level at which all seconds fit: it seldom changes while a recording grows.
    static func fitting(_ seconds: Range<Int64>, width: Int) -> Level {
        let length = max(1, Double(seconds.upperBound) - Double(seconds.lowerBound))
        let needed = length / Double(max(1, width))
        if let level = levels.first(where: { $0.secondsPerCell >= needed }) { return level }
        return Level(cellsPerSecond: 1, step: min(1 << 40, Int64(exactly: needed.rounded(.up)) ?? .max))
    }

    /// All seconds of a recording, at the finest level at which they fit.
    init(seconds: Range<Int64>, width: Int) {
        self.init(seconds: seconds, width: width, zoom: TimeZoom())
    }

    /// What a zoom shows of a recording's seconds.
    init(seconds: Range<Int64>, width: Int, zoom: TimeZoom) {
        let whole = Self.fitting(seconds, width: width)
        level = zoom.level.map { $0.secondsPerCell < whole.secondsPerCell ? $0 : whole } ?? whole
        self.width = max(0, width)
        origin = seconds.lowerBound
        let length = level.secondsPerCell * Double(max(1, width))
        let last = max(0, Double(seconds.upperBound) - Double(seconds.lowerBound) - length)
        let step = level.step
        var offset: Int64 = 0
        if last > 0 {
            if let first = zoom.first {
                let wanted = Double(first) - Double(seconds.lowerBound)
                offset = Self.multiple(of: step, atLeast: min(max(0, wanted), last + Double(step)) - Double(step) / 2)
            } else {
                // Going on by whole marks keeps them in their columns; where there is no room for two, by half the width.
                let half = Int64(max(1, (length / 2 / Double(step)).rounded(.down)))
                let interval = min(Int64(Self.labelInterval(level) / level.cellsPerSecond), half) * step
                offset = Self.multiple(of: interval, atLeast: last)
            }
        }
        first = origin &+ offset
    }

    private static func multiple(of step: Int64, atLeast value: Double) -> Int64 {
        let count = (value / Double(step)).rounded(.up)
        return max(0, Int64(exactly: count * Double(step)) ?? 0)
    }

    var cellsPerSecond: Int { level.cellsPerSecond }
    var step: Int64 { level.step }
    var secondsPerCell: Double { level.secondsPerCell }

    /// Its columns.
    var grid: TimeGrid { TimeGrid(first: first, columnsPerStep: cellsPerSecond, step: step, count: width) }
    /// Its columns, or whole seconds where a column is less.
    var wholeSeconds: TimeGrid {
        TimeGrid(first: first, step: step, count: (width + cellsPerSecond - 1) / cellsPerSecond)
    }

    /// The seconds that show.
    var seconds: Range<Int64> { grid.seconds }

    /// The column in which a second begins; before the first or behind the last one where it does not show.
    func cell(of second: Int64) -> Int {
        let (offset, overflow) = second.subtractingReportingOverflow(first)
        if overflow { return second < first ? .min / 4 : .max / 4 }
        let steps = offset >= 0 ? offset / step : (offset + 1) / step - 1
        return Int(clamping: min(.max / 16, max(.min / 16, steps))) * cellsPerSecond
    }

    /// The columns of a stretch of time; some of them, or all, may not show.
    func cells(of seconds: Range<Int64>) -> Range<Int> {
        let first = cell(of: seconds.lowerBound)
        return first..<max(first, cell(of: seconds.upperBound &- 1) + cellsPerSecond)
    }

    /// The whole seconds that a column shows a part of.
    func seconds(at cell: Int) -> Range<Int64> {
        let from = first &+ Int64(max(0, cell) / cellsPerSecond) &* step
        return from..<max(from, from &+ step)
    }

    /// The seconds of the column that a second is in.
    func column(of second: Int64) -> Range<Int64> {
        let (offset, overflow) = second.subtractingReportingOverflow(origin)
        guard !overflow else { return second..<second }
        let steps = offset >= 0 ? offset / step : (offset + 1) / step - 1
        let from = origin &+ steps &* step
        return from..<max(from, from &+ step)
    }

    // MARK: Marks

    /// Every so many columns a round number of seconds begins, with room for its label.
    var labelInterval: Int { Self.labelInterval(level) }

    private static func labelInterval(_ level: Level) -> Int {
        let candidates = (10...20).filter { $0 % level.cellsPerSecond == 0 }
        let best = candidates.max { roundness(of: $0, level) < roundness(of: $1, level) }
        return best ?? 12 * level.cellsPerSecond
    }

    private static func roundness(of cells: Int, _ level: Level) -> Int64 {
        let seconds = Int64(cells / level.cellsPerSecond) &* level.step
        return [86_400, 43_200, 21_600, 10_800, 7200, 3600, 1800, 600, 300, 120, 60, 30, 10, 5, 2]
            .first { seconds % $0 == 0 } ?? 1
    }

    /// The columns with a mark, and how many seconds after the origin each of them is.
    var marks: [(cell: Int, elapsed: Int64)] {
        let interval = max(1, Int64(labelInterval / cellsPerSecond) &* step)
        let offset = first &- origin
        var elapsed = (offset + interval - 1) / interval * interval
        var result: [(Int, Int64)] = []
        while true {
            let cell = cell(of: origin &+ elapsed)
            guard cell < width, result.count < width else { return result }
            result.append((cell, elapsed))
            elapsed = elapsed &+ interval
        }
    }
}

/// What a person wants to see of a recording's time.
struct TimeZoom: Hashable, Sendable {
    /// Nil shows all.
    var level: TimeScale.Level?
    /// The second that shows first; nil follows the recording's end.
    var first: Int64?
}

extension TimeScale {
    /// The next level in or out, about twice as fine or coarse; nil where there is none, or where all shows.
    func level(_ direction: Int, all: Range<Int64>) -> Level? {
        let whole = Self.fitting(all, width: width)
        let wanted = secondsPerCell * (direction > 0 ? 1 / 1.9 : 1.9)
        if direction > 0 { return Self.levels.last { $0.secondsPerCell <= wanted } ?? Self.levels.first }
        let coarser = Self.levels.first { $0.secondsPerCell >= wanted }
        return coarser.flatMap { $0.secondsPerCell < whole.secondsPerCell ? $0 : nil }
    }
}
