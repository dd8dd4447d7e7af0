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
        var stacks = [Weight](repeating: .zero, count: tail.counts.stacks)
        var threads = [Weight](repeating: .zero, count: tail.counts.threads)
        let counts = tail.counts
        try stacks.withUnsafeMutableBufferPointer { stacks in
            try threads.withUnsafeMutableBufferPointer { threads in
                try reading.forEachWeight(in: bounds.lowerBound..<end, threads: nil) { thread, stack, weight in
                    guard counts.isKnown(thread, counts.threads), counts.isKnown(stack, counts.stacks) else { return }
                    stacks[stack.index] += weight
                    threads[thread.index] += weight
                }
            }
        }
        let keys = threads.indices.map { ThreadKey(Int32(clamping: $0 + 1)) }
        return RecordingPast(
            history: history, seconds: (bounds.lowerBound &+ origin)..<(end &+ origin), stackTotals: stacks,
            threadTotals: Dictionary(uniqueKeysWithValues: zip(keys, threads)))
    }
}
