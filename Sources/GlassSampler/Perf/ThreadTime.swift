import GlassModel

/// Splits one thread's time by the records of when it was given a CPU and lost it: time on a CPU, time ready without
/// one, time waiting. Every nanosecond is handed out once.
///
/// What it ran goes to the next sample that catches it running; what it waited, to the place where it waited. Where a
/// record is missing the thread is taken to have gone on as it was.
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
    /// Time running and ready that no sample has claimed, and since when there is some.
    private(set) var unclaimed = Weight.zero
    private(set) var unclaimedSince: Nanoseconds
    /// CPU time that was found, claimed or not.
    private(set) var foundCPU = Nanoseconds.zero

    init(since now: Nanoseconds, isNew: Bool) {
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
        return takeUnclaimed()
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

    /// Time running that no sample came to claim.
    mutating func takeUnclaimed() -> Weight {
        defer { unclaimed = Weight(cpu: min(.zero, unclaimed.cpu)) }
        return Weight(cpu: max(.zero, unclaimed.cpu), wall: unclaimed.wall)
    }

    /// Records were lost: that it was running tells no longer that it ran on. ``correct(cpu:at:)`` finds what it did.
    mutating func doubt() { if state == .running || state == .unknown { state = .ready } }

    /// Puts right what missing records made wrong: by `now` it had used so much CPU time. What was found too much is
    /// taken from what is found next.
    mutating func correct(cpu used: Nanoseconds, at now: Nanoseconds) {
        let found = foundCPU + (state == .running ? max(.zero, now - accountedUntil) : .zero)
        if unclaimed == .zero { unclaimedSince = now }
        unclaimed.cpu += used - found
        foundCPU += used - found
    }

    private mutating func advance(to now: Nanoseconds, as state: State) {
        guard now > accountedUntil else { return }
        if unclaimed == .zero { unclaimedSince = now }
        let passed = now - accountedUntil
        let cpu = state == .running ? passed : .zero
        unclaimed += Weight(cpu: cpu, wall: passed)
        foundCPU += cpu
        accountedUntil = now
    }
}
