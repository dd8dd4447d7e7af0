import GlassModel

@testable import GlassAnalysis

/// Builds profiles from stacks written as `main;work`.
struct ProfileFixture {
    var delta: RecordingDelta
    private var frames: [String: FrameID] = [:]
    private var stacks: [String: StackID] = [:]

    init(started second: Int64 = 100) {
        let info = RecordingInfo(
            process: ProcessID(7), executable: "/bin/service", commandLine: "service --port 80", host: "box",
            started: Timestamp(nanosecondsSinceEpoch: second * 1_000_000_000), rate: 99, engine: .ptrace,
            version: "0.1")
        delta = RecordingDelta(info: info)
        delta.modules = [Module(id: ModuleID(1), path: "/bin/service", buildID: nil)]
    }

    var profile: Profile {
        var profile = Profile(info: delta.info)
        profile.apply(delta)
        return profile
    }

    mutating func thread(_ key: Int32, _ name: String) {
        delta.threads.append(
            ThreadRecord(
                key: ThreadKey(key), process: ProcessID(7), thread: ThreadID(700 + key), name: name,
                started: delta.info.started))
    }

    mutating func stack(_ text: String) -> StackID {
        if let known = stacks[text] { return known }
        var parent: StackID?
        var name = text
        if let cut = text.lastIndex(of: ";") {
            parent = stack(String(text[..<cut]))
            name = String(text[text.index(after: cut)...])
        }
        let id = StackID(Int32(delta.stacks.count + 1))
        delta.stacks.append(StackNode(id: id, parent: parent, frame: frame(name)))
        stacks[text] = id
        return id
    }

    private mutating func frame(_ name: String) -> FrameID {
        if let known = frames[name] { return known }
        let id = FrameID(Int32(delta.frames.count + 1))
        let kind: FrameKind = name.hasPrefix("[") ? .systemCall : .native
        delta.frames.append(
            Frame(id: id, kind: kind, function: name, module: kind == .native ? ModuleID(1) : nil))
        frames[name] = id
        return id
    }

    /// Milliseconds of CPU and of wall time; wall is as long as CPU where it is not given.
    mutating func add(
        _ text: String, cpu: Int64, wall: Int64? = nil, second: Int64 = 100, thread: Int32 = 1, samples: Int64 = 1
    ) {
        let weight = Weight(
            samples: samples, cpu: Nanoseconds(cpu * 1_000_000), wall: Nanoseconds((wall ?? cpu) * 1_000_000))
        let stack = stack(text)
        delta.rollups.append(Rollup(second: second, thread: ThreadKey(thread), stack: stack, weight: weight))
    }

    mutating func count(_ kind: CounterKind, _ values: [Int64], from second: Int64 = 100, thread: Int32? = nil) {
        for (index, value) in values.enumerated() {
            let time = Timestamp(nanosecondsSinceEpoch: (second + Int64(index)) * 1_000_000_000)
            delta.counters.append(
                CounterReading(time: time, kind: kind, thread: thread.map { ThreadKey($0) }, value: value))
        }
    }

    /// Two threads over three seconds, with recursion and waiting.
    static var service: ProfileFixture {
        var fixture = ProfileFixture()
        fixture.thread(1, "main")
        fixture.thread(2, "worker")
        fixture.add("main;parse", cpu: 100)
        fixture.add("main;parse;walk;walk", cpu: 200, second: 101)
        fixture.add("main;write", cpu: 50, second: 102)
        fixture.add("start;loop;[epoll_wait]", cpu: 0, wall: 900, thread: 2)
        fixture.add("start;loop;walk", cpu: 150, wall: 160, second: 102, thread: 2)
        return fixture
    }
}

extension Profile {
    /// The tree, and what it weighs.
    func weighedTree(
        _ direction: CallTree.Direction = .outermostFirst, for selection: Selection = .all
    ) -> (CallTree, TreeWeights) {
        var tree = CallTree(direction: direction)
        tree.extend(with: self)
        return (tree, tree.weigh(stackWeights(for: selection)))
    }
}

extension CallTree {
    func name(_ node: NodeID, _ profile: Profile) -> String {
        function(of: node).map { profile.function($0).function } ?? "all"
    }

    /// The node at the end of a path such as `main;work`.
    func node(_ path: String, _ profile: Profile) -> NodeID? {
        var node = NodeID.root
        for name in path.split(separator: ";") {
            guard let next = children(of: node).first(where: { self.name($0, profile) == name }) else { return nil }
            node = next
        }
        return node
    }
}
