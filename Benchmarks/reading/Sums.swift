import GlassAnalysis
import GlassModel
import GlassStore
import Glibc

/// Summing any stretch of a recording: by its summaries, and from its samples. Of the CPU time of the one thread.
enum Sums {
    static func run(path: String, runs: Int) throws {
        let reader = try RecordingReader(path: path, loadsPast: false)
        guard let delta = try reader.next() else { return print("nothing to read") }
        var profile = Profile(info: delta.info)
        profile.apply(delta)
        let bySummaries = stretches(of: profile.seconds, count: 40).map { range in
            timed { _ = profile.stackWeights(for: Selection(seconds: range)) }
        }
        var samples: Int64 = 0
        var fromSamples: [Double] = []
        for _ in 0..<runs {
            var weights = [Weight](repeating: .zero, count: profile.stacks.count)
            samples = 0
            let taken = try timed {
                try reader.forEachSample { sample in
                    weights[sample.stack.index] += sample.weight
                    samples += 1
                }
            }
            fromSamples.append(taken)
        }
        print("\(samples) samples in \(profile.seconds.count) s, \(profile.stacks.count) stacks")
        report("by summaries", bySummaries)
        report("from the samples", fromSamples)
    }

    private static func timed(_ body: () throws -> Void) rethrows -> Double {
        let start = milliseconds()
        try body()
        return milliseconds() - start
    }

    private static func report(_ name: String, _ times: [Double]) {
        let sorted = times.sorted()
        print("\(name): median \(rounded(sorted[sorted.count / 2])) ms, worst \(rounded(sorted[sorted.count - 1])) ms")
    }

    /// Of any length, anywhere; the first nearly the whole.
    static func stretches(of all: Range<Int64>, count: Int) -> [Range<Int64>] {
        var random = XorShift(state: 7)
        return (0..<count).map { index in
            let length = index == 0 ? all.count - 2 : 1 + random.below(all.count - 2)
            let first = all.lowerBound + 1 + Int64(random.below(all.count - length - 1))
            return first..<(first + Int64(length))
        }
    }
}
