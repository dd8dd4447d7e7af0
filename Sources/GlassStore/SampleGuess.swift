import GlassModel

/// The numbers of a sample, its thread and stack as places among those of a chunk.
struct SampleRow {
    let thread: Int
    let stack: Int
    /// In microseconds, as those that follow but `samples`.
    let time: Int64
    let samples: Int64
    let wall: Int64
    let cpu: Int64

    @inline(__always) var timestamp: Timestamp { Timestamp(rawValue: time &* 1_000) }

    @inline(__always) var weight: Weight {
        Weight(samples: samples, cpu: Nanoseconds(cpu &* 1_000), wall: Nanoseconds(wall &* 1_000))
    }

    @inline(__always)
    func sample(thread: Int32, stack: Int32) -> Sample {
        Sample(time: timestamp, thread: ThreadKey(thread), stack: StackID(stack), weight: weight)
    }
}

/// What is written of a ``SampleRow``: how far it is from what a ``SampleGuess`` says, so that most numbers are 0.
struct SampleCodes {
    /// 0 where the guess is right, else its place + 1.
    var thread: UInt64
    /// 0 where it is the previous one of the same thread, else its place + 1.
    var stack: UInt64
    /// Time since the previous sample of the chunk, zigzag.
    var time: UInt64
    /// Less the previous one's of the same thread, zigzag.
    var samples: UInt64
    /// Less the time since the previous sample of the same thread, zigzag.
    var wall: UInt64
    /// Of a thread that ran when it was last seen, 0 for the time since then, 1 for none; of one that waited the other way
    /// round. Else 1 + how far it is from the time since the thread was last seen to run, zigzag.
    var cpu: UInt64
}

/// The columns of ``SampleCodes``, one after the other.
extension SampleCodes {
    static let columnCount = 6

    /// The codes that stand in a row.
    @inline(__always)
    init(in columns: UnsafeMutablePointer<UInt64>, rows count: Int, at row: Int) {
        self.init(
            thread: columns[row], stack: columns[count &+ row], time: columns[2 &* count &+ row],
            samples: columns[3 &* count &+ row], wall: columns[4 &* count &+ row], cpu: columns[5 &* count &+ row])
    }

    @inline(__always)
    func store(in columns: UnsafeMutableBufferPointer<UInt64>, rows count: Int, at row: Int) {
        columns[row] = thread
        columns[count &+ row] = stack
        columns[2 &* count &+ row] = time
        columns[3 &* count &+ row] = samples
        columns[4 &* count &+ row] = wall
        columns[5 &* count &+ row] = cpu
    }
}

/// What the samples of a chunk so far make likely for the next one. Writer and reader go through the same steps.
struct SampleGuess {
    private struct Thread {
        /// Of its last sample.
        var time: Int64
        /// When it was last seen to run.
        var ran: Int64
        var samples: Int64 = 1
        var stack = 0
        var isRunning = true
        /// The thread whose sample followed this one's last time: threads are visited in turn.
        var successor = 0
    }

    /// Not an array, which would ask at each sample who else holds it.
    private let threads: UnsafeMutableBufferPointer<Thread>
    private var likely = 0
    private var previous = 0
    private var time: Int64

    /// - Parameters:
    ///   - count: At least 1.
    ///   - body: Gets a guess that is gone with it. Of copies only one may go on.
    @inline(__always)
    static func with<Failure: Error>(
        first: Int64, threads count: Int, _ body: (inout SampleGuess) throws(Failure) -> Void
    ) throws(Failure) {
        var guess = SampleGuess(threads: .allocate(capacity: count), time: first)
        guess.threads.initialize(repeating: Thread(time: first, ran: first))
        defer { guess.threads.deallocate() }
        try body(&guess)
    }

    /// `row.thread` is below the number of threads.
    mutating func codes(of row: SampleRow) -> SampleCodes {
        let thread = threads[row.thread]
        let expected = row.time &- thread.ran
        var cpu = Zigzag.encode(row.cpu &- expected) &+ 1
        if row.cpu == expected {
            cpu = thread.isRunning ? 0 : 1
        } else if row.cpu == 0 {
            cpu = thread.isRunning ? 1 : 0
        }
        let codes = SampleCodes(
            thread: row.thread == likely ? 0 : UInt64(row.thread) + 1,
            stack: row.stack == thread.stack ? 0 : UInt64(row.stack) + 1, time: Zigzag.encode(row.time &- time),
            samples: Zigzag.encode(row.samples &- thread.samples),
            wall: Zigzag.encode(row.wall &- (row.time &- thread.time)), cpu: cpu)
        learn(row, thread)
        return codes
    }

    /// Nil for a thread or a stack that there is none of.
    @inline(__always)
    mutating func row(of codes: SampleCodes, stacks: Int) -> SampleRow? {
        let index = codes.thread == 0 ? UInt64(truncatingIfNeeded: likely) : codes.thread &- 1
        guard index < UInt64(truncatingIfNeeded: threads.count) else { return nil }
        let thread = threads[Int(truncatingIfNeeded: index)]
        // Which of the two it is nobody can foresee: all bits of one, none of the other.
        let isSame = UInt64(bitPattern: Int64(bitPattern: codes.stack &- 1) &>> 63)
        let stack = UInt64(truncatingIfNeeded: thread.stack) & isSame | (codes.stack &- 1) & ~isSame
        guard stack < UInt64(truncatingIfNeeded: stacks) else { return nil }
        let now = time &+ Zigzag.decode(codes.time)
        let expected = now &- thread.ran
        var cpu = expected &+ Zigzag.decode(codes.cpu &- 1)
        if codes.cpu < 2 { cpu = (codes.cpu == 0) == thread.isRunning ? expected : 0 }
        let row = SampleRow(
            thread: Int(truncatingIfNeeded: index), stack: Int(truncatingIfNeeded: stack), time: now,
            samples: thread.samples &+ Zigzag.decode(codes.samples),
            wall: now &- thread.time &+ Zigzag.decode(codes.wall), cpu: cpu)
        learn(row, thread)
        return row
    }

    @inline(__always)
    private mutating func learn(_ row: SampleRow, _ thread: Thread) {
        threads[previous].successor = row.thread
        likely = threads[row.thread].successor
        let isRunning = row.cpu != 0
        threads[row.thread] = Thread(
            time: row.time, ran: isRunning ? row.time : thread.ran, samples: row.samples, stack: row.stack,
            isRunning: isRunning, successor: likely)
        (previous, time) = (row.thread, row.time)
    }
}
