import GlassModel

/// Where a thread was for most of some time.
public struct ThreadCall: Hashable, Sendable {
    /// The innermost function.
    public let function: FunctionID
    /// How long it was there.
    public let weight: Weight
    /// All its time.
    public let total: Weight
}

extension Profile {
    /// For each thread the innermost function in which it spent most time, running or waiting, within a stretch of whole
    /// seconds. Threads that nothing is known of are missing.
    public func calls(in seconds: Range<Int64>) -> [ThreadKey: ThreadCall] {
        functionWeights(for: Selection(seconds: seconds)).compactMapValues { sums in
            let best = sums.heaviest { ($0.wall, $0.samples) < ($1.wall, $1.samples) }
            return best.map { place, weight in
                var total = Weight.zero
                sums.forEachWeight { total += $1 }
                return ThreadCall(function: FunctionID(rawValue: Int32(clamping: place)), weight: weight, total: total)
            }
        }
    }

    /// For each thread of a selection what it took in each function itself, by index.
    func functionWeights(for selection: Selection) -> [ThreadKey: ChunkedArray<Weight>] {
        weightsByThread(for: selection, count: functions.count) { stackFunctions[$0.index].index }
    }
}

extension ChunkedArray<Weight> {
    /// The greatest of the weights that are not zero, the first of those that are equal, and its index.
    func heaviest(by isLess: (Weight, Weight) -> Bool) -> (place: Int, weight: Weight)? {
        var best: (place: Int, weight: Weight)?
        forEachWeight { place, weight in
            guard let known = best else { return best = (place, weight) }
            if isLess(known.weight, weight) { best = (place, weight) }
        }
        return best
    }
}
