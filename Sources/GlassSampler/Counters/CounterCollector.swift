import GlassModel
import GlassProc
import GlassSystem
import Synchronization

/// Reads all counters once a second, on a thread of its own.
final class CounterCollector {
    private let options: SamplerOptions
    private let clock: RecordingClock
    private let registry: ThreadRegistry
    private let statistics: TracerStatistics
    private let news: Mailbox<TracerNews>
    private var threadCounters = ThreadCounters()
    /// Reading proportional memory may take long, and holds up a target that maps memory meanwhile.
    private var proportionalRest = WorkRest(factor: 399, least: .seconds(4))
    private var lastProportional: Int64?
    private var lastOwnCPU = Nanoseconds.zero

    init(
        options: SamplerOptions, clock: RecordingClock, registry: ThreadRegistry, statistics: TracerStatistics,
        news: Mailbox<TracerNews>
    ) {
        self.options = options
        self.clock = clock
        self.registry = registry
        self.statistics = statistics
        self.news = news
    }

    /// Reads at once, then each second, until `stop` gets word.
    func run(until stop: Mailbox<Void>) {
        var received: [Void] = []
        while true {
            let next = Clocks.monotonic + Nanoseconds(1_000_000_000)
            collect()
            stop.receive(into: &received, until: next)
            if !received.isEmpty { break }
        }
        collect()
    }

    private func collect() {
        let time = clock.now
        let records = registry.all
        guard !records.isEmpty else { return }
        var readings = threadCounters.read(records, at: time)
        for record in threadCounters.renamed {
            registry.update(record)
            news.send(.thread(record))
        }
        var totals = totals(of: Set(records.map(\.process)))
        totals[.switchesVoluntary] = threadCounters.voluntarySwitches
        totals[.switchesInvoluntary] = threadCounters.involuntarySwitches
        totals.merge(ownCost()) { _, own in own }
        readings += totals.sorted { $0.key.rawValue < $1.key.rawValue }.map {
            CounterReading(time: time, kind: $0.key, value: $0.value)
        }
        news.send(.counters(readings))
    }

    private func totals(of processes: Set<ProcessID>) -> [CounterKind: Int64] {
        let now = Clocks.monotonic
        let withProportional = proportionalRest.isOver(at: now)
        var totals: [CounterKind: Int64] = [:]
        for process in processes {
            let counters = ProcessCounters(of: process, withProportionalMemory: withProportional)
            if counters.values.isEmpty { news.send(.loss(.counterUnreadable, detail: "process \(process)", count: 1)) }
            totals.merge(counters.values) { $0 + $1 }
        }
        if withProportional {
            lastProportional = totals[.memoryProportional]
            proportionalRest.start(from: now, to: Clocks.monotonic)
        } else {
            totals[.memoryProportional] = lastProportional
        }
        return totals
    }

    private func ownCost() -> [CounterKind: Int64] {
        let cpu = Clocks.ownCPU
        defer { lastOwnCPU = cpu }
        let memory = ProcessCounters.numbers("/proc/self/status")?.bytes("VmRSS")
        var cost: [CounterKind: Int64] = [
            .rateAchieved: statistics.achievedRate.load(ordering: .relaxed),
            .timeStopped: statistics.stopped.load(ordering: .relaxed),
            .costToTarget: statistics.cost.load(ordering: .relaxed),
            .agentCPU: (cpu - lastOwnCPU).rawValue,
        ]
        cost[.agentMemory] = memory.map { Int64(clamping: $0) }
        return cost
    }
}
