import GlassModel

/// Time that a thread waited where no sample says. It is kept by how long each wait was, and goes to the next wait
/// of about that length whose place is known: a thread's short waits and its long ones stand in different places.
struct UnseenWaits {
    /// By the binary logarithm of the length in microseconds.
    private var time = [24 of Nanoseconds](repeating: .zero)
    private(set) var total = Nanoseconds.zero
    /// When the oldest of it ended.
    private(set) var since = Nanoseconds.zero

    mutating func add(_ wait: ThreadTime.Wait, at now: Nanoseconds) {
        guard wait.untold > .zero else { return }
        if total == .zero { since = now }
        time[Self.kind(of: wait.length)] += wait.untold
        total += wait.untold
    }

    /// What is to be added to a wait of this length whose place is known.
    mutating func take(like length: Nanoseconds) -> Nanoseconds {
        let kind = Self.kind(of: length)
        defer { time[kind] = .zero }
        total = total - time[kind]
        return time[kind]
    }

    mutating func takeAll() -> Nanoseconds {
        defer { self = UnseenWaits() }
        return total
    }

    private static func kind(of length: Nanoseconds) -> Int {
        let microseconds = UInt64(max(0, length.rawValue)) / 1000
        return min(23, UInt64.bitWidth - microseconds.leadingZeroBitCount)
    }
}
