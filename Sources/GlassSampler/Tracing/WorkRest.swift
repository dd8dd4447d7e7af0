import GlassModel

/// Keeps what may take long to a small share of the time: after it, so many times as long passes before the next.
struct WorkRest {
    /// How many times as long.
    let factor: Int64
    /// The least time from one beginning to the next.
    let least: Nanoseconds
    private(set) var endsAt = Nanoseconds.zero

    init(factor: Int64, least: Nanoseconds = .zero) {
        self.factor = factor
        self.least = least
    }

    func isOver(at now: Nanoseconds) -> Bool { now >= endsAt }

    /// The work took from `begin` to `end`.
    mutating func start(from begin: Nanoseconds, to end: Nanoseconds) {
        endsAt = max(begin + least, end + time(after: end - begin))
    }

    /// How long to rest after work of so long.
    func time(after work: Nanoseconds) -> Nanoseconds {
        let (product, overflow) = work.rawValue.multipliedReportingOverflow(by: factor)
        return overflow ? Nanoseconds(.max >> 2) : Nanoseconds(max(0, product))
    }
}
