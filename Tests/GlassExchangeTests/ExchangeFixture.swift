import GlassAnalysis
import GlassModel

/// Profiles to export, and what an exporter makes of them.
enum ExchangeFixture {
    /// What no format must stumble over.
    static let awkwardNames = [
        "plain", "std::map<int, char>", "say \"hi\"", "=1+1", "+SUM(A1)", "-[NSObject init]", "@import", "two\nlines",
        "semi;colon", "'=quoted", "''-x", "\u{1B}[31mred\u{1B}[0m", "tab\there", " padded ", "größe 🦉", "-5", "1e5",
        "\u{1B}]0;title\u{07}x", "nul\u{0}", "\"", "", "a\r\nb", "🇩🇪",
    ]

    static func info(_ command: String = "service --port 80") -> RecordingInfo {
        RecordingInfo(
            process: ProcessID(7), executable: "/bin/service", commandLine: command, host: "box",
            started: Timestamp(nanosecondsSinceEpoch: 100_000_000_000), rate: 99, engine: .ptrace, version: "0.1")
    }

    /// A profile of stacks `[names…]`, each with CPU and wall nanoseconds, a second and a thread.
    static func delta(
        threads: [String] = ["main"],
        _ rows: [(stack: [String], cpu: Int64, wall: Int64, second: Int64, thread: Int32)]
    ) -> RecordingDelta {
        var delta = RecordingDelta(info: info())
        delta.modules = [Module(id: ModuleID(1), path: "/usr/bin/service", buildID: nil)]
        delta.threads = threads.enumerated().map { index, name in
            ThreadRecord(
                key: ThreadKey(Int32(index + 1)), process: ProcessID(7), thread: ThreadID(Int32(701 + index)),
                name: name, started: delta.info.started)
        }
        var frames: [String: FrameID] = [:]
        for row in rows {
            var parent: StackID?
            for name in row.stack {
                let frame = frames[name] ?? FrameID(Int32(delta.frames.count + 1))
                if frames[name] == nil {
                    delta.frames.append(
                        Frame(
                            id: frame, kind: .native, function: name, module: ModuleID(1),
                            file: name == "work" ? "/src/work.c" : nil, line: name == "work" ? 12 : nil))
                }
                frames[name] = frame
                let known = delta.stacks.first { $0.parent == parent && $0.frame == frame }?.id
                let stack = known ?? StackID(Int32(delta.stacks.count + 1))
                if known == nil { delta.stacks.append(StackNode(id: stack, parent: parent, frame: frame)) }
                parent = stack
            }
            let weight = Weight(samples: 1, cpu: Nanoseconds(row.cpu), wall: Nanoseconds(row.wall))
            if let parent {
                delta.rollups.append(
                    Rollup(second: row.second, thread: ThreadKey(row.thread), stack: parent, weight: weight))
            }
        }
        return delta
    }

    static func profile(_ delta: RecordingDelta) -> Profile {
        var profile = Profile(info: delta.info)
        profile.apply(delta)
        return profile
    }

    static var service: Profile {
        profile(
            delta(
                threads: ["main", "worker"],
                [
                    (["main", "work"], 1_500_600, 1_600_000, 100, 1),
                    (["main", "work", "inner"], 2_000_700, 2_000_700, 101, 1),
                    (["start", "[futex]"], 0, 900_000_000, 101, 2),
                    (["start", "work"], 400, 400, 102, 2),
                ]))
    }

    static var awkward: Profile {
        profile(delta(threads: ["=cmd()"], awkwardNames.map { (["main", $0], 1_000_000, 1_000_000, 100, 1) }))
    }

    static func functionTable(_ profile: Profile) -> FunctionTable {
        var tree = CallTree()
        tree.extend(with: profile)
        return FunctionTable(profile: profile, tree: tree, weights: tree.weigh(profile.stackWeights()))
    }
}
