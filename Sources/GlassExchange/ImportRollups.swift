import GlassModel

/// Weights as they come, summed by their places from time to time: a list takes a fraction of the memory of a
/// dictionary, and the result is wanted in order anyway.
struct ImportRollups {
    private var rollups: [Rollup] = []
    /// How long the list may grow until it is summed.
    private var limit = Self.leastLimit
    private static let leastLimit = 1 << 16

    mutating func add(_ rollup: Rollup) {
        if let last = rollups.last, last.isSamePlace(as: rollup) {
            rollups[rollups.count - 1].weight = last.weight.clampedSum(rollup.weight)
            return
        }
        rollups.append(rollup)
        guard rollups.count >= limit else { return }
        sum()
        limit = max(Self.leastLimit, rollups.count * 2)
    }

    mutating func add(_ many: some Collection<Rollup>) { rollups.append(contentsOf: many) }

    /// Each place once, in order. Empty afterwards.
    mutating func finish() -> [Rollup] {
        sum()
        var result: [Rollup] = []
        swap(&result, &rollups)
        return result
    }

    private mutating func sum() {
        if !zip(rollups, rollups.dropFirst()).allSatisfy({ $0.isBefore($1) }) { rollups.sort { $0.isBefore($1) } }
        guard var current = rollups.first else { return }
        var end = 0
        for index in rollups.indices.dropFirst() {
            let rollup = rollups[index]
            if current.isSamePlace(as: rollup) {
                current.weight = current.weight.clampedSum(rollup.weight)
            } else {
                rollups[end] = current
                (end, current) = (end + 1, rollup)
            }
        }
        rollups[end] = current
        rollups.removeSubrange((end + 1)...)
    }
}

extension Rollup {
    private var place: UInt64 {
        UInt64(UInt32(bitPattern: thread.rawValue)) << 32 | UInt64(UInt32(bitPattern: stack.rawValue))
    }

    fileprivate func isSamePlace(as other: Rollup) -> Bool { second == other.second && place == other.place }

    fileprivate func isBefore(_ other: Rollup) -> Bool {
        second < other.second || second == other.second && place < other.place
    }
}

extension Weight {
    /// A sum that stays at the greatest number there is: counts of files may be anything.
    fileprivate func clampedSum(_ other: Weight) -> Weight {
        Weight(
            samples: samples.clampedSum(other.samples),
            cpu: Nanoseconds(cpu.rawValue.clampedSum(other.cpu.rawValue)),
            wall: Nanoseconds(wall.rawValue.clampedSum(other.wall.rawValue)))
    }
}
