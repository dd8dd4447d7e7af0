import GlassModel

/// The CPU clock of a process with one thread, as it was after a stop of it.
struct SoleClock {
    let time: Nanoseconds
    /// Of the monotonic clock.
    let at: Nanoseconds
    /// What the thread was known to have used in all. Where this has changed since, it was looked at.
    let runTime: Nanoseconds

    /// Of the time between two stops.
    private static let leastOnCPU = 0.97

    /// What was used until it was stopped the next time; nil where it was not on a CPU all the time, so that the scheduler is
    /// to be asked why.
    func used(to now: Nanoseconds, askedAt: Nanoseconds) -> Nanoseconds? {
        let used = now - time
        return Double(used.rawValue) >= Self.leastOnCPU * Double((askedAt - at).rawValue) ? used : nil
    }
}
