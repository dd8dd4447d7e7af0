import GlassModel
import GlassTestSupport
import GlassUnwind

/// Stacks of a running process, followed by compiled rules and by libunwind alone: how many differ, and in what.
struct Comparison {
    private let process: ProcessID
    private let map: ModuleMap
    private let ours: Unwinder
    private let theirs: Unwinder
    private(set) var stacks = 0
    private(set) var frames = 0
    private(set) var whole = 0
    private(set) var differences: [String: Int] = [:]
    private var examples: [String: String] = [:]

    /// Stacks that are in memory at a time.
    private static let batch = 250

    init(of process: ProcessID) throws {
        self.process = process
        map = try ProcessFiles.moduleMap(of: process)
        ours = try Unwinder(architecture: .native, rules: .tables)
        theirs = try Unwinder(architecture: .native, rules: .libunwind)
    }

    /// Takes `count` stacks, of all threads in turn that have run meanwhile.
    mutating func run(_ count: Int) throws {
        var ran: [ThreadID: UInt64] = [:]
        while stacks < count {
            let threads = ProcessFiles.threads(of: process)
            guard !threads.isEmpty else { throw TestFailure("process \(process) has ended") }
            let times = threads.map { ($0, runTime(of: $0, in: process)) }
            let busy = times.filter { $0.1 != ran[$0.0] }.map(\.0)
            ran = Dictionary(uniqueKeysWithValues: times)
            for thread in busy.isEmpty ? threads : busy where stacks < count {
                let wanted = min(Self.batch, count - stacks)
                // A thread that has ended meanwhile is another one's turn.
                guard let captures = try? StackCapture.take(wanted, of: thread, in: process, copying: 64 << 10) else {
                    continue
                }
                for capture in captures { compare(capture) }
            }
        }
    }

    private mutating func compare(_ capture: StackCapture) {
        let left = capture.withSnapshot { UnwindOutcome($0, ours, map) }
        let right = capture.withSnapshot { UnwindOutcome($0, theirs, map) }
        stacks += 1
        frames += left.frames.count
        if left.end == .root { whole += 1 }
        guard left != right else { return }
        let kind = kind(left, right)
        differences[kind, default: 0] += 1
        examples[kind] = examples[kind] ?? "    tables:    \(left)\n    libunwind: \(right)"
    }

    private func kind(_ left: UnwindOutcome, _ right: UnwindOutcome) -> String {
        if left.stopsBefore(right, in: map) { return "libunwind reads on in memory that is no stack" }
        guard left.frames != right.frames else {
            return "the same frames, another end: \(left.end.rawValue), libunwind: \(right.end.rawValue)"
        }
        let common = zip(left.frames, right.frames).prefix { $0 == $1 }.count
        let last = left.frames.prefix(common).last
        let place = last.flatMap { map.lookup($0.lookup) }
        let file = place?.path.split(separator: "/").last ?? "no module"
        return "frames differ beyond \(file), ends: \(left.end.rawValue), libunwind: \(right.end.rawValue)"
    }

    func report() {
        let differing = differences.values.reduce(0, +)
        print("\(process): \(stacks) stacks, \(frames) frames, \(whole) whole, \(differing) differ")
        for (kind, count) in differences.sorted(by: { $0.value > $1.value }) {
            print("  \(count): \(kind)\n\(examples[kind] ?? "")")
        }
    }
}
