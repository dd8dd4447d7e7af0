import GlassModel

/// What the ledger asks of whoever knows the clocks, the threads and the samples. Moments are of the monotonic clock.
public protocol LedgerSurroundings {
    func timestamp(of moment: Nanoseconds) -> Timestamp
    /// None for a thread that is not sampled.
    func key(of thread: ThreadID) -> ThreadKey?
    /// What the samples of a thread weigh between two moments, by stack.
    func work(of thread: ThreadID, from: Nanoseconds, to: Nanoseconds) -> [StackID: Weight]
    /// What the samples that found this asyncio task running weigh between two moments, by stack.
    func work(ofTask task: UInt64, in process: ProcessID, from: Nanoseconds, to: Nanoseconds) -> [StackID: Weight]
}
