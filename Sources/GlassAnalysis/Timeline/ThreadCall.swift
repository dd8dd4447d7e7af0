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
        // One array serves all threads: a dictionary for each would cost more than the sums.
        var sums = [Weight](repeating: .zero, count: functions.count)
        return entriesByThread(for: Selection(seconds: seconds)).compactMapValues { entries in
            var total = Weight.zero
            for entry in entries {
                let function = stackFunctions[entry.stack.index].index
                sums[function] = sums[function] + entry.weight
                total = total + entry.weight
            }
            var best: (function: FunctionID, weight: Weight)?
            for entry in entries {
                let function = stackFunctions[entry.stack.index]
                let weight = sums[function.index]
                let isMore = best.map { (weight.wall, weight.samples) > ($0.weight.wall, $0.weight.samples) } ?? true
                if isMore { best = (function, weight) }
            }
            for entry in entries { sums[stackFunctions[entry.stack.index].index] = .zero }
            return best.map { ThreadCall(function: $0.function, weight: $0.weight, total: total) }
        }
    }
}
