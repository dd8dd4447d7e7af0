import GlassModel
import GlassSystem

/// What the kernel takes of a thread for one sample: nobody can tell what each one took, so it is measured once on the
/// calling thread, which does the same work with samples and without.
struct SampleCost {
    /// For a sample with a stack of ``stackSize``.
    let base: Nanoseconds
    static let stackSize = 2_048

    /// As measured on a virtual machine, where the timer that asks for a sample is dearest.
    static let usual = SampleCost(base: Nanoseconds(20_000))

    /// For a sample that carries so much of the stack. Ten bytes are copied in a nanosecond.
    func cost(ofStack bytes: Int) -> Nanoseconds { base + Nanoseconds(Int64(max(0, bytes - Self.stackSize) / 10)) }

    /// From how long the same work took each time, with so many samples and without. The quickest time of each is the one
    /// that nothing else disturbed. Nil where that says nothing.
    init?(with: [(taken: Nanoseconds, samples: Int)], without: [Nanoseconds]) {
        let costs = with.lazy.filter { $0.samples > 0 }.map { trial in
            Double((trial.taken - (without.min() ?? trial.taken)).rawValue) / Double(trial.samples)
        }
        guard let least = costs.min(), (500.0...200_000).contains(least) else { return nil }
        base = Nanoseconds(Int64(least))
    }

    private init(base: Nanoseconds) { self.base = base }

    /// Measures it, which takes some 30 ms of CPU time; ``usual`` where that is not possible.
    static func measured(seesKernel: Bool) -> SampleCost {
        let description = PerfEvent.Description(
            trigger: .cpuTime(period: Nanoseconds(100_000)), stackSize: stackSize, seesKernel: seesKernel,
            followsChildren: false)
        guard let trials = try? SampleTrials(description) else { return usual }
        var (with, without): ([(taken: Nanoseconds, samples: Int)], [Nanoseconds]) = ([], [])
        for _ in 0..<trialCount {
            without.append(trials.work())
            with.append(trials.workWithSamples())
        }
        return SampleCost(with: with, without: without) ?? usual
    }

    private static let trialCount = 5
}

/// An event of the calling thread alone, with a ring of its own.
private struct SampleTrials {
    private let ring: PerfRing
    private let event: PerfEvent
    private let rounds: Int
    private static let anyCPU: Int32 = -1
    private static let ringSize = 128 << 10
    /// Of which every tenth of a millisecond is sampled.
    private static let length = Nanoseconds(2_000_000)

    init(_ description: PerfEvent.Description) throws(SystemError) {
        ring = try PerfRing(cpu: Self.anyCPU, size: Self.ringSize)
        event = try PerfEvent(description, of: ThreadID(0), on: Self.anyCPU)
        event.setEnabled(false)
        try event.send(to: ring)
        let few = 20_000
        rounds = few * Int(max(1, Self.length.rawValue / max(1, Self.time(rounds: few).rawValue)))
    }

    /// CPU time of the work alone.
    func work() -> Nanoseconds { Self.time(rounds: rounds) }

    func workWithSamples() -> (taken: Nanoseconds, samples: Int) {
        event.setEnabled(true)
        let taken = Self.time(rounds: rounds)
        event.setEnabled(false)
        return (taken, countSamples())
    }

    /// Empties the ring.
    private func countSamples() -> Int {
        ring.refresh()
        defer { ring.release() }
        var samples = 0
        while let record = ring.next {
            if record.count > SampleCost.stackSize { samples += 1 }
            ring.advance()
        }
        return samples
    }

    private static func time(rounds: Int) -> Nanoseconds {
        let start = Clocks.threadCPU
        var value: UInt64 = 1
        for _ in 0..<rounds { value = value &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407 }
        // That the result is looked at keeps the work from being left out.
        guard value != 0 else { return .zero }
        return Clocks.threadCPU - start
    }
}
