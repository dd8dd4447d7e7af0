import Dispatch
import GRDB
import GlassModel
import Glibc
import Synchronization

/// Sums up a recording's samples on all processors: whoever is through with a chunk fetches the next.
///
/// Not `Sendable` by what it holds, but all that changes is behind the lock, and SQLite does not mind which thread it is used
/// from as long as it is one at a time.
final class ParallelSums: @unchecked Sendable {
    /// More would wait for who fetches.
    private static let mostThreads = 8

    private let empty: SampleSums
    private let chunks: SQLStatement
    private let lock = Mutex(())
    private var table: ChunkTable
    /// What those that are through have summed.
    private var sums: SampleSums?
    private var error: (any Error)?
    private var isOver = false

    init(_ table: ChunkTable, range: ClosedRange<Timestamp>?, threads: Set<ThreadKey>?) throws {
        self.table = table
        empty = try SampleSums(
            known: table.known ?? BatchCounts(storedIn: table.db), range: range, threads: threads)
        chunks = try table.chunks(in: range)
    }

    /// - Returns: The sums by the stack's index, and what could not be read.
    func run() throws -> (weights: [Weight], damage: [String]) {
        defer { chunks.reset() }
        let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        DispatchQueue.concurrentPerform(iterations: min(Self.mostThreads, processors)) { _ in work() }
        if let error { throw error }
        return ((sums ?? empty).weights, table.damage)
    }

    private func work() {
        var own = empty
        var bytes: [UInt8] = []
        while fetch(&bytes) {
            bytes.withUnsafeBytes { bytes in
                do throws(ChunkDamage) {
                    try own.add(bytes)
                } catch {
                    lock.withLock { _ in table.note(error) }
                }
            }
        }
        lock.withLock { _ in
            if sums == nil { sums = own } else { sums?.add(own) }
        }
    }

    /// - Returns: Whether there was another chunk.
    private func fetch(_ bytes: inout [UInt8]) -> Bool {
        lock.withLock { _ in
            guard !isOver else { return false }
            do {
                isOver = try !table.next(chunks)
            } catch {
                self.error = error
                isOver = true
            }
            guard !isOver else { return false }
            bytes.removeAll(keepingCapacity: true)
            chunks.withBlob(0) { bytes.append(contentsOf: $0) }
            return true
        }
    }
}
