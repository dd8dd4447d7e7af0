import GlassModel

/// Rollups in order of second, 32 bytes each: the second stands once for all its entries. Copies share the seconds that
/// neither changes.
public struct RollupTable: Sendable {
    /// One thread at one stack within one second.
    public struct Entry: Hashable, Sendable {
        public let thread: ThreadKey
        public let stack: StackID
        public let weight: Weight
    }

    private struct Second: Sendable {
        let second: Int64
        var entries: ContiguousArray<Entry>
    }

    private var seconds: ContiguousArray<Second> = []
    public private(set) var count = 0

    public init() {}

    public var first: Int64? { seconds.first?.second }
    public var last: Int64? { seconds.last?.second }

    /// Adds an entry at the end; `second` is not lower than the last.
    mutating func append(second: Int64, entry: Entry) {
        if seconds.last?.second == second {
            seconds[seconds.count - 1].entries.append(entry)
        } else {
            seconds.append(Second(second: second, entries: [entry]))
        }
        count += 1
    }

    /// Removes all entries at or after `second`, and gives them in order.
    mutating func remove(from second: Int64) -> [Rollup] {
        let start = seconds.partitioningIndex { $0.second >= second }
        guard start < seconds.count else { return [] }
        let removed = seconds[start...].flatMap { group in
            group.entries.lazy.map {
                Rollup(second: group.second, thread: $0.thread, stack: $0.stack, weight: $0.weight)
            }
        }
        seconds.removeSubrange(start...)
        count -= removed.count
        return removed
    }

    /// Removes all entries before `second`.
    mutating func discard(before second: Int64) {
        let end = seconds.partitioningIndex { $0.second >= second }
        count -= seconds[..<end].reduce(0) { $0 + $1.entries.count }
        seconds.removeSubrange(..<end)
    }

    /// Calls `body` for each entry of a stretch of whole seconds (all of them for nil), with its second, in order.
    public func forEach(in range: Range<Int64>?, _ body: (Int64, Entry) -> Void) {
        let low = range.map { range in seconds.partitioningIndex { $0.second >= range.lowerBound } } ?? 0
        let high = range.map { range in seconds.partitioningIndex { $0.second >= range.upperBound } } ?? seconds.count
        guard low < high else { return }
        for group in seconds[low..<high] {
            for entry in group.entries { body(group.second, entry) }
        }
    }
}
