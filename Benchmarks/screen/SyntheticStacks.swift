import GlassModel

/// A made-up profile of many stacks, 30 to 60 deep, of 20,000 functions: each leaves an older one somewhere and goes its
/// own way for some frames, a few are hot. The same seed gives the same profile.
struct SyntheticStacks {
    static let functions = 20_000
    static let modules = 40
    private static let start: Int64 = 1_795_000_000
    private var random = XorShift(state: 42)
    private var nodes: [StackNode] = []
    private var depths: [Int] = []
    private var leaves: [StackID] = []

    init(count: Int) {
        nodes.reserveCapacity(count * 4)
        while leaves.count < count { grow() }
    }

    private mutating func grow() {
        var parent: Int?
        if !nodes.isEmpty {
            var candidate = random.below(nodes.count)
            while depths[candidate] > 54 { candidate = nodes[candidate].parent?.index ?? 0 }
            parent = candidate
        }
        let depth = parent.map { depths[$0] } ?? 0
        let length = max(1 + random.below(5), 30 - depth > 20 ? 30 - depth : 0)
        for _ in 0..<min(length, 60 - depth) {
            let frame = FrameID(Int32(1 + random.below(min(Self.functions, 60 + nodes.count))))
            let id = StackID(Int32(nodes.count + 1))
            nodes.append(StackNode(id: id, parent: parent.map { StackID(Int32($0 + 1)) }, frame: frame))
            depths.append(depths.count == 0 ? 1 : (parent.map { depths[$0] } ?? 0) + 1)
            parent = nodes.count - 1
        }
        leaves.append(StackID(Int32(nodes.count)))
    }

    var nodeCount: Int { nodes.count }

    private var info: RecordingInfo {
        RecordingInfo(
            process: ProcessID(4711), executable: "/usr/bin/service", commandLine: "service --all", host: "bench",
            started: Timestamp(nanosecondsSinceEpoch: Self.start * 1_000_000_000), rate: 99, engine: .ptrace,
            version: "1")
    }

    /// All stacks, seen over one minute.
    mutating func whole() -> RecordingDelta {
        var delta = RecordingDelta(info: info)
        delta.threads = (1...8).map { key in
            ThreadRecord(
                key: ThreadKey(key), process: ProcessID(4711), thread: ThreadID(4710 + key), name: "worker-\(key)",
                started: info.started)
        }
        delta.modules = (1...Self.modules).map { number in
            Module(
                id: ModuleID(Int32(number)), path: number == 1 ? "/usr/bin/service" : "/lib/lib\(number).so",
                buildID: nil)
        }
        delta.frames = (1...Self.functions).map { number in
            Frame(
                id: FrameID(Int32(number)), kind: number % 7 == 0 ? .inlined : .native,
                function: "service::layer\(number % 13)::Handler\(number)::run(Request const&, int)",
                module: ModuleID(Int32(1 + number % Self.modules)))
        }
        delta.stacks = nodes
        delta.rollups = leaves.indices.map { rollup(of: $0, second: Int64($0 * 60 / leaves.count)) }
        return delta
    }

    /// Another second, of some stacks that were seen before.
    mutating func second(_ second: Int64) -> RecordingDelta {
        var delta = RecordingDelta(info: info)
        delta.rollupsFrom = Self.start + second
        delta.rollups = (0..<600).map { _ in rollup(of: random.below(leaves.count), second: second) }
        return delta
    }

    private mutating func rollup(of leaf: Int, second: Int64) -> Rollup {
        let isHot = random.below(50) == 0
        let time = Nanoseconds(Int64(1_000_000 + random.below(20_000_000) * (isHot ? 40 : 1)))
        return Rollup(
            second: Self.start + second, thread: ThreadKey(Int32(1 + leaf % 8)), stack: leaves[leaf],
            weight: Weight(samples: 2, cpu: time, wall: time + time))
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
