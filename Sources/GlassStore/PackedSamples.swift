import GlassModel

/// Samples row by row, each number in as few bits as its chance allows, as recordings of version 5 have them. That took a
/// microsecond for each; now they are written as ``CodedSamples``.
///
/// The bytes: format (2), the ``SampleHead``; then, from a range coder (see ``RangeDecoder``), of each sample the same numbers as there, but that of the CPU time, which is
/// - 0 where it is the time since the thread was last seen to run, or 1 where it is none,
/// - else 2, and how far it is from that time, zigzag.
///
/// A ``Checksum`` closes them.
enum PackedSamples {
    static let format: UInt64 = 2

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
            samples.append(row.sample(thread: threads[row.thread], stack: stacks[row.stack]))
        }
        return samples
    }
}

/// The numbers of samples as ``PackedSamples`` has them, which writer and reader learn from alike.
struct SampleRows {
    enum CPUKind {
        static let guessed: UInt64 = 0
        static let none: UInt64 = 1
        static let other: UInt64 = 2
    }

    var guess: ChunkGuess
    /// When each thread was last seen to run.
    var ran: [Int64]
    var thread = NumberModel(contexts: 3)
    var stack = NumberModel(contexts: 3)
    var time = NumberModel(contexts: 4)
    var samples = NumberModel(contexts: 6)
    var wall = NumberModel(contexts: 1)
    var cpuKind = NumberModel(contexts: 16)
    var cpu = NumberModel(contexts: 2)
    /// Whether the numbers of the sample before were 0, 1 or more.
    var lastThread = 0
    var lastStack = 0
    var lastSamples = 0

    init(first: Int64, threads count: Int) {
        guess = ChunkGuess(first: first, threads: count)
        ran = [Int64](repeating: first, count: count)
    }

    static func size(_ number: UInt64) -> Int { Int(min(number, 2)) }

    mutating func next(threads: Int, stacks: Int, _ coder: inout RangeDecoder) throws(ChunkDamage) -> SampleRow {
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
        let row = SampleRow(
            thread: threadIndex, stack: stackIndex, time: now,
            samples: guess.samples(threadIndex) &+ Zigzag.decode(samplesCode), wall: wallTime, cpu: cpuTime)
        learn(row)
        return row
    }

    mutating func codeThread(_ code: UInt64, _ coder: inout some BitCoder) -> UInt64 {
        let code = thread.code(code, context: lastThread, &coder)
        lastThread = Self.size(code)
        return code
    }

    mutating func codeStack(_ code: UInt64, _ coder: inout some BitCoder) -> UInt64 {
        let code = stack.code(code, context: lastStack, &coder)
        lastStack = Self.size(code)
        return code
    }

    mutating func codeTime(
        _ code: UInt64, _ thread: UInt64, _ stack: UInt64, _ coder: inout some BitCoder
    ) -> UInt64 {
        time.code(code, context: (thread == 0 ? 0 : 2) + (stack == 0 ? 0 : 1), &coder)
    }

    mutating func codeSamples(_ code: UInt64, _ stack: UInt64, _ coder: inout some BitCoder) -> UInt64 {
        let code = samples.code(code, context: lastSamples * 2 + (stack == 0 ? 0 : 1), &coder)
        lastSamples = Self.size(code)
        return code
    }

    func context(_ thread: Int, _ stack: UInt64, _ samples: UInt64) -> Int {
        (guess.cpu(thread, wall: 1) == 0 ? 0 : 8) + (stack == 0 ? 0 : 4) + Int(min(samples, 3))
    }

    mutating func learn(_ row: SampleRow) {
        guess.learn(thread: row.thread, stack: row.stack, time: row.time, samples: row.samples, cpu: row.cpu)
        if row.cpu != 0 { ran[row.thread] = row.time }
    }

    private static func index(_ code: UInt64, guess: Int, count: Int) throws(ChunkDamage) -> Int {
        let index = code == 0 ? UInt64(guess) : code - 1
        guard index < UInt64(count) else { throw .unknownIdentifier }
        return Int(index)
    }
}
