import GlassModel

/// What stacks weighed in stretches of time of equal length, one after the other.
public struct StackTimeline: Sendable {
    public struct Entry: Hashable, Sendable {
        public let stack: StackID
        public let weight: Weight
    }

    /// When the first stretch begins.
    public let start: Timestamp
    public let slotLength: Nanoseconds
    private var entries: [Entry] = []
    /// Where the entries of each stretch end.
    private var ends: [Int] = []

    /// A short stretch sample by sample, where these are at hand; else by whole seconds, as rollups are.
    ///
    /// - Parameter limit: How many stretches there are at most.
    public init(profile: Profile, selection: Selection = .all, limit: Int) {
        let seconds = (selection.seconds ?? profile.seconds).clamped(to: profile.seconds)
        let selection = Selection(seconds: seconds, threads: selection.threads)
        if let spread = SampleSpread(profile: profile, seconds: seconds, threads: selection.threads, limit: limit) {
            (start, slotLength) = (spread.start, spread.slotLength)
            for slot in spread.slots {
                entries += slot
                ends.append(entries.count)
            }
        } else {
            let length = max(1, (Int64(seconds.count) + Int64(max(1, limit)) - 1) / Int64(max(1, limit)))
            start = Timestamp(nanosecondsSinceEpoch: seconds.lowerBound &* 1_000_000_000)
            slotLength = Nanoseconds(length &* 1_000_000_000)
            if !seconds.isEmpty { addSeconds(seconds, length, profile, selection) }
        }
    }

    /// - Parameter length: Of a stretch, in seconds.
    private mutating func addSeconds(
        _ seconds: Range<Int64>, _ length: Int64, _ profile: Profile, _ selection: Selection
    ) {
        var sums = StackSums(count: profile.stackFrames.count)
        var slot: Int64 = 0
        profile.forEachRollup(for: selection) { rollup in
            while (rollup.second &- seconds.lowerBound) / length > slot {
                close(&sums)
                slot += 1
            }
            sums.add(rollup.weight, to: rollup.stack)
        }
        let count = (Int64(seconds.count) + length - 1) / length
        while Int64(ends.count) < count { close(&sums) }
    }

    private mutating func close(_ sums: inout StackSums) {
        entries += sums.take()
        ends.append(entries.count)
    }

    /// How many stretches there are.
    public var count: Int { ends.count }

    /// What was seen in some of them, a stack once for each.
    public func entries(in slots: Range<Int>) -> ArraySlice<Entry> {
        let slots = slots.clamped(to: 0..<ends.count)
        guard !slots.isEmpty else { return [] }
        let first = slots.lowerBound == 0 ? 0 : ends[slots.lowerBound - 1]
        return entries[first..<ends[slots.upperBound - 1]]
    }
}

/// Sums by stack that cost nothing to begin anew.
private struct StackSums {
    private var weights: [Weight]
    private var seen: [StackID] = []

    init(count: Int) { weights = Array(repeating: .zero, count: count) }

    mutating func add(_ weight: Weight, to stack: StackID) {
        guard weights.indices.contains(stack.index), weight != .zero else { return }
        if weights[stack.index] == .zero { seen.append(stack) }
        weights[stack.index] = weights[stack.index] + weight
    }

    mutating func take() -> [StackTimeline.Entry] {
        seen.sort()
        let entries = seen.map { StackTimeline.Entry(stack: $0, weight: weights[$0.index]) }
        for stack in seen { weights[stack.index] = .zero }
        seen.removeAll(keepingCapacity: true)
        return entries
    }
}
