import GRDB
import GlassModel

extension DeltaTables {
    /// What lies behind, summed up. The tail is moved to its end.
    mutating func readPast(_ history: StoredHistory) throws -> RecordingPast {
        let reading = try RollupReading(connection: connection, db: db)
        defer { damage += reading.damage.filter { !damage.contains($0) } }
        let origin = started.second
        guard let bounds = try reading.bounds() else {
            return RecordingPast(history: history, seconds: origin..<origin, stackTotals: [], threadTotals: [:])
        }
        tail.newest = bounds.upperBound
        let end = max(bounds.lowerBound, bounds.upperBound &- RollupWindow.openSeconds)
        let empty = RollupSums(stacks: tail.counts.stacks, threads: tail.counts.threads)
        let sums = try reading.sums(in: bounds.lowerBound..<end, like: empty)
        let keys = sums.threads.indices.map { ThreadKey(Int32(clamping: $0 + 1)) }
        return RecordingPast(
            history: history, seconds: (bounds.lowerBound &+ origin)..<(end &+ origin), stackTotals: sums.stacks,
            threadTotals: Dictionary(uniqueKeysWithValues: zip(keys, sums.threads)))
    }
}
