import GlassModel

/// Splits one thread's time by the records of when it was given a CPU and lost it: time on a CPU, time ready without
/// one, time waiting. Every nanosecond is handed out once.
///
/// What it ran goes to the next sample that catches it running; what it waited, to the place where it waited. Where a
/// record is missing the thread is taken to have gone on as it was.
///
/// Between two records a thread may have stood still with all of its CPU, while the host ran something else: records
/// do not say so, the scheduler's count does. A thread that runs is sampled once in each period, so that what it ran
/// without a sample for longer than that is not believed before the scheduler confirms it. Whatever such comparisons
/// find is spread over the samples that follow: the one that happens to come next stands for no more than the others.
struct ThreadTime {
    enum State {
        /// Nothing has been heard of it yet.
        case unknown
        case running
        /// Lost its CPU to another thread.
        case ready
        case waiting
    }

    /// A wait that is over.
    struct Wait: Equatable {
        /// From its beginning to its end.
        var length: Nanoseconds
        /// What of it nobody has been told yet.
        var untold: Nanoseconds
    }

    private(set) var state = State.unknown
    /// Time before this is accounted for.
    private(set) var accountedUntil: Nanoseconds
    /// When the wait that goes on began.
    private(set) var waitBegan: Nanoseconds
    /// Time running and ready since the last sample.
    private var fresh = Weight.zero
    /// Time that is known only now to have been, or, below zero, not to have been spent before the last sample.
    private var owed = Weight.zero
    /// Since when there is time that no sample has claimed.
    private(set) var unclaimedSince: Nanoseconds
    /// CPU time that was found, claimed or not.
    private(set) var foundCPU = Nanoseconds.zero
    /// How long at most it runs until it is sampled.
    var period: Nanoseconds

    init(since now: Nanoseconds, isNew: Bool, period: Nanoseconds) {
        self.period = period
        accountedUntil = now
        waitBegan = now
        unclaimedSince = now
        // A thread is made ready to run.
        if isNew { state = .ready }
    }

    /// The thread was caught running; the time that the sample stands for.
    mutating func sampled(at now: Nanoseconds) -> Weight {
        advance(to: now, as: state == .ready || state == .waiting ? state : .running)
        state = .running
        unclaimedSince = now
        return claim()
    }

    /// What ran without a sample for longer than any thread does had its samples dropped, and is no more this one's
    /// than that of those that follow. Each takes as much again of what is owed as it stands for itself, and gives back
    /// at most half of it.
    private mutating func claim() -> Weight {
        let dropped = max(.zero, fresh.cpu - Nanoseconds(2 * period.rawValue))
        fresh -= Weight(cpu: dropped, wall: dropped)
        owed += Weight(cpu: dropped, wall: dropped)
        let (cpu, wall) = (fresh.cpu.rawValue, fresh.wall.rawValue)
        let late = Weight(
            cpu: Nanoseconds(min(max(owed.cpu.rawValue, -(cpu / 2)), cpu)),
            wall: Nanoseconds(min(owed.wall.rawValue, wall)))
        owed -= late
        defer { fresh = .zero }
        return fresh + late
    }

    mutating func switchedOut(at now: Nanoseconds, isPreempted: Bool) {
        advance(to: now, as: state == .ready || state == .waiting ? state : .running)
        state = isPreempted ? .ready : .waiting
        waitBegan = accountedUntil
    }

    /// The wait that this ends; nil where it was none.
    mutating func switchedIn(at now: Nanoseconds) -> Wait? {
        defer { state = .running }
        guard state == .waiting || state == .unknown else {
            advance(to: now, as: state)
            return nil
        }
        return Wait(length: max(.zero, now - waitBegan), untold: takeWait(until: now))
    }

    /// Nothing is known of the time until now, nor of where it is.
    mutating func skip(to now: Nanoseconds, havingUsed cpu: Nanoseconds?) {
        foundCPU = cpu ?? foundCPU
        (state, accountedUntil, waitBegan) = (.unknown, now, now)
    }

    /// The thread was seen to wait, and to have done so since it was first heard of.
    mutating func seenWaiting() { if state == .unknown { state = .waiting } }

    /// What of a wait that goes on nobody has been told yet.
    mutating func takeWait(until now: Nanoseconds) -> Nanoseconds {
        guard now > accountedUntil else { return .zero }
        defer { accountedUntil = now }
        return now - accountedUntil
    }

    /// Time running and ready that no sample has claimed.
    var unclaimed: Weight { Weight(cpu: max(.zero, fresh.cpu + owed.cpu), wall: fresh.wall + owed.wall) }

    /// No sample will come to claim it. What was found too much stays to be taken from what is found next.
    mutating func takeUnclaimed() -> Weight {
        defer { (fresh, owed) = (.zero, Weight(cpu: min(.zero, fresh.cpu + owed.cpu))) }
        return unclaimed
    }

    /// Records were lost before now: that it was running tells no longer that it ran on. ``correct(cpu:at:)`` finds
    /// what it did.
    mutating func doubt(at now: Nanoseconds) {
        guard state == .running || state == .unknown, now > accountedUntil else { return }
        owe(Weight(wall: now - accountedUntil), at: now)
        accountedUntil = now
    }

    /// Puts right what missing records and other guests of the host made wrong: by `now` it had used so much CPU time.
    mutating func correct(cpu used: Nanoseconds, at now: Nanoseconds) {
        let found = foundCPU + (state == .running ? believed(now - accountedUntil) : .zero)
        let missing = used - found
        guard missing > Self.staleness || missing < .zero - Self.staleness else { return }
        owe(Weight(cpu: missing), at: now)
        foundCPU += missing
    }

    private mutating func owe(_ weight: Weight, at now: Nanoseconds) {
        if unclaimed == .zero { unclaimedSince = now }
        owed += weight
    }

    /// The scheduler counts what a thread runs at its clock's ticks, of which there are at least 250 in a second as a
    /// rule.
    private static let staleness = Nanoseconds(5_000_000)

    /// How much of a stretch without a sample it surely ran; periods are varied by a tenth.
    private func believed(_ stretch: Nanoseconds) -> Nanoseconds {
        max(.zero, min(stretch, period + Nanoseconds(period.rawValue / 4)))
    }

    private mutating func advance(to now: Nanoseconds, as state: State) {
        guard now > accountedUntil else { return }
        if unclaimed == .zero { unclaimedSince = now }
        let passed = now - accountedUntil
        let sure = state == .running ? believed(passed) : passed
        let cpu = state == .running ? sure : .zero
        fresh += Weight(cpu: cpu, wall: sure)
        owed.wall += passed - sure
        foundCPU += cpu
        accountedUntil = now
    }
}
