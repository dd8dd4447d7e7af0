import GlassModel

/// A made-up service that was recorded for hours: every thread is busy, and its stacks are 20 to 60 deep, a few of them
/// hot, most of them seen seldom. The same seed gives the same recording.
struct BigTarget {
    var threads = 8
    var rate = 99
    /// Distinct stacks that samples end in.
    var stackCount = 150_000

    private var random = XorShift(state: 42)
    /// The stacks that samples end in, the hottest first.
    private var leaves: [StackID] = []
    private var depths: [Int] = []
    private var nodes: [StackNode] = []
    private(set) var frameCount = 0
    private var written = 0
    private var tick = 0
    private let hot: ZipfChoice
    private var last: [StackID?]
    /// Of the last sample of each thread.
    private var lastTimes: [Int64]
    static let start: Int64 = 1_795_000_000_000_000_000
    static let functions = 9_000
    static let frames = 30_000

    init(threads: Int = 8, rate: Int = 99, stackCount: Int = 150_000) {
        self.threads = threads
        self.rate = rate
        self.stackCount = stackCount
        last = Array(repeating: nil, count: threads + 1)
        lastTimes = Array(repeating: Self.start, count: threads + 1)
        hot = ZipfChoice(count: stackCount, exponent: 1.15)
        while leaves.count < stackCount { grow() }
    }

    static var info: RecordingInfo {
        RecordingInfo(
            process: ProcessID(4711), executable: "/usr/bin/service", commandLine: "service --all", host: "bench",
            started: Timestamp(rawValue: start), rate: 99, engine: .ptrace, version: "0.1.0")
    }

    /// One more stack: it leaves an older one somewhere and goes its own way for some frames.
    private mutating func grow() {
        var parent: Int? = nodes.isEmpty ? nil : random.below(nodes.count)
        if let at = parent, depths[at] > 56 || (depths[at] < 14 && nodes.count > 400) { parent = nil }
        if parent == nil, !nodes.isEmpty { parent = random.below(min(nodes.count, 400)) }
        let depth = parent.map { depths[$0] } ?? 0
        let length = nodes.isEmpty ? 20 : max(1, max(20 - depth, 1 + random.below(5)))
        for _ in 0..<min(length, 60 - depth) {
            nodes.append(
                StackNode(
                    id: StackID(Int32(nodes.count + 1)), parent: parent.map { StackID(Int32($0 + 1)) },
                    frame: FrameID(Int32(1 + random.below(Self.frames)))))
            depths.append(depth + 1)
            parent = nodes.count - 1
            depths[nodes.count - 1] = (nodes[nodes.count - 1].parent.map { depths[$0.index] } ?? 0) + 1
        }
        leaves.append(nodes[nodes.count - 1].id)
    }

    var nodeCount: Int { nodes.count }

    /// Threads, modules and frames; stacks come with ``nextBatch()`` as they are first seen, or all at once.
    func dictionaries(stacks: Bool) -> RecordingBatch {
        var batch = RecordingBatch()
        for key in 1...threads {
            batch.threads.append(
                ThreadRecord(
                    key: ThreadKey(Int32(key)), process: ProcessID(4711), thread: ThreadID(Int32(4711 + key)),
                    name: "worker-\(key)", started: Timestamp(rawValue: Self.start)))
        }
        batch.modules = (1...40).map { Module(id: ModuleID($0), path: "/usr/lib/lib\($0).so", buildID: nil) }
        for id in 1...Int32(Self.frames) {
            let function = Int(id) % Self.functions
            batch.frames.append(
                Frame(
                    id: FrameID(id), kind: .native,
                    function: "service::module_\(function % 90)::function_\(function)()",
                    module: ModuleID(Int32(1 + function % 40)), address: ModuleAddress(UInt64(id) * 64),
                    file: "/src/service/file_\(function % 700).cc", line: id % 900))
        }
        if stacks { batch.stacks = nodes }
        return batch
    }

    /// What comes in the next tenth of a second.
    mutating func nextBatch() -> RecordingBatch {
        var batch = RecordingBatch()
        let first = tick * rate / 10
        tick += 1
        let period = 1_000_000_000 / Int64(rate)
        for sample in first..<(tick * rate / 10) {
            let time = Self.start + Int64(sample + 1) * period
            for thread in 1...threads {
                let leaf = nextLeaf(thread)
                let taken = time + Int64(thread * 50_000 + random.below(20_000))
                // As an agent weighs it: by the time since the thread's last sample.
                let wall = taken - lastTimes[thread]
                lastTimes[thread] = taken
                let cpu = random.below(12) == 0 ? 0 : wall - Int64(random.below(40_000))
                batch.samples.append(
                    Sample(
                        time: Timestamp(rawValue: taken), thread: ThreadKey(Int32(thread)), stack: leaf,
                        weight: Weight(samples: 1, cpu: Nanoseconds(max(0, cpu)), wall: Nanoseconds(wall))))
            }
        }
        if tick % 10 == 0 { batch.counters = counters() }
        return batch
    }

    /// A third of the samples stand where the thread stood before.
    private mutating func nextLeaf(_ thread: Int) -> StackID {
        if let before = last[thread], random.below(3) == 0 { return before }
        let rank = hot.next(&random)
        // What is hot changes from thread to thread, and slowly with time.
        let shift = thread * 97 + tick / 3_000
        let leaf = leaves[rank < 2_000 ? (rank + shift) % 4_000 : rank]
        last[thread] = leaf
        return leaf
    }

    private mutating func counters() -> [CounterReading] {
        let time = Timestamp(rawValue: Self.start + Int64(tick) * 100_000_000)
        var readings: [CounterReading] = []
        for kind in CounterKind.allCases {
            if kind == .threadCPU || kind == .threadState {
                for thread in 1...threads {
                    let value = kind == .threadState ? 82 : Int64(tick) * 91_000_000 + Int64(random.below(1_000_000))
                    readings.append(
                        CounterReading(time: time, kind: kind, thread: ThreadKey(Int32(thread)), value: value))
                }
            } else {
                readings.append(CounterReading(time: time, kind: kind, value: Int64(tick * 1_000 + random.below(900))))
            }
        }
        return readings
    }
}

struct XorShift {
    var state: UInt64

    mutating func below(_ bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(max(1, bound)))
    }
}

/// Ranks from 0, of which the first are by far the most frequent.
struct ZipfChoice {
    private var sums: [Double] = []

    init(count: Int, exponent: Double) {
        var sum = 0.0
        for rank in 0..<count {
            sum += power(Double(rank + 1), -exponent)
            sums.append(sum)
        }
    }

    func next(_ random: inout XorShift) -> Int {
        let goal = Double(random.below(1 << 40)) / Double(1 << 40) * (sums.last ?? 0)
        var low = 0
        var high = sums.count - 1
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] < goal { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
