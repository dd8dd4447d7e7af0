import GRDB
import GlassModel

/// Reads the samples, chunk by chunk.
struct ChunkTable {
    let connection: SQLiteConnection
    let db: Database
    private(set) var damage: [String] = []

    /// What the caller knows of; samples of threads and stacks that came later are left for later too.
    private let known: BatchCounts?

    init(connection: SQLiteConnection, db: Database, known: BatchCounts?) {
        self.connection = connection
        self.db = db
        self.known = known
    }

    /// The samples in `range`, in the order in which they were written. A chunk that is damaged is left out.
    mutating func forEachSample(in range: ClosedRange<Timestamp>?, _ body: (Sample) throws -> Void) throws {
        let limits = (range?.lowerBound.rawValue ?? .min, range?.upperBound.rawValue ?? .max)
        let counts = try identifiers()
        let chunks = try connection.statement(
            db, "SELECT id, bytes FROM sample_chunk WHERE last_ns >= ? AND first_ns <= ? ORDER BY id")
        chunks.bind(1, limits.0).bind(2, limits.1)
        defer { chunks.reset() }
        while try next(chunks) {
            for sample in samples(of: chunks, counts) where range?.contains(sample.time) ?? true {
                if known?.holds(sample) ?? true { try body(sample) }
            }
        }
    }

    private mutating func next(_ chunks: Statement) throws -> Bool {
        do {
            return try chunks.step()
        } catch let error as DatabaseError where error.meansDamage {
            note("the samples after some time could not be read (\(error.message ?? "unreadable"))")
            return false
        }
    }

    private mutating func samples(of chunk: Statement, _ counts: BatchCounts) -> [Sample] {
        do {
            let samples = try SampleChunk.decode(chunk.blob(1))
            if samples.allSatisfy(counts.holds) { return samples }
            note("a chunk of samples is of threads or stacks that are not there")
        } catch {
            note("a chunk of samples could not be decoded (\(error))")
        }
        return []
    }

    /// How many threads and stacks there are to refer to.
    private func identifiers() throws -> BatchCounts {
        var counts = BatchCounts()
        counts.threads = try Int.fetchOne(db, sql: "SELECT max(id) FROM thread") ?? 0
        counts.stacks = try Int.fetchOne(db, sql: "SELECT max(id) FROM stack") ?? 0
        return counts
    }

    private mutating func note(_ what: String) { damage.append("the recording is damaged: \(what)") }
}
