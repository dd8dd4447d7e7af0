import GlassAnalysis
import GlassModel
import Glibc

enum Live {
    /// A profile whose copy is drawn from while news arrive, ten times a second.
    static func run(stacks: Int) {
        var target = BigTarget(threads: 8, rate: 1_250, stackCount: stacks / 3)
        var delta = RecordingDelta(info: BigTarget.info)
        let all = target.dictionaries(stacks: true)
        (delta.threads, delta.modules, delta.frames, delta.stacks) = (all.threads, all.modules, all.frames, all.stacks)
        delta.rollups = all.stacks.map {
            Rollup(
                second: 1_794_999_000, thread: ThreadKey(1), stack: $0.id,
                weight: Weight(samples: 1, cpu: Nanoseconds(5), wall: Nanoseconds(5)))
        }
        var times = Stopwatch()
        var profile = Profile(info: delta.info)
        profile.apply(delta)
        times.lap("apply")
        var tree = CallTree()
        tree.extend(with: profile)
        times.lap("tree")
        var weights = tree.reweigh(profile.stackWeights())
        times.lap("weigh")
        print("\(tree.count) nodes: \(times.text) ms, \(residentMegabytes()) MB")
        var open: [Int64: [RollupKey: Weight]] = [:]
        var costs: [String: [Double]] = [:]
        for _ in 0..<100 {
            let news = Self.news(&target, &open)
            // What the screen goes on drawing from.
            let (drawnProfile, drawnTree, drawnWeights) = (profile, tree, weights)
            var start = milliseconds()
            profile.apply(news)
            costs["apply", default: []].append(milliseconds() - start)
            start = milliseconds()
            tree.extend(with: profile)
            costs["tree", default: []].append(milliseconds() - start)
            start = milliseconds()
            weights = tree.reweigh(profile.stackWeights())
            costs["weigh", default: []].append(milliseconds() - start)
            withExtendedLifetime((drawnProfile, drawnTree, drawnWeights)) {}
        }
        for name in ["apply", "tree", "weigh"] {
            let sorted = (costs[name] ?? []).sorted()
            print("\(name): median \(rounded(sorted[50])) ms, worst \(rounded(sorted[99])) ms")
        }
        print("memory: \(residentMegabytes()) MB")
    }

    struct RollupKey: Hashable {
        let thread: ThreadKey
        let stack: StackID
    }

    /// As a reader gives it: the seconds that are not over yet are given again.
    private static func news(_ target: inout BigTarget, _ open: inout [Int64: [RollupKey: Weight]]) -> RecordingDelta {
        var delta = RecordingDelta(info: BigTarget.info)
        let newest = open.keys.max()
        for sample in target.nextBatch().samples {
            let key = RollupKey(thread: sample.thread, stack: sample.stack)
            open[sample.time.second, default: [:]][key, default: .zero] += sample.weight
        }
        delta.rollupsFrom = newest.map { $0 - 2 } ?? BigTarget.start / 1_000_000_000
        open = open.filter { $0.key >= delta.rollupsFrom }
        for (second, weights) in open {
            for (key, weight) in weights {
                delta.rollups.append(Rollup(second: second, thread: key.thread, stack: key.stack, weight: weight))
            }
        }
        delta.rollups.sort { ($0.second, $0.thread, $0.stack) < ($1.second, $1.thread, $1.stack) }
        return delta
    }
}
