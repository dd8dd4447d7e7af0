import GlassModel

/// Tells from a process's CPU clock whether a thread ran that nobody looked at.
///
/// The clock runs for all threads; what those that were looked at used is known of each. Some time belongs to none: what
/// threads used before they were followed, or after they were last seen. That much is expected from then on.
struct CPUGate {
    /// Below this a difference is not worth a look at each thread.
    static let limit = Nanoseconds(20_000)

    /// What the clock says beyond what threads are known to have used, where none of them ran unseen.
    private var unaccountable = Nanoseconds.zero
    /// All threads were looked at since it was found out.
    private var isOutdated = true
    /// Reading the clock of a process takes the kernel some tenths of a millisecond where its threads are thousands.
    private var rest = WorkRest(factor: 399)

    /// Whether the clock may be read again.
    func mayRead(at now: Nanoseconds) -> Bool { rest.isOver(at: now) }

    mutating func hasRead(from begin: Nanoseconds, to now: Nanoseconds) { rest.start(from: begin, to: now) }

    /// Whether some thread used CPU time unseen. Right after a look at all threads nobody did, whatever the clock says.
    ///
    /// - Parameters:
    ///   - used: By the process's clock.
    ///   - explained: What threads were seen to use, each up to some moment before.
    ///   - slack: What those that were seen running may have used since.
    mutating func opens(used: Nanoseconds, explained: Nanoseconds, slack: Nanoseconds) -> Bool {
        let difference = used - explained
        if isOutdated || difference < unaccountable {
            unaccountable = difference
            isOutdated = false
        }
        return difference - unaccountable > Self.limit + slack
    }

    /// A thread is gone: what it used since it was last seen shows in the clock alone. That is less than this; how much
    /// less shows the next time.
    mutating func threadEnded() { unaccountable += Nanoseconds(100_000) }

    /// All threads have been looked at.
    mutating func looked() { isOutdated = true }
}

/// A place in a list that goes round it, some steps at a time.
struct RoundRobin {
    private var next = 0

    /// The indices of the next so many elements of a list; all of them at most.
    mutating func take(_ wanted: Int, of count: Int) -> [Int] {
        let taken = min(max(0, wanted), count)
        guard taken > 0 else { return [] }
        let start = next < count ? next : 0
        next = (start + taken) % count
        return (0..<taken).map { (start + $0) % count }
    }
}
