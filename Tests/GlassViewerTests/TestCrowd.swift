import GlassModel

@testable import GlassViewer

extension TestRecording {
    /// One big function, and three hundred small ones beside it.
    static func crowd() -> RecordingDelta {
        var delta = RecordingDelta(info: info(end: RecordingEnd(time: time(1), reason: .stopped)))
        delta.threads = [
            ThreadRecord(
                key: ThreadKey(1), process: ProcessID(42), thread: ThreadID(42), name: "main", started: time(0))
        ]
        delta.modules = [Module(id: ModuleID(1), path: "/usr/bin/app", buildID: nil)]
        let names = ["main", "big"] + (0..<300).map { "small\($0)" }
        delta.frames = names.enumerated().map { index, name in
            Frame(id: FrameID(Int32(index + 1)), kind: .native, function: name, module: ModuleID(1))
        }
        delta.stacks = names.indices.map { index in
            StackNode(
                id: StackID(Int32(index + 1)), parent: index == 0 ? nil : StackID(1), frame: FrameID(Int32(index + 1)))
        }
        delta.rollups = names.indices.dropFirst().map { index in
            let time = Nanoseconds(index == 1 ? 4_000_000_000 : 10_000_000)
            return Rollup(
                second: started, thread: ThreadKey(1), stack: StackID(Int32(index + 1)),
                weight: Weight(samples: 1, cpu: time, wall: time))
        }
        return delta
    }
}
