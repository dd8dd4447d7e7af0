import GlassAnalysis
import GlassModel
import GlassStore
import Glibc

/// Summing any stretch of a recording: by its summaries, in CPU time of the one thread, and from every single sample, on all
/// processors, by the clock and in CPU time.
enum Sums {
    static func run(path: String, runs: Int) throws {
        let reader = try RecordingReader(path: path, loadsPast: false)
        guard let delta = try reader.next() else { return print("nothing to read") }
        var profile = Profile(info: delta.info)
        profile.apply(delta)
        let bySummaries = stretches(of: profile.seconds, count: 40).map { range in
            timed { _ = profile.stackWeights(for: Selection(seconds: range)) }
        }
        print("\(profile.seconds.count) s, \(profile.stacks.count) stacks")
        report("by summaries", bySummaries)
        try measureSamples(reader, stacks: profile.stacks.count, runs: runs)
    }

    /// All of them, summed by the reader, and handed over one by one, as an export reads them.
    private static func measureSamples(_ reader: RecordingReader, stacks: Int, runs: Int) throws {
        var clock: [Double] = [], processors: [Double] = [], each: [Double] = []
        for _ in 0..<runs {
            var sums: [Weight] = []
            let before = milliseconds(CLOCK_PROCESS_CPUTIME_ID)
            clock.append(try timed(CLOCK_MONOTONIC) { sums = try reader.stackWeights() })
            processors.append(milliseconds(CLOCK_PROCESS_CPUTIME_ID) - before)
            var weights = [Weight](repeating: .zero, count: stacks)
            let taken = try timed {
                try reader.forEachSample { sample in weights[sample.stack.index] += sample.weight }
            }
            each.append(taken)
            guard sums == weights else { return print("the sums differ from those of the samples") }
        }
        report("from the samples", clock)
        report("from the samples, CPU time", processors)
        report("each sample handed over", each)
    }

    private static func timed(
        _ clock: clockid_t = CLOCK_THREAD_CPUTIME_ID, _ body: () throws -> Void
    ) rethrows -> Double {
        let start = milliseconds(clock)
        try body()
        return milliseconds(clock) - start
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
