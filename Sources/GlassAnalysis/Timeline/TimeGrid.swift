/// A stretch of time in columns of equal length: some columns a second, or some seconds a column.
public struct TimeGrid: Hashable, Sendable {
    /// The second since the epoch with which the first column begins.
    public let first: Int64
    /// So many columns show so many seconds: `columnsPerStep` of 2 and `step` of 3 make columns of 1.5 s.
    public let columnsPerStep: Int64
    public let step: Int64
    /// How many columns there are.
    public let count: Int

    /// Columns beyond this many are no screen's.
    private static let mostColumns = 100_000

    public init(first: Int64, columnsPerStep: Int = 1, step: Int64 = 1, count: Int) {
        self.first = first
        self.columnsPerStep = Int64(min(1_000, max(1, columnsPerStep)))
        self.step = min(1 << 40, max(1, step))
        self.count = min(Self.mostColumns, max(0, count))
    }

    /// Two columns where there is one.
    public var halved: TimeGrid {
        TimeGrid(first: first, columnsPerStep: Int(columnsPerStep) * 2, step: step, count: count * 2)
    }

    public var secondsPerColumn: Double { Double(step) / Double(columnsPerStep) }

    /// The whole seconds that the columns show, also in part.
    public var seconds: Range<Int64> {
        let length = (Int64(count) * step + columnsPerStep - 1) / columnsPerStep
        let (end, overflow) = first.addingReportingOverflow(length)
        return first..<(overflow ? .max : end)
    }

    /// The columns that show a second, at least in part; none for a second that is outside.
    public func columns(of second: Int64) -> Range<Int> {
        let (offset, overflow) = second.subtractingReportingOverflow(first)
        guard !overflow, offset >= 0, offset < Int64(count) * step else { return 0..<0 }
        let low = offset * columnsPerStep / step
        let high = max(low + 1, (offset + 1) * columnsPerStep / step)
        return Int(min(low, Int64(count)))..<Int(min(high, Int64(count)))
    }
}
