import GlassModel
import Synchronization

/// What the tracer counts of itself; it writes, others read.
final class TracerStatistics: Sendable {
    /// From asking a thread to stop until it goes on, summed, in nanoseconds. An upper bound of the time stopped: the
    /// thread runs on until the kernel reaches it.
    let stopped = Atomic<Int64>(0)
    let ticks = Atomic<Int64>(0)
    /// Time in which the target's threads were seen to run or to wait for a CPU, in nanoseconds.
    let targetTime = Atomic<Int64>(0)
    /// The last verdict of the governor: what stops cost the target, in millionths of its time.
    let cost = Atomic<Int64>(0)
    /// Ticks a second over the last second, in thousandths.
    let achievedRate = Atomic<Int64>(0)
}

/// Which threads there are, for those that read their counters beside the tracer.
final class ThreadRegistry: Sendable {
    private let records = Mutex<[ThreadID: ThreadRecord]>([:])

    func insert(_ record: ThreadRecord) { records.withLock { $0[record.thread] = record } }
    /// Takes what has become known of a thread, unless it has ended meanwhile.
    func update(_ record: ThreadRecord) {
        records.withLock { if $0[record.thread]?.key == record.key { $0[record.thread] = record } }
    }
    func remove(_ thread: ThreadID) { _ = records.withLock { $0.removeValue(forKey: thread) } }
    var all: [ThreadRecord] { records.withLock { Array($0.values) } }
}
