import GlassModel

/// What each stack took, summed from single samples, chunk by chunk. A chunk's samples stand at few stacks, which have
/// numbers of their own there: their sums stay in the processor's cache until the chunk is through, where each sample by
/// itself would have to wait for memory.
struct SampleSums {
    /// By the stack's index.
    private(set) var weights: [Weight]
    private let known: BatchCounts
    private let range: ClosedRange<Timestamp>
    private let threads: Set<ThreadKey>?
    /// Of the chunk that is read, by its own numbers.
    private var chunk: [ChunkSum] = []

    /// Times in microseconds, as chunks have them.
    private struct ChunkSum {
        var samples: Int64 = 0
        var wall: Int64 = 0
        var cpu: Int64 = 0

        var weight: Weight {
            Weight(samples: samples, cpu: Nanoseconds(cpu &* 1_000), wall: Nanoseconds(wall &* 1_000))
        }
    }

    /// - Parameters:
    ///   - known: Samples of other threads and stacks are left out.
    ///   - range: Which samples count, by when they end.
    ///   - threads: Nil for all.
    init(known: BatchCounts, range: ClosedRange<Timestamp>?, threads: Set<ThreadKey>?) {
        self.known = known
        self.range = range ?? Timestamp(rawValue: .min)...Timestamp(rawValue: .max)
        self.threads = threads
        weights = [Weight](repeating: .zero, count: known.stacks)
    }

    /// Adds the samples of a chunk; of one that is damaged, none.
    mutating func add(_ bytes: UnsafeRawBufferPointer) throws(ChunkDamage) {
        guard try SampleChunk.format(of: bytes) == CodedSamples.format else { return try addEach(of: bytes) }
        try CodedSamples.read(bytes) { head, rows throws(ChunkDamage) in
            chunk.removeAll(keepingCapacity: true)
            chunk.append(contentsOf: repeatElement(ChunkSum(), count: head.stacks.count))
            try sum(&rows, ofThreads: head.threads.map { counts(ThreadKey($0)) })
            addChunk(of: head.stacks)
        }
    }

    private mutating func sum(_ rows: inout CodedRows, ofThreads isCounted: [Bool]) throws(ChunkDamage) {
        let times = MicrosecondRange(range)
        var damage: ChunkDamage?
        chunk.withUnsafeMutableBufferPointer { chunk in
            isCounted.withUnsafeBufferPointer { isCounted in
                do throws(ChunkDamage) {
                    try rows.forEach { row in
                        guard isCounted[row.thread], times.contains(row.time) else { return }
                        chunk[row.stack].samples &+= row.samples
                        chunk[row.stack].wall &+= row.wall
                        chunk[row.stack].cpu &+= row.cpu
                    }
                } catch {
                    damage = error
                }
            }
        }
        if let damage { throw damage }
    }

    private mutating func addChunk(of stacks: [Int32]) {
        let known = known
        weights.withUnsafeMutableBufferPointer { weights in
            for (number, stack) in stacks.enumerated() where known.isKnown(StackID(stack), known.stacks) {
                weights[StackID(stack).index] += chunk[number].weight
            }
        }
    }

    /// Chunks are written otherwise where they are small, and were in older recordings.
    private mutating func addEach(of bytes: UnsafeRawBufferPointer) throws(ChunkDamage) {
        var samples: [Sample] = []
        try SampleChunk.decode(bytes, into: &samples)
        for sample in samples where range.contains(sample.time) && counts(sample.thread) {
            if known.holds(sample) { weights[sample.stack.index] += sample.weight }
        }
    }

    private func counts(_ thread: ThreadKey) -> Bool {
        known.isKnown(thread, known.threads) && threads?.contains(thread) ?? true
    }

    /// Adds what others summed, of as many stacks.
    mutating func add(_ other: SampleSums) {
        for (index, weight) in other.weights.enumerated() where weight != .zero { weights[index] += weight }
    }
}

/// The whole microseconds within a range.
private struct MicrosecondRange {
    private let first: Int64
    private let length: UInt64
    private let isEmpty: Bool

    init(_ range: ClosedRange<Timestamp>) {
        let (lower, upper) = (range.lowerBound.rawValue, range.upperBound.rawValue)
        first = lower / 1_000 + (lower % 1_000 > 0 ? 1 : 0)
        let last = upper / 1_000 - (upper % 1_000 < 0 ? 1 : 0)
        isEmpty = last < first
        length = isEmpty ? 0 : UInt64(last - first)
    }

    @inline(__always)
    func contains(_ time: Int64) -> Bool { UInt64(bitPattern: time &- first) <= length && !isEmpty }
}
