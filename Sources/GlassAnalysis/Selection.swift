import OrderedCollections
import GlassModel

/// Which part of a profile to look at.
public struct Selection: Hashable, Sendable {
    /// Whole seconds since the epoch, without the upper bound; nil for all.
    public var seconds: Range<Int64>?
    /// Nil for all.
    public var threads: Set<ThreadKey>?

    public init(seconds: Range<Int64>? = nil, threads: Set<ThreadKey>? = nil) {
        self.seconds = seconds
        self.threads = threads
    }

    public static let all = Selection()

    func contains(_ thread: ThreadKey) -> Bool { threads?.contains(thread) ?? true }
}

/// A weight for each stack of a profile, by stack index: of samples that ended in exactly that stack.
public struct StackWeights: Sendable {
    public var weights: ChunkedArray<Weight>

    public init(weights: ChunkedArray<Weight>) { self.weights = weights }

    public var total: Weight {
        var sum = Weight.zero
        weights.forEachChunk { _, chunk in for weight in chunk { sum += weight } }
        return sum
    }
}

extension Profile {
    /// What each stack weighs within a selection. Everything at once costs a copy, whatever the recording's length.
    public func stackWeights(for selection: Selection = .all) -> StackWeights {
        if selection == .all { return StackWeights(weights: stackTotals) }
        return StackWeights(weights: ChunkedArray(weights(for: selection)))
    }

    /// What each thread weighs within a selection; threads that weigh nothing may be missing.
    public func threadWeights(for selection: Selection = .all) -> [ThreadKey: Weight] {
        guard selection.seconds != nil else { return threadTotals.filter { selection.contains($0.key) } }
        var weights: [ThreadKey: Weight] = [:]
        forEachThreadSecond(for: selection) { weights[$1, default: .zero] += $2 }
        return weights
    }

    /// What each stack of each thread weighs within a selection, stacks in order; what weighs nothing is missing.
    public func stackWeightsByThread(
        for selection: Selection = .all
    ) -> OrderedDictionary<ThreadKey, [(stack: StackID, weight: Weight)]> {
        let sums = weightsByThread(for: selection, count: stackFrames.count) { $0.index }
        var result: OrderedDictionary<ThreadKey, [(stack: StackID, weight: Weight)]> = [:]
        for thread in threads.keys {
            guard let weights = sums[thread] else { continue }
            var stacks: [(stack: StackID, weight: Weight)] = []
            weights.forEachWeight { stacks.append((StackID(Int32(clamping: $0 + 1)), $1)) }
            result[thread] = stacks
        }
        return result
    }

    /// For each thread of a selection, what its stacks weigh, summed by the place that `place` gives them, of so many.
    func weightsByThread(
        for selection: Selection, count: Int, by place: (StackID) -> Int
    ) -> [ThreadKey: ChunkedArray<Weight>] {
        let empty = ChunkedArray(repeating: Weight.zero, count: count)
        var result: [ThreadKey: ChunkedArray<Weight>] = [:]
        var (current, sums) = (ThreadKey(0), empty)
        // What is of one thread commonly comes together: a look-up for each run, not for each entry.
        forEachWeight(for: selection) { thread, stack, weight in
            if thread != current {
                result[current] = sums
                (current, sums) = (thread, result.removeValue(forKey: thread) ?? empty)
            }
            sums[place(stack)] += weight
        }
        result[current] = sums
        result[ThreadKey(0)] = nil
        return result
    }

    /// What each second weighs within a selection, in order; seconds without a sample are missing.
    public func secondWeights(for selection: Selection = .all) -> [(second: Int64, weight: Weight)] {
        var result: [(second: Int64, weight: Weight)] = []
        forEachThreadSecond(for: selection) { second, _, weight in
            if result.last?.second != second { result.append((second, .zero)) }
            result[result.count - 1].weight += weight
        }
        return result
    }
}

extension ChunkedArray<Weight> {
    /// Calls `body` with each weight that is not zero, and its index.
    func forEachWeight(_ body: (Int, Weight) -> Void) {
        forEachChunk { start, chunk in
            for (offset, weight) in chunk.enumerated() where weight != .zero { body(start + offset, weight) }
        }
    }
}
