import GlassAnalysis
import GlassModel
import GlassStore
import Glibc

enum Opening {
    static func run(path: String, stretches: Bool) throws {
        var times = Stopwatch()
        let reader = try RecordingReader(path: path, loadsPast: false)
        times.lap("open")
        guard let delta = try reader.next() else { return print("nothing to read") }
        times.lap("load")
        var profile = Profile(info: delta.info)
        profile.apply(delta)
        times.lap("apply")
        var tree = CallTree()
        tree.extend(with: profile)
        times.lap("tree")
        let weights = tree.weigh(profile.stackWeights())
        times.lap("weigh")
        print(
            "first picture: \(times.total) ms (\(times.text)); \(tree.count) nodes, \(weights.total.samples) samples")
        print("memory: \(residentMegabytes()) MB")
        guard stretches else { return }
        measureStretches(profile, tree)
        print("memory: \(residentMegabytes()) MB, at most \(mostResidentMegabytes()) MB")
    }

    private static func measureStretches(_ profile: Profile, _ tree: CallTree) {
        var worst = (0.0, profile.seconds)
        var taken: [Double] = []
        for (index, range) in Sums.stretches(of: profile.seconds, count: 40).enumerated() {
            let start = milliseconds()
            _ = tree.weigh(profile.stackWeights(for: Selection(seconds: range)))
            taken.append(milliseconds() - start)
            if taken[index] > worst.0 { worst = (taken[index], range) }
        }
        print(
            "a stretch: median \(rounded(taken.sorted()[20])) ms, worst \(rounded(worst.0)) ms (\(worst.1.count) s)")
        let start = milliseconds()
        _ = tree.weigh(profile.stackWeights(for: Selection(threads: [ThreadKey(1)])))
        print("one thread: \(rounded(milliseconds() - start)) ms")
        let threads = milliseconds()
        _ = ThreadTable(profile: profile)
        print("threads: \(rounded(milliseconds() - threads)) ms")
        let functions = milliseconds()
        _ = FunctionTable(profile: profile, tree: tree, weights: tree.weigh(profile.stackWeights()))
        print("functions: \(rounded(milliseconds() - functions)) ms")
        let seconds = milliseconds()
        _ = profile.secondWeights()
        print("every second: \(rounded(milliseconds() - seconds)) ms")
    }
}

/// Of the CPU time of this thread, which does everything: a busy machine does not show in it.
struct Stopwatch {
    private var last = milliseconds()
    private var laps: [(name: String, time: Double)] = []

    mutating func lap(_ name: String) {
        let now = milliseconds()
        laps.append((name, now - last))
        last = now
    }

    var total: Double { rounded(laps.reduce(0) { $0 + $1.time }) }
    var text: String { laps.map { "\($0.name) \(rounded($0.time))" }.joined(separator: ", ") }
}

/// What the process has in memory now.
func residentMegabytes() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, 128, file) != nil else { return 0 }
    let words = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(
        separator: " ")
    return words.count > 1 ? (Int(words[1]) ?? 0) * 4_096 / 1_000_000 : 0
}

func mostResidentMegabytes() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1_024 / 1_000_000
}
