import GRDB
import GlassModel

/// Reads the samples, chunk by chunk.
struct ChunkTable {
    let connection: SQLiteConnection
    let db: Database
    private(set) var damage: [String] = []

    /// What the caller knows of; samples of threads and stacks that came later are left for later too.
    private let known: BatchCounts?
    /// Of the chunk that is being read.
    private var samples: [Sample] = []

    init(connection: SQLiteConnection, db: Database, known: BatchCounts?) {
        self.connection = connection
        self.db = db
        self.known = known
    }

    /// The samples in `range`, in the order in which they were written. A chunk that is damaged is left out.
    mutating func forEachSample(in range: ClosedRange<Timestamp>?, _ body: (Sample) throws -> Void) throws {
        let limits = (range?.lowerBound.rawValue ?? .min, range?.upperBound.rawValue ?? .max)
        let counts = try known ?? BatchCounts(storedIn: db)
        let chunks = try connection.statement(
            db, "SELECT id, bytes FROM sample_chunk WHERE last_ns >= ? AND first_ns <= ? ORDER BY id")
        chunks.bind(1, limits.0).bind(2, limits.1)
        defer { chunks.reset() }
        while try next(chunks) {
            decode(chunks)
            for sample in samples where range?.contains(sample.time) ?? true {
                if counts.holds(sample) { try body(sample) }
            }
        }
    }

    private mutating func next(_ chunks: SQLStatement) throws -> Bool {
        do {
            return try chunks.step()
        } catch let error as DatabaseError where error.meansDamage {
            note("the samples after some time could not be read (\(error.message ?? "unreadable"))")
            return false
        }
    }

    private mutating func decode(_ chunk: SQLStatement) {
        samples.removeAll(keepingCapacity: true)
        do {
            try chunk.withBlob(1) { bytes throws(ChunkDamage) in try SampleChunk.decode(bytes, into: &samples) }
        } catch {
            samples.removeAll(keepingCapacity: true)
            note("a chunk of samples could not be decoded (\(error))")
        }
    }

    private mutating func note(_ what: String) { damage.append("the recording is damaged: \(what)") }
}
