import GlassModel

/// The six columns of a ``SampleChunk``.
struct ChunkColumns {
    private var thread: [UInt64] = []
    private var stack: [UInt64] = []
    private var time: [UInt64] = []
    private var samples: [UInt64] = []
    private var wall: [UInt64] = []
    private var cpu: [UInt64] = []

    init(capacity: Int) {
        for column in [\Self.thread, \.stack, \.time, \.samples, \.wall, \.cpu] {
            self[keyPath: column].reserveCapacity(capacity)
        }
    }

    init(from reader: inout VarintReader, count: Int) throws(ChunkDamage) {
        thread = try reader.nextColumn(count: count)
        stack = try reader.nextColumn(count: count)
        time = try reader.nextColumn(count: count)
        samples = try reader.nextColumn(count: count)
        wall = try reader.nextColumn(count: count)
        cpu = try reader.nextColumn(count: count)
    }

    func write(to writer: inout VarintWriter) {
        for column in [thread, stack, time, samples, wall, cpu] { writer.append(column: column) }
    }

    mutating func append(
        _ sample: MicrosecondRounding.Rounded, _ count: Int64, thread index: Int, stack stackIndex: Int,
        guess: inout ChunkGuess
    ) {
        thread.append(index == guess.thread ? 0 : UInt64(index) + 1)
        stack.append(stackIndex == guess.stack(index) ? 0 : UInt64(stackIndex) + 1)
        time.append(Zigzag.encode(sample.time &- guess.time))
        samples.append(Zigzag.encode(count &- guess.samples(index)))
        wall.append(Zigzag.encode(sample.wall &- guess.wall(index, at: sample.time)))
        cpu.append(Zigzag.encode(sample.cpu &- guess.cpu(index, wall: sample.wall)))
        guess.learn(thread: index, stack: stackIndex, time: sample.time, samples: count, cpu: sample.cpu)
    }

    /// The sample in a row that there is.
    func sample(
        _ row: Int, threads: [Int32], stacks: [Int32], guess: inout ChunkGuess
    ) throws(ChunkDamage) -> Sample {
        let index = try Self.index(thread[row], guess: guess.thread, count: threads.count)
        let stackIndex = try Self.index(stack[row], guess: guess.stack(index), count: stacks.count)
        let now = guess.time &+ Zigzag.decode(time[row])
        let count = guess.samples(index) &+ Zigzag.decode(samples[row])
        let wallTime = guess.wall(index, at: now) &+ Zigzag.decode(wall[row])
        let cpuTime = guess.cpu(index, wall: wallTime) &+ Zigzag.decode(cpu[row])
        guess.learn(thread: index, stack: stackIndex, time: now, samples: count, cpu: cpuTime)
        return Sample(
            time: Timestamp(rawValue: now &* 1_000), thread: ThreadKey(threads[index]),
            stack: StackID(stacks[stackIndex]),
            weight: Weight(samples: count, cpu: Nanoseconds(cpuTime &* 1_000), wall: Nanoseconds(wallTime &* 1_000)))
    }

    private static func index(_ code: UInt64, guess: Int, count: Int) throws(ChunkDamage) -> Int {
        let index = code == 0 ? UInt64(guess) : code - 1
        guard index < UInt64(count) else { throw .unknownIdentifier }
        return Int(index)
    }
}

/// How the entries of a column are written: each as a number, or with each run of zeros as a zero and the number of
/// zeros that follow it, whichever is shorter.
private enum ColumnForm {
    static let plain: UInt64 = 0
    static let zeroRuns: UInt64 = 1
}

extension VarintWriter {
    mutating func append(column: [UInt64]) {
        let zeros = column.count { $0 == 0 }
        let runs = column.indices.count { column[$0] == 0 && ($0 == 0 || column[$0 - 1] != 0) }
        guard 2 * runs < zeros else {
            append(ColumnForm.plain)
            for value in column { append(value) }
            return
        }
        append(ColumnForm.zeroRuns)
        var position = 0
        while position < column.count {
            let value = column[position]
            append(value)
            position += 1
            guard value == 0 else { continue }
            let rest = column[position...].prefix { $0 == 0 }.count
            append(rest)
            position += rest
        }
    }
}

extension VarintReader {
    mutating func nextColumn(count: Int) throws(ChunkDamage) -> [UInt64] {
        let form = try next()
        guard form == ColumnForm.plain || form == ColumnForm.zeroRuns else { throw .unknownFormat }
        var column: [UInt64] = []
        column.reserveCapacity(count)
        while column.count < count {
            let value = try next()
            column.append(value)
            if value == 0 && form == ColumnForm.zeroRuns {
                let rest = try nextCount(limit: count - column.count)
                column.append(contentsOf: repeatElement(0, count: rest))
            }
        }
        return column
    }
}
