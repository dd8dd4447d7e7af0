/// What the samples of a chunk so far make likely for the next one. Writer and reader go through the same steps, so
/// that a chunk needs to hold only what differs.
struct ChunkGuess {
    private struct Thread {
        var time: Int64
        var samples: Int64 = 1
        var stack = 0
        var ran = true
        /// The thread whose sample followed this one's last time: threads are visited in turn.
        var successor = 0
    }

    private var threads: [Thread]
    private var previous = 0
    /// Of the previous sample.
    private(set) var time: Int64

    init(first: Int64, threads count: Int) {
        time = first
        threads = [Thread](repeating: Thread(time: first), count: count)
    }

    /// The index of the likely thread.
    var thread: Int { threads.isEmpty ? 0 : threads[previous].successor }
    func stack(_ thread: Int) -> Int { threads[thread].stack }
    func samples(_ thread: Int) -> Int64 { threads[thread].samples }
    func wall(_ thread: Int, at time: Int64) -> Int64 { time &- threads[thread].time }
    func cpu(_ thread: Int, wall: Int64) -> Int64 { threads[thread].ran ? wall : 0 }

    /// Learns from a sample. `thread` is below the number of threads.
    mutating func learn(thread: Int, stack: Int, time: Int64, samples: Int64, cpu: Int64) {
        threads[previous].successor = thread
        previous = thread
        self.time = time
        threads[thread].time = time
        threads[thread].samples = samples
        threads[thread].stack = stack
        threads[thread].ran = cpu != 0
    }
}
