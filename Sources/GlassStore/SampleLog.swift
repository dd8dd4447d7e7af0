import GRDB
import GlassModel

/// Writes samples into `sample_chunk`. Each batch becomes a small chunk of its own, so that it is on disk with its
/// transaction; once these hold ``chunkSize`` samples or span ``chunkSpan``, one chunk replaces them all, packed (see
/// ``PackedSamples``): it takes a third of the room a sample. Where more samples come than there would be time to pack, they
/// stay in columns.
struct SampleLog {
    static let chunkSize = 10_000
    static let chunkSpan = Nanoseconds.seconds(60)
    /// Samples a second that are packed. A million would take more than a core.
    static let packedRate = 200_000.0

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
        let isPacked = mayPack
        for start in stride(from: 0, to: open.count, by: Self.chunkSize * 2) {
            let samples = open[start..<min(start + Self.chunkSize * 2, open.count)]
            let bytes = isPacked ? PackedSamples.encode(samples) : SampleChunk.encode(samples)
            try insert(samples, bytes, db, connection)
        }
        firstOpen = nextID
        open.removeAll(keepingCapacity: true)
    }

    /// Few samples may well be of one moment; packing them takes no time.
    private var mayPack: Bool {
        guard open.count >= Self.chunkSize, let first = open.first, let last = open.last else { return true }
        return Double(open.count) <= (last.time - first.time).seconds * Self.packedRate
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
