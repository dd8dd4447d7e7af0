import GRDB
import GlassModel
import Synchronization

/// What lies behind in a recording that a ``RecordingReader`` reads, over a connection of its own: it is read by other
/// tasks than the reader, and takes longer.
final class StoredHistory: RollupHistory {
    private struct State {
        /// Nil until it is needed.
        var connection: SQLiteConnection?
        var notices: [String] = []
    }

    private let opening: RecordingOpening
    /// The second that the tables count from.
    private let origin: Int64
    private let state: Mutex<State>

    init(opening: RecordingOpening, origin: Int64) {
        self.opening = opening
        self.origin = origin
        state = Mutex(State())
    }

    /// What could not be read.
    var notices: [String] { state.withLock { $0.notices } }

    /// Closes the file until it is needed again, so that its writer can finish it.
    func release() { state.withLock { $0.connection = nil } }

    func forEachWeight(
        in seconds: Range<Int64>, threads: Set<ThreadKey>?, _ body: (ThreadKey, StackID, Weight) -> Void
    ) {
        read(seconds) { reading, seconds in try reading.forEachWeight(in: seconds, threads: threads, body) }
    }

    func stackWeights(in seconds: Range<Int64>, count: Int) -> [Weight] {
        var sums = RollupSums(stacks: count, threads: 0)
        read(seconds) { reading, seconds in sums = try reading.sums(in: seconds, like: sums) }
        return sums.stacks
    }

    func forEachRollup(in seconds: Range<Int64>, _ body: (Rollup) -> Void) {
        read(seconds) { reading, seconds in
            try reading.forEachRollup(in: seconds) { second, thread, stack, weight in
                body(Rollup(second: second &+ origin, thread: thread, stack: stack, weight: weight))
            }
        }
    }

    func forEachThreadSecond(in seconds: Range<Int64>, _ body: (Int64, ThreadKey, Weight) -> Void) {
        read(seconds) { reading, seconds in
            try reading.forEachThreadSecond(in: seconds) { body($0 &+ origin, $1, $2) }
        }
    }

    func forEachSample(in time: Range<Timestamp>, _ body: (Sample) -> Void) {
        guard !time.isEmpty else { return }
        let last = Timestamp(rawValue: time.upperBound.rawValue - 1)
        access { connection, db in
            var chunks = ChunkTable(connection: connection, db: db, known: nil)
            try chunks.forEachSample(in: time.lowerBound...last, body)
            return chunks.damage
        }
    }

    private func read(_ seconds: Range<Int64>, _ body: (RollupReading, Range<Int64>) throws -> Void) {
        let (first, firstOverflow) = seconds.lowerBound.subtractingReportingOverflow(origin)
        let (end, endOverflow) = seconds.upperBound.subtractingReportingOverflow(origin)
        guard !firstOverflow, !endOverflow, first < end else { return }
        access { connection, db in
            let reading = try RollupReading(connection: connection, db: db)
            try body(reading, first..<end)
            return reading.damage
        }
    }

    /// Runs `body`, which gives what it could not read, on the recording as it is now.
    private func access(_ body: (SQLiteConnection, Database) throws -> [String]) {
        do throws(StoreError) {
            let connection = try connection()
            let damage = try connection.access { db in
                var damage: [String] = []
                try db.inTransaction(.deferred) {
                    damage = try body(connection, db)
                    return .rollback
                }
                return damage
            }
            for notice in damage { notify(notice) }
        } catch {
            notify(error.description)
        }
    }

    private func connection() throws(StoreError) -> SQLiteConnection {
        if let connection = state.withLock({ $0.connection }) { return connection }
        let opened = try opening.open().connection
        state.withLock { $0.connection = opened }
        return opened
    }

    private func notify(_ notice: String) {
        state.withLock { if !$0.notices.contains(notice) { $0.notices.append(notice) } }
    }
}
