/// How soon the next frame may be drawn: at most so many a second in the long run, but a few at once where there were
/// none for a while. News leave some of these for keys, so that a key need not wait because news were drawn just before.
/// (The generic cell rate algorithm, ITU-T I.371.)
struct FramePace {
    /// What a frame is drawn for.
    enum Cause: Int, Comparable {
        /// The recording has grown.
        case news
        /// A person waits for it.
        case person

        /// So many frames may be drawn without a pause.
        var burst: Int { self == .person ? 5 : 2 }

        static func < (left: Cause, right: Cause) -> Bool { left.rawValue < right.rawValue }
    }

    var interval: Duration
    /// When the next frame would be due, were all drawn at even distances.
    private var due: ContinuousClock.Instant?

    init(interval: Duration) { self.interval = interval }

    /// Zero where a frame may be drawn now.
    func delay(at now: ContinuousClock.Instant, for cause: Cause) -> Duration {
        guard let due else { return .zero }
        return max(.zero, (due - now) - interval * (cause.burst - 1))
    }

    mutating func drawn(at now: ContinuousClock.Instant) { due = max(now, due ?? now) + interval }
}
