import GlassModel

/// The recording behind the golden screens: the busy test recording, and beside it a pool of threads with deep stacks
/// of several modules and kinds of frames, and names that are wide, that combine, and that are long.
enum GoldenRecording {
    /// Name, kind, module.
    private static let functions: [(name: String, kind: FrameKind, module: Int32?)] = [
        ("start_thread", .native, 2), ("pool::run(pool::Worker&)", .native, 1), ("日本語の関数", .native, 3),
        ("re\u{301}sume\u{301}", .native, 3),
        ("std::vector<std::pair<int, std::string>>::emplace_back<int&>", .inlined, 1),
        ("SSL_read", .native, 4), ("deflate_slow", .native, 5), ("[recvfrom]", .systemCall, nil),
        ("[no unwind rule in libjs.so]", .synthetic, nil), ("operator new(unsigned long)", .native, 6),
        ("malloc", .native, 2), ("_int_malloc", .native, 2), ("🙂 emoji", .native, 3), ("gc::mark", .native, 3),
        ("[poll]", .systemCall, nil), ("memcpy", .inlined, 2),
    ]
    private static let modules = [
        "/opt/app/libpool.so", "/usr/lib/libssl.so.3", "/usr/lib/libz.so.1", "/usr/lib/libstdc++.so.6",
    ]
    private static let threads = ["pool-1", "pool-2", "日本スレッド", "gc", "a rather long name"]
    /// The first frame and stack that are new; those of the small recording end below them.
    private static let (firstFrame, firstStack): (Int32, Int32) = (101, 101)
    private static let depth = 12
    private static let branches = 24

    /// Ten seconds.
    static func delta() -> RecordingDelta {
        var delta = TestRecording.busy()
        delta.modules += modules.enumerated().map { Module(id: ModuleID(Int32($0 + 3)), path: $1, buildID: nil) }
        delta.frames += functions.enumerated().map { index, function in
            Frame(
                id: FrameID(firstFrame + Int32(index)), kind: function.kind, function: function.name,
                module: function.module.map { ModuleID($0) }, file: function.module == 1 ? "pool.cc" : nil,
                line: function.module == 1 ? Int32(7 * (index + 3)) : nil)
        }
        delta.threads += threads.enumerated().map { index, name in
            ThreadRecord(
                key: ThreadKey(Int32(index + 3)), process: ProcessID(42), thread: ThreadID(Int32(index + 44)),
                name: name,
                started: TestRecording.time(Int64(index)))
        }
        addStacks(to: &delta)
        for second in 0..<10 { add(Int64(second), to: &delta) }
        return delta
    }

    /// Each branch leaves the ones before it a little deeper.
    private static func addStacks(to delta: inout RecordingDelta) {
        for branch in 0..<branches {
            for level in 0..<depth {
                let shared = min(level, branch % 6)
                let isShared = level < branch % 6 && branch > 5
                let function =
                    level < 2 ? level : (level * 5 + (isShared ? shared : branch) * 3) % (functions.count - 2) + 2
                delta.stacks.append(
                    StackNode(
                        id: stack(branch, level), parent: level == 0 ? nil : stack(branch, level - 1),
                        frame: FrameID(firstFrame + Int32(function))))
            }
        }
    }

    private static func stack(_ branch: Int, _ level: Int) -> StackID {
        StackID(firstStack + Int32(branch * depth + level))
    }

    private static func add(_ second: Int64, to delta: inout RecordingDelta) {
        for branch in 0..<branches {
            let thread = branch % threads.count
            // A gc that works now and then; the others wait more and more.
            let cpu = thread == 3 ? (second % 4 == 0 ? 30 : 0) : Int64(60 / (branch + 2))
            let weight = Weight(
                samples: 2, cpu: Nanoseconds(cpu * 1_000_000), wall: Nanoseconds((cpu + second * 2) * 1_000_000))
            delta.rollups.append(
                Rollup(
                    second: TestRecording.started + second, thread: ThreadKey(Int32(thread + 3)),
                    stack: stack(branch, depth - 1 - branch % 4), weight: weight))
        }
        delta.counters += [(CounterKind.stacksUnwound, second * 99), (.stacksWhole, second * 97)].map { kind, value in
            CounterReading(time: TestRecording.time(second), kind: kind, value: value)
        }
    }
}
