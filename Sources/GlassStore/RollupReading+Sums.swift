import GRDB
import GlassModel

extension RollupReading {
    /// What each stack and each thread took within a stretch of time. Of a long one by what had been taken until its end
    /// less what had been until its beginning, so that it takes no longer than an hour does.
    /// - Parameter like: How many stacks and threads to count; all zero.
    func sums(in seconds: Range<Int64>, like empty: RollupSums) throws -> RollupSums {
        if let sums = try sumsByTotals(in: seconds, like: empty) { return sums }
        var sums = empty
        try add(seconds, to: &sums, .plus)
        return sums
    }

    private func add(_ seconds: Range<Int64>, to sums: inout RollupSums, _ sign: RollupSums.Sign) throws {
        try sums.withBuffers { buffers in
            switch sign {
            case .plus:
                try forEachWeight(in: seconds, threads: nil) { thread, stack, weight in
                    buffers.add(weight, stack: stack.index, thread: thread.index)
                }
            case .minus:
                try forEachWeight(in: seconds, threads: nil) { thread, stack, weight in
                    buffers.add(.zero - weight, stack: stack.index, thread: thread.index)
                }
            }
        }
    }

    /// Nil where there are no such totals, or they are of no use.
    private func sumsByTotals(in seconds: Range<Int64>, like empty: RollupSums) throws -> RollupSums? {
        guard seconds.count > SummaryKind.totalsLength else { return nil }
        let totals = try readTotals()
        guard !totals.isEmpty else { return nil }
        var sums = empty
        guard try add(until: seconds.upperBound, by: totals, to: &sums, .plus),
            try add(until: seconds.lowerBound, by: totals, to: &sums, .minus), sums.areSound
        else {
            notify("a summary of the recording does not fit to its times and was passed over")
            return nil
        }
        return sums
    }

    /// All that was taken before a second, put together from the totals that end nearest to it.
    /// - Returns: Whether they were readable.
    private func add(
        until end: Int64, by totals: [Range<Int64>], to sums: inout RollupSums, _ sign: RollupSums.Sign
    ) throws -> Bool {
        func distance(_ seconds: Range<Int64>) -> UInt64 {
            (seconds.upperBound > end ? seconds.upperBound &- end : end &- seconds.upperBound).magnitude
        }
        guard let first = totals.first?.lowerBound, end > first else { return true }
        guard let nearest = totals.min(by: { distance($0) < distance($1) }) else { return true }
        guard nearest.upperBound - first > distance(nearest) else {
            try add(first..<end, to: &sums, sign)
            return true
        }
        guard try addTotals(of: nearest, to: &sums, sign) else { return false }
        if nearest.upperBound <= end {
            try add(nearest.upperBound..<end, to: &sums, sign)
        } else {
            try add(end..<nearest.upperBound, to: &sums, sign == .plus ? .minus : .plus)
        }
        return true
    }

    private func addTotals(of seconds: Range<Int64>, to sums: inout RollupSums, _ sign: RollupSums.Sign) throws -> Bool
    {
        var isWhole = false
        try decode(.totals, Int64(seconds.count), seconds.lowerBound) { bytes throws(ChunkDamage) in
            isWhole = (try? TotalsSummary.add(bytes, to: &sums, sign: sign)) != nil
        }
        return isWhole
    }

    /// The stretches that totals are there for, the shortest first. They begin where the recording does; others are of
    /// other times than it holds.
    private func readTotals() throws -> [Range<Int64>] {
        guard hasSummaries, let bounds = try bounds() else { return [] }
        var totals: [Range<Int64>] = []
        try guarding {
            let rows = try connection.statement(
                db, "SELECT length FROM summary WHERE kind = 'totals' AND start = ? AND length > 0 ORDER BY length")
            defer { rows.reset() }
            rows.bind(1, bounds.lowerBound)
            while try rows.step() {
                let end = bounds.lowerBound.addingReportingOverflow(rows.int64(0))
                if !end.overflow, end.partialValue <= bounds.upperBound {
                    totals.append(bounds.lowerBound..<end.partialValue)
                }
            }
        }
        return totals
    }
}
