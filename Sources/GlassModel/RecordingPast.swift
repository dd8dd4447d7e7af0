/// The rollups of a recording that do not change any more, read when they are asked for: a long recording is summed
/// without being in memory. What cannot be read is left out.
public protocol RollupHistory: AnyObject, Sendable {
    /// Calls `body` with what each thread took at each stack within a stretch of whole seconds since the epoch, summed
    /// over parts of it: the same pair may come several times.
    /// - Parameter threads: Nil for all.
    func forEachWeight(
        in seconds: Range<Int64>, threads: Set<ThreadKey>?, _ body: (ThreadKey, StackID, Weight) -> Void)
    /// What each stack took within a stretch of whole seconds since the epoch, by index.
    /// - Parameter count: How many stacks to count; what later ones took is left out.
    func stackWeights(in seconds: Range<Int64>, count: Int) -> [Weight]
    /// Calls `body` with every rollup of a stretch, in order of second.
    func forEachRollup(in seconds: Range<Int64>, _ body: (Rollup) -> Void)
    /// Calls `body` with what each thread took in each second of a stretch, in order of second.
    func forEachThreadSecond(in seconds: Range<Int64>, _ body: (Int64, ThreadKey, Weight) -> Void)
    /// Calls `body` with every sample that ends in a stretch of time, in about their order; also with those that are newer
    /// than what lies behind.
    func forEachSample(in time: Range<Timestamp>, _ body: (Sample) -> Void)
}

extension RollupHistory {
    public func stackWeights(in seconds: Range<Int64>, count: Int) -> [Weight] {
        var weights = [Weight](repeating: .zero, count: count)
        forEachWeight(in: seconds, threads: nil) { _, stack, weight in
            if weights.indices.contains(stack.index) { weights[stack.index] += weight }
        }
        return weights
    }

    public func forEachSample(in time: Range<Timestamp>, _ body: (Sample) -> Void) {}
}

/// What lies behind in a recording, summed up.
public struct RecordingPast: Sendable {
    public let history: any RollupHistory
    /// Whole seconds since the epoch: from the first that holds anything to the last that does not change any more.
    public let seconds: Range<Int64>
    /// By stack index: all of it.
    public let stackTotals: [Weight]
    public let threadTotals: [ThreadKey: Weight]

    public init(
        history: any RollupHistory, seconds: Range<Int64>, stackTotals: [Weight], threadTotals: [ThreadKey: Weight]
    ) {
        self.history = history
        self.seconds = seconds
        self.stackTotals = stackTotals
        self.threadTotals = threadTotals
    }
}
