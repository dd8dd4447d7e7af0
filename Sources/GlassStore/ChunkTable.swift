import GRDB
import GlassModel

/// Reads the samples, chunk by chunk.
struct ChunkTable {
    let connection: SQLiteConnection
    let db: Database
    private(set) var damage: [String] = []

    /// What the caller knows of; samples of threads and stacks that came later are left for later too.
    let known: BatchCounts?

    init(connection: SQLiteConnection, db: Database, known: BatchCounts?) {
        self.connection = connection
        self.db = db
        self.known = known
    }

    /// The samples in `range`, in the order in which they were written. A chunk that is damaged is left out.
    mutating func forEachSample(in range: ClosedRange<Timestamp>?, _ body: (Sample) throws -> Void) throws {
        let counts = try known ?? BatchCounts(storedIn: db)
        let chunks = try chunks(in: range)
        defer { chunks.reset() }
        var samples: [Sample] = []
        while try next(chunks) {
            samples.removeAll(keepingCapacity: true)
            do {
                try chunks.withBlob(0) { bytes throws(ChunkDamage) in try SampleChunk.decode(bytes, into: &samples) }
            } catch {
                note(error)
                continue
            }
            for sample in samples where range?.contains(sample.time) ?? true {
                if counts.holds(sample) { try body(sample) }
            }
        }
    }

    /// Gives the bytes of the chunks in which there is a sample in `range`, perhaps, in the order in which they were written.
    func chunks(in range: ClosedRange<Timestamp>?) throws -> SQLStatement {
        let chunks = try connection.statement(
            db, "SELECT bytes FROM sample_chunk WHERE last_ns >= ? AND first_ns <= ? ORDER BY id")
        return chunks.bind(1, range?.lowerBound.rawValue ?? .min).bind(2, range?.upperBound.rawValue ?? .max)
    }

    /// Whether there is another chunk that can be read.
    mutating func next(_ chunks: SQLStatement) throws -> Bool {
        do {
            return try chunks.step()
        } catch let error as DatabaseError where error.meansDamage {
            note("the samples after some time could not be read (\(error.message ?? "unreadable"))")
            return false
        }
    }

    mutating func note(_ damage: ChunkDamage) { note("a chunk of samples could not be decoded (\(damage))") }

    private mutating func note(_ what: String) { damage.append("the recording is damaged: \(what)") }
}
