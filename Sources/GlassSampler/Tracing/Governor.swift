import GlassModel

/// Keeps what the stops cost the target within the budget, by lowering the rate; raises it again when there is room.
///
/// The cost is the time that threads were stopped, as a share of the target's time: that in which its threads ran or
/// wanted to, or the time that passed where that is more (a target that waits has no time to lose). So of hundreds of
/// threads that share a few cores each loses as small a part of its time as a single one would. Where looking at the
/// threads takes too much of a core by itself, because they are many or the rate is high, the rate falls as well.
///
/// A single tick that is far dearer than those around it says little of the next ones: it counts a little for some seconds
/// (``RareCost``). So a stop of fifty milliseconds among a thousand of twenty microseconds costs what it costs, and not nine
/// tenths of the rate.
struct Governor {
    /// Ticks a second that are asked for, and that are taken now.
    private(set) var askedRate: Double
    private(set) var rate: Double {
        didSet { if rate != oldValue { period = Self.period(at: rate) } }
    }
    /// The time from one tick to the next.
    private(set) var period: Nanoseconds
    var isPaused = false
    private let budget: Double
    /// The share of a core that the tracer's own thread may take.
    private let ownBudget: Double
    static let leastOwnBudget = 0.25
    /// A verdict takes so many ticks: what one costs tells nothing of a stretch in which it happened to fall.
    private static let ticksToJudge: Int64 = 3
    private static let shortest = Nanoseconds(250_000_000)
    /// Without that many ticks it is given after so long, so that a rate that is far too low rises.
    private static let longest = Nanoseconds(4_000_000_000)
    private var window: Window
    private var sinceRate: Window
    private var dearest = DearestTick()
    private var rare: RareCost

    private struct Window {
        var start: Nanoseconds
        var stopped: Int64 = 0
        var targetTime: Int64 = 0
        var ticks: Int64 = 0
        var ownCPU: Nanoseconds

        init(start: Nanoseconds, ownCPU: Nanoseconds, _ statistics: TracerStatistics? = nil) {
            self.start = start
            self.ownCPU = ownCPU
            guard let statistics else { return }
            stopped = statistics.stopped.load(ordering: .relaxed)
            targetTime = statistics.targetTime.load(ordering: .relaxed)
            ticks = statistics.ticks.load(ordering: .relaxed)
        }
    }

    /// - Parameter ownCPU: CPU time that the tracer's thread has used.
    init(rate: Double, budget: Double, now: Nanoseconds, ownCPU: Nanoseconds = .zero) {
        askedRate = rate
        self.rate = rate
        period = Self.period(at: rate)
        self.budget = budget
        ownBudget = max(Self.leastOwnBudget, budget)
        window = Window(start: now, ownCPU: ownCPU)
        sinceRate = window
        rare = RareCost(rate: rate)
    }

    private static func period(at rate: Double) -> Nanoseconds { .seconds(1 / max(rate, 0.001)) }

    mutating func setRate(_ rate: Double) {
        askedRate = rate
        self.rate = rate
    }

    /// Looks at the cost every quarter of a second, or after some ticks where that is later, and at the achieved rate every
    /// second. To be called at each tick, where a tick may be dearer than others.
    mutating func review(
        now: Nanoseconds, ownCPU: @autoclosure () -> Nanoseconds = .zero, statistics: TracerStatistics
    ) {
        dearest.note(stopped: statistics.stopped.load(ordering: .relaxed))
        let (length, ticks) = (now - window.start, statistics.ticks.load(ordering: .relaxed))
        let isJudged =
            length >= Self.longest || (length >= Self.shortest && ticks - window.ticks >= Self.ticksToJudge)
        let isCounted = now - sinceRate.start >= Nanoseconds(1_000_000_000)
        guard isJudged || isCounted else { return }
        let current = Window(start: now, ownCPU: ownCPU(), statistics)
        if isJudged {
            statistics.cost.store(Int64(Self.cost(from: window, to: current) * 1e6), ordering: .relaxed)
            let cost = expectedCost(from: window, to: current)
            let own = Self.ownShare(from: window, to: current)
            // What is nearer to its budget counts.
            rate = Self.adjusted(rate, asked: askedRate, cost: max(cost, own / ownBudget * budget), budget: budget)
            window = current
        }
        if isCounted {
            let achieved = Double(current.ticks - sinceRate.ticks) / (current.start - sinceRate.start).seconds
            statistics.achievedRate.store(Int64(achieved * 1000), ordering: .relaxed)
            sinceRate = current
        }
    }

    private static func cost(from old: Window, to new: Window) -> Double {
        Double(new.stopped - old.stopped) / targetTime(from: old, to: new)
    }

    /// In nanoseconds.
    private static func targetTime(from old: Window, to new: Window) -> Double {
        Double(max((new.start - old.start).rawValue, new.targetTime - old.targetTime, 1))
    }

    /// What such a stretch costs if rare dear ticks come as often as they have come of late.
    private mutating func expectedCost(from old: Window, to new: Window) -> Double {
        let (stopped, ticks) = (Double(new.stopped - old.stopped), Double(new.ticks - old.ticks))
        let excess = dearest.excess(of: stopped)
        dearest.begin()
        rare.add(excess, ticks: ticks, within: new.start - old.start)
        return (stopped - excess + rare.perTick * ticks) / Self.targetTime(from: old, to: new)
    }

    private static func ownShare(from old: Window, to new: Window) -> Double {
        Double((new.ownCPU - old.ownCPU).rawValue) / Double(max((new.start - old.start).rawValue, 1))
    }

    /// The cost is proportional to the rate: too dear, and the rate falls to what the budget pays for at once; cheap,
    /// and it rises to no more than twice as much, so that it finds its place without swinging.
    static func adjusted(_ rate: Double, asked: Double, cost: Double, budget: Double) -> Double {
        if cost > budget { return max(min(1, asked), rate * max(0.05, budget / cost) * 0.95) }
        if rate < asked, cost < budget * 0.8 {
            return min(asked, rate * min(2, cost > 0 ? budget * 0.9 / cost : 2))
        }
        return min(rate, asked)
    }
}
