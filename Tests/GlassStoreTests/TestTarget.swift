import GlassModel
import GlassTestSupport

/// Makes up batches that keep the rules, of everything that a batch can hold, in whole microseconds.
struct TestTarget {
    static let start: Int64 = 1_795_000_000_250_000_000

    static let info = RecordingInfo(
        process: ProcessID(42), executable: "/usr/bin/redis-server", commandLine: "redis-server *:6379", host: "here",
        started: Timestamp(rawValue: start), rate: 99, engine: .ptrace, version: "0.1.0")

    var random: SeededGenerator
    private(set) var threads: [ThreadRecord] = []
    private(set) var modules: [Module] = []
    private(set) var frames: [Frame] = []
    private(set) var stacks: [StackNode] = []
    private(set) var samples: [Sample] = []
    private(set) var counters: [CounterReading] = []
    private(set) var traffic: TestTraffic
    private var losses: [LossReason: Loss] = [:]
    private var now = TestTarget.start

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        traffic = TestTraffic(seed: seed)
    }

    private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

    /// A tenth of a second or so of the target's life.
    mutating func nextBatch(samples count: Int = 20) -> RecordingBatch {
        var batch = RecordingBatch()
        addThreads(&batch)
        addPlaces(&batch)
        for _ in 0..<count { batch.samples.append(nextSample()) }
        samples += batch.samples
        now += Int64(below(200_000)) * 1_000
        addReadings(&batch)
        traffic.add(to: &batch, at: now, threads: threads.count, stacks: stacks.count)
        return batch
    }

    private mutating func addThreads(_ batch: inout RecordingBatch) {
        if threads.isEmpty || below(4) == 0 {
            let key = ThreadKey(Int32(threads.count + 1))
            let thread = ThreadRecord(
                key: key, process: ProcessID(42), thread: ThreadID(42 + key.rawValue), name: "worker é",
                started: Timestamp(rawValue: now))
            threads.append(thread)
            batch.threads.append(thread)
        } else if below(3) == 0 {
            let index = below(threads.count)
            threads[index].name = "renamed \(below(100))"
            threads[index].ended = Timestamp(rawValue: now)
            batch.threads.append(threads[index])
        }
    }

    private mutating func addPlaces(_ batch: inout RecordingBatch) {
        if modules.isEmpty || below(5) == 0 {
            let id = ModuleID(Int32(modules.count + 1))
            let build = below(2) == 0 ? nil : BuildID(bytes: [0, 1, 0xAB, UInt8(below(256))])
            batch.modules.append(Module(id: id, path: "/lib/lib'\(id.rawValue)\".so", buildID: build))
        }
        modules += batch.modules
        for _ in 0..<(1 + below(3)) { batch.frames.append(nextFrame(frames.count + batch.frames.count + 1)) }
        frames += batch.frames
        for _ in 0..<(1 + below(5)) {
            let count = stacks.count + batch.stacks.count
            let parent = count == 0 || below(5) == 0 ? nil : StackID(Int32(1 + below(count)))
            let frame = FrameID(Int32(1 + below(frames.count)))
            batch.stacks.append(StackNode(id: StackID(Int32(count + 1)), parent: parent, frame: frame))
        }
        stacks += batch.stacks
    }

    private mutating func nextFrame(_ id: Int) -> Frame {
        guard below(4) > 0 else { return Frame(id: FrameID(Int32(id)), kind: .systemCall, function: "[futex]") }
        let kind: FrameKind = below(3) == 0 ? .inlined : .native
        return Frame(
            id: FrameID(Int32(id)), kind: kind, function: below(9) == 0 ? "" : "f\(id)<T>::operator()(日本)",
            module: ModuleID(Int32(1 + below(modules.count))), address: ModuleAddress(UInt64.max - UInt64(id)),
            file: "/src/a b.c", line: Int32(below(9_999)))
    }

    private mutating func nextSample() -> Sample {
        now += Int64(below(10_000)) * 1_000
        // Some come late, now and then by more than any second stays open.
        let late = below(10) == 0 ? Int64(below(5_000)) * 1_000_000 : 0
        return Sample(
            time: Timestamp(rawValue: now - late), thread: ThreadKey(Int32(1 + below(threads.count))),
            stack: StackID(Int32(1 + below(stacks.count))),
            weight: Weight(
                samples: Int64(1 + below(3)), cpu: Nanoseconds(Int64(below(2) * below(20_000) * 1_000)),
                wall: Nanoseconds(Int64(below(20_000) * 1_000))))
    }

    private mutating func addReadings(_ batch: inout RecordingBatch) {
        let time = Timestamp(rawValue: now)
        batch.counters = [
            CounterReading(time: time, kind: .memoryResident, value: Int64(below(1 << 40))),
            CounterReading(time: time, kind: .threadCPU, thread: threads[0].key, value: -1),
        ]
        counters += batch.counters
        let reason = LossReason.allCases[below(LossReason.allCases.count)]
        let loss = Loss(time: time, reason: reason, detail: "x", count: (losses[reason]?.count ?? 0) + 1)
        losses[reason] = loss
        batch.losses = [loss]
        batch.unwindTallies = [
            UnwindTally(module: modules.last?.id, end: .root, count: Int64(stacks.count)),
            UnwindTally(module: nil, end: .noModule, count: Int64(frames.count)),
        ]
    }

    var lossTotals: Set<Loss> { Set(losses.values) }
    var end: RecordingEnd { RecordingEnd(time: Timestamp(rawValue: now), reason: .targetKilled(signal: 9)) }

    mutating func lastBatch() -> RecordingBatch {
        var batch = RecordingBatch()
        batch.end = end
        return batch
    }
}

/// What a reader knows of a recording after any number of deltas: what a viewer does with them.
struct KnownRecording: Equatable {
    var threads: [Int32: ThreadRecord] = [:]
    var modules: [Module] = []
    var frames: [Frame] = []
    var stacks: [StackNode] = []
    var rollups: [Rollup] = []
    var counters: [CounterReading] = []
    var losses: Set<Loss> = []
    var tallies: Set<UnwindTally> = []
    var traffic = TestTraffic.Known()

    mutating func apply(_ delta: RecordingDelta) {
        for thread in delta.threads { threads[thread.key.rawValue] = thread }
        modules += delta.modules
        frames += delta.frames
        stacks += delta.stacks
        rollups.removeAll { $0.second >= delta.rollupsFrom }
        rollups += delta.rollups
        counters += delta.counters
        losses = Set(delta.losses)
        tallies = Set(delta.unwindTallies)
        traffic.apply(delta)
    }

    var total: Weight { rollups.reduce(.zero) { $0 + $1.weight } }
}
