import Dispatch
import GRDB
import GlassModel
import Synchronization

/// Writes samples into `sample_chunk`. Each batch becomes a small chunk of its own, so that it is on disk with its
/// transaction; once these hold ``chunkSize`` samples or span ``chunkSpan``, one chunk replaces them all, coded (see
/// ``CodedSamples``): it takes a third of the room a sample.
struct SampleLog {
    static let chunkSize = 10_000
    static let chunkSpan = Nanoseconds.seconds(60)
    /// The codes of fewer would take more room than they save.
    static let codedSize = 256

    /// The samples of the small chunks.
    private var open: [Sample] = []
    /// The identifier of the first small chunk.
    private var firstOpen: Int64 = 1
    private var nextID: Int64 = 1

    /// Writes within a transaction of the caller's, who puts the log back as it was where that fails.
    mutating func write(_ samples: [Sample], _ db: Database, _ connection: SQLiteConnection) throws {
        guard !samples.isEmpty else { return }
        open.append(contentsOf: samples)
        let span = samples[samples.count - 1].time - open[0].time
        if open.count >= Self.chunkSize || span >= Self.chunkSpan {
            try seal(db, connection)
        } else {
            try insert(samples[...], SampleChunk.encode(samples), db, connection)
        }
    }

    /// Replaces the small chunks by large ones.
    mutating func seal(_ db: Database, _ connection: SQLiteConnection) throws {
        guard !open.isEmpty else { return }
        try connection.statement(db, "DELETE FROM sample_chunk WHERE id >= ?").bind(1, firstOpen).run()
        nextID = firstOpen
        let parts = stride(from: 0, to: open.count, by: Self.chunkSize * 2).map {
            open[$0..<min($0 + Self.chunkSize * 2, open.count)]
        }
        for (samples, bytes) in zip(parts, Self.encoded(parts)) { try insert(samples, bytes, db, connection) }
        firstOpen = nextID
        open.removeAll(keepingCapacity: true)
    }

    /// Of many samples at once, on all processors: it is a third of what writing them takes.
    private static func encoded(_ parts: [ArraySlice<Sample>]) -> [[UInt8]] {
        guard parts.count > 1 else { return parts.map(encoded) }
        let chunks = Mutex([[UInt8]](repeating: [], count: parts.count))
        DispatchQueue.concurrentPerform(iterations: parts.count) { part in
            let bytes = encoded(parts[part])
            chunks.withLock { $0[part] = bytes }
        }
        return chunks.withLock { $0 }
    }

    private static func encoded(_ samples: ArraySlice<Sample>) -> [UInt8] {
        samples.count >= codedSize ? CodedSamples.encode(samples) : SampleChunk.encode(samples)
    }

    private mutating func insert(
        _ samples: ArraySlice<Sample>, _ bytes: [UInt8], _ db: Database, _ connection: SQLiteConnection
    ) throws {
        let times = samples.lazy.map(\.time.rawValue)
        let insert = try connection.statement(db, "INSERT INTO sample_chunk VALUES (?, ?, ?, ?, ?)")
        insert.bind(1, nextID).bind(2, times.min() ?? 0).bind(3, times.max() ?? 0).bind(4, Int64(samples.count))
        try insert.bind(5, bytes).run()
        nextID += 1
    }
}
