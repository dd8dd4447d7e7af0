import GlassModel

/// CPU time of a thread that waits for a sample to stand for it.
///
/// What was used before a sample that found the thread waiting goes to the next that catches it running. Where a sample
/// caught it, but says little of where it was, that time is spread over those that follow: one after a long row of such
/// would stand for all of it.
struct CarriedCPU {
    private var unseen = Nanoseconds.zero
    private var passedBy = Nanoseconds.zero
    /// When a sample last took of it, or when there was none.
    private(set) var since = Nanoseconds.zero

    var total: Nanoseconds { unseen + passedBy }

    mutating func add(_ used: Nanoseconds, at now: Nanoseconds) {
        if total == .zero { since = now }
        unseen += used
    }

    /// A sample caught the thread running and does not stand for it.
    mutating func pass() {
        passedBy += unseen
        unseen = .zero
    }

    /// What a sample stands for.
    mutating func claim(at now: Nanoseconds) -> Nanoseconds {
        let late = passedBy < Self.least ? passedBy : Nanoseconds(passedBy.rawValue / Self.samples)
        defer { (unseen, passedBy, since) = (.zero, passedBy - late, now) }
        return unseen + late
    }

    mutating func takeAll() -> Nanoseconds {
        defer { (unseen, passedBy) = (.zero, .zero) }
        return total
    }

    /// Over about so many it is spread.
    private static let samples: Int64 = 4
    private static let least = Nanoseconds(10_000)
}
