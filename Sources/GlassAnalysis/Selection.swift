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
        var weights = ChunkedArray(repeating: Weight.zero, count: stacks.count)
        rollups.forEach(in: selection.seconds) { _, entry in
            guard selection.contains(entry.thread) else { return }
            weights[entry.stack.index] = weights[entry.stack.index] + entry.weight
        }
        return StackWeights(weights: weights)
    }

    /// What each thread weighs within a selection; threads that weigh nothing may be missing.
    public func threadWeights(for selection: Selection = .all) -> [ThreadKey: Weight] {
        guard selection.seconds != nil else { return threadTotals.filter { selection.contains($0.key) } }
        var weights: [ThreadKey: Weight] = [:]
        rollups.forEach(in: selection.seconds) { _, entry in
            guard selection.contains(entry.thread) else { return }
            weights[entry.thread, default: .zero] += entry.weight
        }
        return weights
    }

    /// What each stack of each thread weighs within a selection, stacks in order; what weighs nothing is missing.
    public func stackWeightsByThread(
        for selection: Selection = .all
    ) -> OrderedDictionary<ThreadKey, [(stack: StackID, weight: Weight)]> {
        let entriesOfThreads = entriesByThread(for: selection)
        // One array serves all threads: a dictionary for each would cost more than the sums.
        var sums = [Weight](repeating: .zero, count: stacks.count)
        var result: OrderedDictionary<ThreadKey, [(stack: StackID, weight: Weight)]> = [:]
        for thread in threads.keys {
            guard let entries = entriesOfThreads[thread] else { continue }
            var seen: [StackID] = []
            for entry in entries where entry.weight != .zero {
                if sums[entry.stack.index] == .zero { seen.append(entry.stack) }
                sums[entry.stack.index] = sums[entry.stack.index] + entry.weight
            }
            seen.sort()
            result[thread] = seen.map { ($0, sums[$0.index]) }
            for stack in seen { sums[stack.index] = .zero }
        }
        return result
    }

    func entriesByThread(for selection: Selection) -> [ThreadKey: [RollupTable.Entry]] {
        var result: [ThreadKey: [RollupTable.Entry]] = [:]
        rollups.forEach(in: selection.seconds) { _, entry in
            if selection.contains(entry.thread) { result[entry.thread, default: []].append(entry) }
        }
        return result
    }

    /// What each second weighs within a selection, in order; seconds without a sample are missing.
    public func secondWeights(for selection: Selection = .all) -> [(second: Int64, weight: Weight)] {
        var result: [(second: Int64, weight: Weight)] = []
        rollups.forEach(in: selection.seconds) { second, entry in
            guard selection.contains(entry.thread) else { return }
            if result.last?.second != second { result.append((second, .zero)) }
            result[result.count - 1].weight = result[result.count - 1].weight + entry.weight
        }
        return result
    }
}
