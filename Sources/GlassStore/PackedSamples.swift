import GlassModel

/// Samples row by row, each number in as few bits as its chance allows: a third less than the columns of
/// ``SampleChunk``, and some times as long to read. For what will not change any more.
///
/// The bytes: format (2), as in ``SampleChunk`` the number of samples, the time to count from and the keys; then, from a
/// ``RangeEncoder``, of each sample the same numbers as there, but that of the CPU time, which is
/// - 0 where it is the time since the thread was last seen to run, or 1 where it is none,
/// - else 2, and how far it is from that time, zigzag.
///
/// A ``Checksum`` closes them.
enum PackedSamples {
    static let format: UInt64 = 2

    static func encode(_ samples: some Collection<Sample>) -> [UInt8] {
        let threads = KeyRanking(samples.lazy.map(\.thread.rawValue))
        let stacks = KeyRanking(samples.lazy.map(\.stack.rawValue))
        let first = (samples.first?.time.rawValue ?? 0) / 1_000
        var writer = VarintWriter()
        writer.append(format)
        SampleHead(count: samples.count, first: first, threads: threads.keys, stacks: stacks.keys).write(to: &writer)
        var rounding = MicrosecondRounding(threads: threads.keys.count)
        var rows = SampleRows(first: first, threads: threads.keys.count)
        var coder = RangeEncoder()
        for sample in samples {
            let thread = threads.index(of: sample.thread.rawValue)
            let stack = stacks.index(of: sample.stack.rawValue)
            let rounded = rounding.round(sample, thread: thread)
            rows.append(
                SampleRows.Row(
                    thread: thread, stack: stack, time: rounded.time, samples: sample.weight.samples,
                    wall: rounded.wall, cpu: rounded.cpu), &coder)
        }
        coder.finish()
        writer.append(bytes: coder.bytes)
        return Checksum.sealed(writer.bytes)
    }

    /// The samples of bytes that may be damaged.
    static func decode(_ bytes: UnsafeRawBufferPointer) throws(ChunkDamage) -> [Sample] {
        let content = try Checksum.opened(bytes)
        var reader = VarintReader(content)
        guard try reader.next() == format else { throw .unknownFormat }
        let head = try SampleHead(from: &reader)
        let (count, threads, stacks) = (head.count, head.threads, head.stacks)
        var coder = RangeDecoder(reader.rest)
        var rows = SampleRows(first: head.first, threads: threads.count)
        var samples: [Sample] = []
        samples.reserveCapacity(count)
        for _ in 0..<count {
            let row = try rows.next(threads: threads.count, stacks: stacks.count, &coder)
            samples.append(
                Sample(
                    time: Timestamp(rawValue: row.time &* 1_000), thread: ThreadKey(threads[row.thread]),
                    stack: StackID(stacks[row.stack]),
                    weight: Weight(
                        samples: row.samples, cpu: Nanoseconds(row.cpu &* 1_000),
                        wall: Nanoseconds(row.wall &* 1_000))))
        }
        return samples
    }
}

/// The numbers of samples as ``PackedSamples`` has them. Writer and reader go through the same steps.
private struct SampleRows {
    struct Row {
        let thread: Int
        let stack: Int
        /// In microseconds, as those that follow but `samples`.
        let time: Int64
        let samples: Int64
        let wall: Int64
        let cpu: Int64
    }

    private enum CPUKind {
        static let guessed: UInt64 = 0
        static let none: UInt64 = 1
        static let other: UInt64 = 2
    }

    private var guess: ChunkGuess
    /// When each thread was last seen to run.
    private var ran: [Int64]
    private var thread = NumberModel(contexts: 3)
    private var stack = NumberModel(contexts: 3)
    private var time = NumberModel(contexts: 4)
    private var samples = NumberModel(contexts: 6)
    private var wall = NumberModel(contexts: 1)
    private var cpuKind = NumberModel(contexts: 16)
    private var cpu = NumberModel(contexts: 2)
    /// Whether the numbers of the sample before were 0, 1 or more.
    private var lastThread = 0
    private var lastStack = 0
    private var lastSamples = 0

    init(first: Int64, threads count: Int) {
        guess = ChunkGuess(first: first, threads: count)
        ran = [Int64](repeating: first, count: count)
    }

    private static func size(_ number: UInt64) -> Int { Int(min(number, 2)) }

    mutating func append(_ row: Row, _ coder: inout RangeEncoder) {
        let threadCode = row.thread == guess.thread ? 0 : UInt64(row.thread) + 1
        let stackCode = row.stack == guess.stack(row.thread) ? 0 : UInt64(row.stack) + 1
        _ = codeThread(threadCode, &coder)
        _ = codeStack(stackCode, &coder)
        _ = codeTime(Zigzag.encode(row.time &- guess.time), threadCode, stackCode, &coder)
        let samplesCode = Zigzag.encode(row.samples &- guess.samples(row.thread))
        _ = codeSamples(samplesCode, stackCode, &coder)
        _ = wall.code(Zigzag.encode(row.wall &- guess.wall(row.thread, at: row.time)), &coder)
        let expected = row.time &- ran[row.thread]
        let kind = row.cpu == expected ? CPUKind.guessed : row.cpu == 0 ? CPUKind.none : CPUKind.other
        _ = cpuKind.code(kind, context: context(row.thread, stackCode, samplesCode), &coder)
        if kind == CPUKind.other {
            _ = cpu.code(Zigzag.encode(row.cpu &- expected), context: stackCode == 0 ? 0 : 1, &coder)
        }
        learn(row)
    }

    mutating func next(threads: Int, stacks: Int, _ coder: inout RangeDecoder) throws(ChunkDamage) -> Row {
        let threadCode = codeThread(0, &coder)
        let threadIndex = try Self.index(threadCode, guess: guess.thread, count: threads)
        let stackCode = codeStack(0, &coder)
        let stackIndex = try Self.index(stackCode, guess: guess.stack(threadIndex), count: stacks)
        let now = guess.time &+ Zigzag.decode(codeTime(0, threadCode, stackCode, &coder))
        let samplesCode = codeSamples(0, stackCode, &coder)
        let wallTime = guess.wall(threadIndex, at: now) &+ Zigzag.decode(wall.code(0, &coder))
        let kind = cpuKind.code(0, context: context(threadIndex, stackCode, samplesCode), &coder)
        var cpuTime = kind == CPUKind.none ? 0 : now &- ran[threadIndex]
        if kind == CPUKind.other {
            cpuTime = cpuTime &+ Zigzag.decode(cpu.code(0, context: stackCode == 0 ? 0 : 1, &coder))
        }
        let row = Row(
            thread: threadIndex, stack: stackIndex, time: now,
            samples: guess.samples(threadIndex) &+ Zigzag.decode(samplesCode), wall: wallTime, cpu: cpuTime)
        learn(row)
        return row
    }

    private mutating func codeThread(_ code: UInt64, _ coder: inout some BitCoder) -> UInt64 {
        let code = thread.code(code, context: lastThread, &coder)
        lastThread = Self.size(code)
        return code
    }

    private mutating func codeStack(_ code: UInt64, _ coder: inout some BitCoder) -> UInt64 {
        let code = stack.code(code, context: lastStack, &coder)
        lastStack = Self.size(code)
        return code
    }

    private mutating func codeTime(
        _ code: UInt64, _ thread: UInt64, _ stack: UInt64, _ coder: inout some BitCoder
    ) -> UInt64 {
        time.code(code, context: (thread == 0 ? 0 : 2) + (stack == 0 ? 0 : 1), &coder)
    }

    private mutating func codeSamples(_ code: UInt64, _ stack: UInt64, _ coder: inout some BitCoder) -> UInt64 {
        let code = samples.code(code, context: lastSamples * 2 + (stack == 0 ? 0 : 1), &coder)
        lastSamples = Self.size(code)
        return code
    }

    private func context(_ thread: Int, _ stack: UInt64, _ samples: UInt64) -> Int {
        (guess.cpu(thread, wall: 1) == 0 ? 0 : 8) + (stack == 0 ? 0 : 4) + Int(min(samples, 3))
    }

    private mutating func learn(_ row: Row) {
        guess.learn(thread: row.thread, stack: row.stack, time: row.time, samples: row.samples, cpu: row.cpu)
        if row.cpu != 0 { ran[row.thread] = row.time }
    }

    private static func index(_ code: UInt64, guess: Int, count: Int) throws(ChunkDamage) -> Int {
        let index = code == 0 ? UInt64(guess) : code - 1
        guard index < UInt64(count) else { throw .unknownIdentifier }
        return Int(index)
    }
}
