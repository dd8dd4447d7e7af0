import GlassAnalysis
import GlassModel
import GlassStore

/// Ten seconds of a server with two threads: `main` computes (6 s of CPU in `parse`, 3 s in `sum`), `io` waits.
enum SampleRecording {
    static let start = Timestamp(nanosecondsSinceEpoch: 1_700_000_000_000_000_000)

    static var info: RecordingInfo {
        RecordingInfo(
            process: ProcessID(4711), executable: "/usr/bin/server", commandLine: "server --port 80", host: "web1",
            started: start, rate: 99, engine: .ptrace, version: "0.1.0")
    }

    /// Writes it to a file.
    static func write(to path: String) throws {
        let writer = try RecordingWriter(path: path, info: info)
        try writer.write(batch)
        try writer.finish()
    }

    /// As a reader would give it.
    static var profile: Profile {
        var delta = RecordingDelta(info: info)
        let batch = self.batch
        delta.info.end = batch.end
        (delta.threads, delta.modules, delta.frames) = (batch.threads, batch.modules, batch.frames)
        (delta.stacks, delta.counters, delta.losses) = (batch.stacks, batch.counters, batch.losses)
        delta.unwindTallies = batch.unwindTallies
        delta.rollups = batch.samples.map {
            Rollup(second: $0.time.second, thread: $0.thread, stack: $0.stack, weight: $0.weight)
        }
        var profile = Profile(info: delta.info)
        profile.apply(delta)
        return profile
    }

    static var batch: RecordingBatch {
        var batch = RecordingBatch()
        batch.threads = [
            ThreadRecord(
                key: ThreadKey(1), process: ProcessID(4711), thread: ThreadID(4711), name: "main", started: start),
            ThreadRecord(
                key: ThreadKey(2), process: ProcessID(4711), thread: ThreadID(4712), name: "io", started: start),
        ]
        batch.modules = [
            Module(id: ModuleID(1), path: "/usr/bin/server", buildID: nil),
            Module(id: ModuleID(2), path: "/lib/libc.so.6", buildID: nil),
        ]
        batch.frames = [
            Frame(id: FrameID(1), kind: .native, function: "main", module: ModuleID(1)),
            Frame(id: FrameID(2), kind: .native, function: "parse(char const*)", module: ModuleID(1)),
            Frame(id: FrameID(3), kind: .native, function: "sum", module: ModuleID(1)),
            Frame(id: FrameID(4), kind: .native, function: "epoll_wait", module: ModuleID(2)),
            Frame(id: FrameID(5), kind: .systemCall, function: "[epoll_wait]"),
        ]
        batch.stacks = [
            StackNode(id: StackID(1), parent: nil, frame: FrameID(1)),
            StackNode(id: StackID(2), parent: StackID(1), frame: FrameID(2)),
            StackNode(id: StackID(3), parent: StackID(1), frame: FrameID(3)),
            StackNode(id: StackID(4), parent: nil, frame: FrameID(4)),
            StackNode(id: StackID(5), parent: StackID(4), frame: FrameID(5)),
        ]
        batch.samples = (0..<10).flatMap(samples)
        batch.counters = (0..<10).flatMap(counters)
        batch.losses = [Loss(time: moment(9), reason: .tickSkipped, count: 3)]
        batch.unwindTallies = [
            UnwindTally(module: ModuleID(1), end: .root, count: 1980),
            UnwindTally(module: ModuleID(2), end: .noRule, count: 20),
        ]
        batch.end = RecordingEnd(time: start + .seconds(10), reason: .targetExited(status: 0))
        return batch
    }

    /// Half a second into the given one.
    private static func moment(_ second: Int) -> Timestamp { start + .seconds(Double(second) + 0.5) }

    private static func samples(_ second: Int) -> [Sample] {
        func sample(_ thread: Int32, _ stack: Int32, cpu: Double, wall: Double, count: Int64) -> Sample {
            let weight = Weight(samples: count, cpu: .seconds(cpu), wall: .seconds(wall))
            return Sample(time: moment(second), thread: ThreadKey(thread), stack: StackID(stack), weight: weight)
        }
        return [
            sample(1, 2, cpu: 0.6, wall: 0.6, count: 60), sample(1, 3, cpu: 0.3, wall: 0.4, count: 40),
            sample(2, 5, cpu: 0, wall: 1, count: 99),
        ]
    }

    private static func counters(_ second: Int) -> [CounterReading] {
        func reading(_ kind: CounterKind, _ value: Int64) -> CounterReading {
            CounterReading(time: moment(second), kind: kind, value: value)
        }
        let passed = Int64(second)
        return [
            reading(.cpuUser, 700_000_000 * passed), reading(.cpuSystem, 200_000_000 * passed),
            reading(.memoryResident, 10_000_000 + 100_000 * passed), reading(.memoryProportional, 8_000_000),
            reading(.rateAchieved, 98_700), reading(.costToTarget, 4_200), reading(.agentCPU, 5_000_000),
        ]
    }
}
