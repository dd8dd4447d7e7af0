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
        weightsByThread(for: Selection(seconds: seconds)) { stackFunctions[$0.index] }.compactMapValues { sums in
            let best = sums.max { left, right in
                let values = ((left.value.wall, left.value.samples), (right.value.wall, right.value.samples))
                return values.0 == values.1 ? right.key < left.key : values.0 < values.1
            }
            return best.map { ThreadCall(function: $0.key, weight: $0.value, total: sums.values.reduce(.zero, +)) }
        }
    }
}
