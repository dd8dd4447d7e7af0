import GlassModel

/// Samples in columns, without a general compressor: each column holds how far off a simple guess was, so that most
/// entries are zero or one byte (see ``ChunkGuess``). Times are microseconds (see ``MicrosecondRounding``).
///
/// The bytes: format (1), the number of samples, the time to count from, the keys of the threads and of the stacks, the
/// most frequent first, then the columns
/// - `thread`: 0 where the guess is right, else its index + 1;
/// - `stack`: 0 where it is the previous one of the same thread, else its index + 1;
/// - `time`: time since the previous sample of the chunk, zigzag;
/// - `samples`: less the previous one's of the same thread, zigzag;
/// - `wall`: less the time since the previous sample of the same thread, zigzag;
/// - `cpu`: less the guess, which is none for a thread that waited and `wall` for one that ran, zigzag.
enum SampleChunk {
    static let format: UInt64 = 1
    /// More than a chunk is ever written with; what claims to have more is damaged.
    static let countLimit = 1 << 17

    /// The bytes for samples, whose times come back cut to microseconds.
    static func encode(_ samples: some Collection<Sample>) -> [UInt8] {
        let threads = KeyRanking(samples.lazy.map(\.thread.rawValue))
        let stacks = KeyRanking(samples.lazy.map(\.stack.rawValue))
        var columns = ChunkColumns(capacity: samples.count)
        let first = (samples.first?.time.rawValue ?? 0) / 1_000
        var guess = ChunkGuess(first: first, threads: threads.keys.count)
        var rounding = MicrosecondRounding(threads: threads.keys.count)
        for (place, sample) in samples.enumerated() {
            let thread = threads.ranks[place]
            let rounded = rounding.round(sample, thread: thread)
            let stack = stacks.ranks[place]
            columns.append(rounded, sample.weight.samples, thread: thread, stack: stack, guess: &guess)
        }
        var writer = VarintWriter()
        writer.append(format)
        SampleHead(count: samples.count, first: first, threads: threads.keys, stacks: stacks.keys).write(to: &writer)
        columns.write(to: &writer)
        return writer.bytes
    }

    static func format(of bytes: UnsafeRawBufferPointer) throws(ChunkDamage) -> UInt64 {
        var reader = VarintReader(bytes)
        return try reader.next()
    }

    /// Appends the samples of bytes that may be damaged, of any format that samples were ever written in.
    static func decode(_ bytes: UnsafeRawBufferPointer, into samples: inout [Sample]) throws(ChunkDamage) {
        var reader = VarintReader(bytes)
        switch try reader.next() {
        case CodedSamples.format: try CodedSamples.decode(bytes, into: &samples)
        case PackedSamples.format: samples += try PackedSamples.decode(bytes)
        case format: try decode(&reader, into: &samples)
        default: throw .unknownFormat
        }
    }

    private static func decode(_ reader: inout VarintReader, into samples: inout [Sample]) throws(ChunkDamage) {
        let head = try SampleHead(from: &reader)
        let columns = try ChunkColumns(from: &reader, count: head.count)
        guard reader.isAtEnd else { throw .trailingBytes }
        var guess = ChunkGuess(first: head.first, threads: head.threads.count)
        for row in 0..<head.count {
            samples.append(try columns.sample(row, threads: head.threads, stacks: head.stacks, guess: &guess))
        }
    }
}

/// The distinct keys of a column, the most frequent first, so that its indexes stay small.
struct KeyRanking {
    let keys: [Int32]
    /// Of each entry of the column: the place of its key.
    let ranks: [Int]

    init(_ column: some Collection<Int32>) {
        var table = IndexTable()
        var counts: [Int] = []
        let numbers = column.map { key in
            let number = table.index(of: UInt64(UInt32(bitPattern: key)))
            if number == counts.count { counts.append(0) }
            counts[number] += 1
            return number
        }
        let distinct = table.keys.map { Int32(bitPattern: UInt32(truncatingIfNeeded: $0)) }
        let order = distinct.indices.sorted { (counts[$1], distinct[$0]) < (counts[$0], distinct[$1]) }
        var places = [Int](repeating: 0, count: order.count)
        for (place, number) in order.enumerated() { places[number] = place }
        keys = order.map { distinct[$0] }
        ranks = numbers.map { places[$0] }
    }
}

/// What the bytes of samples begin with, behind the number of their format: the same in all formats.
struct SampleHead {
    let count: Int
    /// Of the first sample, in microseconds.
    let first: Int64
    let threads: [Int32]
    let stacks: [Int32]

    init(count: Int, first: Int64, threads: [Int32], stacks: [Int32]) {
        (self.count, self.first, self.threads, self.stacks) = (count, first, threads, stacks)
    }

    init(from reader: inout VarintReader) throws(ChunkDamage) {
        count = try reader.nextCount(limit: SampleChunk.countLimit)
        first = try reader.nextSigned()
        threads = try reader.nextKeys(limit: count)
        stacks = try reader.nextKeys(limit: count)
    }

    func write(to writer: inout VarintWriter) {
        writer.append(count)
        writer.append(signed: first)
        writer.append(keys: threads)
        writer.append(keys: stacks)
    }
}

extension VarintWriter {
    mutating func append(keys: [Int32]) {
        append(keys.count)
        for key in keys { append(signed: Int64(key)) }
    }
}

extension VarintReader {
    mutating func nextKeys(limit: Int) throws(ChunkDamage) -> [Int32] {
        let count = try nextCount(limit: limit)
        var keys: [Int32] = []
        keys.reserveCapacity(count)
        for _ in 0..<count {
            guard let key = Int32(exactly: try nextSigned()) else { throw .unknownIdentifier }
            keys.append(key)
        }
        return keys
    }
}
