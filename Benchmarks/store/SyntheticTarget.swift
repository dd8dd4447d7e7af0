import GlassModel

/// A made-up target: some threads run through changing stacks, the others wait; one batch is a tenth of a second.
/// The same seed gives the same recording.
struct SyntheticTarget {
    var busyThreads = 2
    var waitingThreads = 8
    var rate = 100
    /// Distinct stacks that a busy thread is seen at in one second.
    var stacksPerSecond = 60
    /// Stacks that there are in all.
    var stackCount = 2_000

    private var state: UInt64 = 42
    private var tick = 0
    private var lastTime: [Int: Int64] = [:]
    static let start: Int64 = 1_795_000_000_000_000_000

    static var info: RecordingInfo {
        RecordingInfo(
            process: ProcessID(4711), executable: "/usr/bin/synthetic", commandLine: "synthetic --fast", host: "bench",
            started: Timestamp(rawValue: start), rate: 100, engine: .ptrace, version: "0.1.0")
    }

    private mutating func random(_ bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(bound))
    }

    /// The threads, and every frame and stack of the target.
    mutating func dictionaries() -> RecordingBatch {
        var batch = RecordingBatch()
        for key in 1...(busyThreads + waitingThreads) {
            batch.threads.append(
                ThreadRecord(
                    key: ThreadKey(Int32(key)), process: ProcessID(4711), thread: ThreadID(Int32(4711 + key)),
                    name: "worker-\(key)", started: Timestamp(rawValue: Self.start)))
        }
        batch.modules = [Module(id: ModuleID(1), path: "/usr/bin/synthetic", buildID: BuildID(bytes: Array(0..<20)))]
        let frames = max(1, stackCount / 4)
        for id in 1...frames {
            batch.frames.append(
                Frame(
                    id: FrameID(Int32(id)), kind: .native,
                    function: "server::handler_\(id % 300)::operator()(request&)",
                    module: ModuleID(1), address: ModuleAddress(UInt64(0x40_0000 + id * 16)),
                    file: "/src/server/handler_\(id % 40).cc", line: Int32(id % 900)))
        }
        for id in 1...stackCount {
            let parent = id == 1 ? nil : StackID(Int32(max(1, id - 1 - random(min(id, 30)))))
            batch.stacks.append(
                StackNode(id: StackID(Int32(id)), parent: parent, frame: FrameID(Int32(1 + random(frames)))))
        }
        return batch
    }

    /// The samples of the next tenth of a second, with the counters of each whole second.
    mutating func nextBatch() -> RecordingBatch {
        var batch = RecordingBatch()
        for _ in 0..<max(1, rate / 10) {
            let period = Int64(1_000_000_000 / rate)
            let now = Self.start + Int64(tick) * period + Int64(random(40_000))
            for thread in 1...busyThreads {
                batch.samples.append(busy(thread, now + Int64(thread * 60_000 + random(5_000))))
            }
            if tick % rate == rate - 1 {
                for thread in 0..<waitingThreads { batch.samples.append(waiting(busyThreads + 1 + thread, now)) }
                batch.counters = counters(now)
            }
            tick += 1
        }
        return batch
    }

    private mutating func busy(_ thread: Int, _ time: Int64) -> Sample {
        let second = tick / rate
        // Half of the samples fall on an eighth of the stacks.
        let choice = random(2) == 0 ? random(max(1, stacksPerSecond / 8)) : random(stacksPerSecond)
        let stack = 1 + (second / 20 * 37 + choice * 29) % stackCount
        let wall = elapsed(thread, time)
        let cpu = wall - Int64(random(30_000))
        return sample(thread, stack, time, Weight(samples: 1, cpu: Nanoseconds(cpu), wall: Nanoseconds(wall)))
    }

    private mutating func waiting(_ thread: Int, _ time: Int64) -> Sample {
        let weight = Weight(samples: Int64(rate), cpu: .zero, wall: Nanoseconds(elapsed(thread, time)))
        return sample(thread, min(thread, stackCount), time, weight)
    }

    private mutating func elapsed(_ thread: Int, _ time: Int64) -> Int64 {
        defer { lastTime[thread] = time }
        return time - (lastTime[thread] ?? Self.start)
    }

    private func sample(_ thread: Int, _ stack: Int, _ time: Int64, _ weight: Weight) -> Sample {
        Sample(
            time: Timestamp(rawValue: time), thread: ThreadKey(Int32(thread)), stack: StackID(Int32(stack)),
            weight: weight)
    }

    private mutating func counters(_ now: Int64) -> [CounterReading] {
        let kinds: [CounterKind] = [
            .cpuUser, .cpuSystem, .memoryResident, .faultsMinor, .switchesVoluntary, .bytesRead, .openFiles, .threads,
            .rateAchieved, .timeStopped, .costToTarget, .agentCPU, .agentMemory, .stacksUnwound, .stacksWhole,
        ]
        return kinds.map {
            CounterReading(time: Timestamp(rawValue: now), kind: $0, value: Int64(random(1_000_000_000)))
        }
    }
}
