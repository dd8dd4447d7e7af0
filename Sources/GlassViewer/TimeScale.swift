/// How seconds and columns of the timeline correspond: some columns a second, or some seconds a column.
struct TimeScale: Hashable, Sendable {
    let first: Int64
    /// At least 1.
    let cellsPerSecond: Int
    /// What one press of `[` goes: a column, or a second.
    let step: Int64

    private static let finer = [8, 6, 5, 4, 3, 2]
    private static let coarser: [Int64] = [
        1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 40, 60, 90, 120, 180, 240, 300, 450, 600, 900, 1200, 1800, 2700, 3600,
    ]

    /// The finest of a few steps at which all seconds fit: it seldom changes while a recording grows.
    init(seconds: Range<Int64>, width: Int) {
        first = seconds.lowerBound
        let length = max(1, Double(seconds.upperBound) - Double(seconds.lowerBound))
        let width = Double(max(1, width))
        cellsPerSecond = Self.finer.first { length * Double($0) <= width } ?? 1
        let needed = (length / width).rounded(.up)
        step = Self.coarser.first { Double($0) >= needed } ?? Int64(exactly: needed) ?? .max
    }

    var secondsPerCell: Double { Double(step) / Double(cellsPerSecond) }

    /// The column in which a second begins.
    func cell(of second: Int64) -> Int {
        let (offset, overflow) = second.subtractingReportingOverflow(first)
        if overflow { return second < first ? 0 : .max / 2 }
        return Int(clamping: offset / step).multipliedReportingOverflow(by: cellsPerSecond).partialValue
    }

    /// The whole seconds that a column shows a part of.
    func seconds(at cell: Int) -> Range<Int64> {
        let from = first &+ Int64(max(0, cell) / cellsPerSecond) &* step
        return from..<max(from, from &+ step)
    }

    /// Every so many columns a round number of seconds begins, with room for its label.
    var labelInterval: Int {
        let candidates = (10...20).filter { $0 % cellsPerSecond == 0 }
        return candidates.max { roundness(of: $0) < roundness(of: $1) } ?? 12 * cellsPerSecond
    }

    private func roundness(of cells: Int) -> Int64 {
        let seconds = Int64(cells / cellsPerSecond) &* step
        return [86_400, 3600, 1800, 600, 300, 120, 60, 30, 10, 5, 2].first { seconds % $0 == 0 } ?? 1
    }
}
