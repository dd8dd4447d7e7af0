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
        for sample in samples {
            let thread = threads.index(of: sample.thread.rawValue)
            let rounded = rounding.round(sample, thread: thread)
            let stack = stacks.index(of: sample.stack.rawValue)
            columns.append(rounded, sample.weight.samples, thread: thread, stack: stack, guess: &guess)
        }
        var writer = VarintWriter()
        writer.append(format)
        SampleHead(count: samples.count, first: first, threads: threads.keys, stacks: stacks.keys).write(to: &writer)
        columns.write(to: &writer)
        return writer.bytes
    }

    /// The samples of a chunk, whose bytes may be damaged, also of ``PackedSamples``.
    static func decode(_ bytes: [UInt8]) throws(ChunkDamage) -> [Sample] {
        let decoded = bytes.withUnsafeBytes { buffer in
            Result { () throws(ChunkDamage) -> [Sample] in try decode(buffer) }
        }
        return try decoded.get()
    }

    private static func decode(_ bytes: UnsafeRawBufferPointer) throws(ChunkDamage) -> [Sample] {
        var reader = VarintReader(bytes)
        let format = try reader.next()
        if format == PackedSamples.format { return try PackedSamples.decode(bytes) }
        guard format == Self.format else { throw .unknownFormat }
        let head = try SampleHead(from: &reader)
        let (count, threads, stacks) = (head.count, head.threads, head.stacks)
        let columns = try ChunkColumns(from: &reader, count: count)
        guard reader.isAtEnd else { throw .trailingBytes }
        var guess = ChunkGuess(first: head.first, threads: threads.count)
        var samples: [Sample] = []
        samples.reserveCapacity(count)
        for row in 0..<count {
            samples.append(try columns.sample(row, threads: threads, stacks: stacks, guess: &guess))
        }
        return samples
    }
}

/// The distinct keys of a column, the most frequent first, so that its indexes stay small.
struct KeyRanking {
    let keys: [Int32]
    private let ranks: [Int32: Int]

    init(_ column: some Sequence<Int32>) {
        var counts: [Int32: Int] = [:]
        for key in column { counts[key, default: 0] += 1 }
        keys = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
        ranks = Dictionary(uniqueKeysWithValues: zip(keys, keys.indices))
    }

    /// The place of a key that the column holds.
    func index(of key: Int32) -> Int { ranks[key] ?? 0 }
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
