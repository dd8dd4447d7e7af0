import GlassModel

/// All rollups of a recording in order of second, 32 bytes each: the second stands once for all its entries.
public struct RollupTable: Sendable {
    /// One thread at one stack within one second.
    public struct Entry: Hashable, Sendable {
        public let thread: ThreadKey
        public let stack: StackID
        public let weight: Weight
    }

    private var entries: [Entry] = []
    /// The distinct seconds in rising order, and where the entries of each begin.
    private var seconds: [Int64] = []
    private var starts: [Int] = []

    public init() {}

    public var count: Int { entries.count }
    public var first: Int64? { seconds.first }
    public var last: Int64? { seconds.last }

    /// Adds an entry at the end; `second` is not lower than the last.
    mutating func append(second: Int64, entry: Entry) {
        if seconds.last != second {
            seconds.append(second)
            starts.append(entries.count)
        }
        entries.append(entry)
    }

    /// Removes all entries at or after `second` and hands each to `body`.
    mutating func remove(from second: Int64, _ body: (Entry) -> Void) {
        let group = seconds.partitionPoint { $0 >= second }
        guard group < seconds.count else { return }
        let start = starts[group]
        for entry in entries[start...] { body(entry) }
        entries.removeSubrange(start...)
        seconds.removeSubrange(group...)
        starts.removeSubrange(group...)
    }

    /// The entries of a stretch of whole seconds (all of them for nil), in order of second.
    public func entries(in range: Range<Int64>?) -> ArraySlice<Entry> {
        entries[bounds(of: range)]
    }

    /// Calls `body` for each entry of a stretch, with its second.
    public func forEach(in range: Range<Int64>?, _ body: (Int64, Entry) -> Void) {
        let low = range.map { range in seconds.partitionPoint { $0 >= range.lowerBound } } ?? 0
        let high = range.map { range in seconds.partitionPoint { $0 >= range.upperBound } } ?? seconds.count
        for group in low..<max(low, high) {
            let end = group + 1 < starts.count ? starts[group + 1] : entries.count
            for index in starts[group]..<end { body(seconds[group], entries[index]) }
        }
    }

    private func bounds(of range: Range<Int64>?) -> Range<Int> {
        guard let range else { return 0..<entries.count }
        let low = start(of: range.lowerBound)
        return low..<max(low, start(of: range.upperBound))
    }

    private func start(of second: Int64) -> Int {
        let group = seconds.partitionPoint { $0 >= second }
        return group < starts.count ? starts[group] : entries.count
    }
}

extension RandomAccessCollection where Index == Int {
    /// The first index whose element satisfies `predicate`, in a collection that is partitioned by it (all that do
    /// not come first); `endIndex` where none does.
    func partitionPoint(_ predicate: (Element) -> Bool) -> Int {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = low + (high - low) / 2
            if predicate(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
