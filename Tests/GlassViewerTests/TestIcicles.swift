import GlassModel

@testable import GlassViewer

// Small recordings in which one thing about stacks is known.

extension TestRecording {
    static func thread(_ key: Int32, _ name: String) -> ThreadRecord {
        ThreadRecord(
            key: ThreadKey(key), process: ProcessID(42), thread: ThreadID(41 + key), name: name, started: time(0))
    }

    /// One second of `main` → `walk` → `walk` → `read`.
    static func recursion() -> RecordingDelta {
        stacks(["main", "walk", "walk", "read"], [(0, 1, 4)])
    }

    /// One second of a thread in `main`, and of two workers in `start` → `work`.
    static func pool() -> RecordingDelta {
        var delta = stacks(["main", "serve"], [(0, 1, 2)])
        add(["start", "work"], to: &delta)
        delta.threads = [thread(1, "main"), thread(2, "worker-1"), thread(3, "worker-2")]
        delta.rollups += [rollup(0, 2, 4), rollup(0, 3, 4)]
        return delta
    }

    /// Four seconds of `main` → `serve`, four of `start` → `work`, and two of the first again.
    static func shift() -> RecordingDelta {
        var delta = stacks(["main", "serve"], [])
        add(["start", "work"], to: &delta)
        delta.rollups = (0..<10).map { rollup($0, 1, (4..<8).contains($0) ? 4 : 2) }
        return delta
    }

    /// One second more, in which one stack takes twenty times as much as usual.
    static func more(second: Int64, heavy stack: Int32) -> RecordingDelta {
        var delta = more(second: second)
        for index in delta.rollups.indices where delta.rollups[index].stack == StackID(stack) {
            delta.rollups[index].weight.cpu = .seconds(6)
            delta.rollups[index].weight.wall = .seconds(6)
        }
        return delta
    }

    /// A chain, and half seconds on a CPU: second, thread and stack.
    private static func stacks(_ chain: [String], _ rollups: [(Int64, Int32, Int32)]) -> RecordingDelta {
        var delta = RecordingDelta(info: info())
        delta.threads = [thread(1, "main")]
        delta.modules = [Module(id: ModuleID(1), path: "/usr/bin/app", buildID: nil)]
        add(chain, to: &delta)
        delta.rollups = rollups.map { rollup($0, $1, $2) }
        return delta
    }

    /// Adds a chain of functions, outermost first; its stacks are numbered on from the last.
    private static func add(_ chain: [String], to delta: inout RecordingDelta) {
        var parent: StackID?
        for name in chain {
            let known = delta.frames.first { $0.function == name }?.id
            let frame = known ?? FrameID(Int32(delta.frames.count + 1))
            if known == nil {
                delta.frames.append(Frame(id: frame, kind: .native, function: name, module: ModuleID(1)))
            }
            let id = StackID(Int32(delta.stacks.count + 1))
            delta.stacks.append(StackNode(id: id, parent: parent, frame: frame))
            parent = id
        }
    }

    /// Half a second on a CPU.
    private static func rollup(_ second: Int64, _ thread: Int32, _ stack: Int32) -> Rollup {
        Rollup(
            second: started + second, thread: ThreadKey(thread), stack: StackID(stack),
            weight: Weight(samples: 50, cpu: .seconds(0.5), wall: .seconds(0.5)))
    }
}
