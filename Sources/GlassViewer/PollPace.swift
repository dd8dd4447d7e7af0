import Synchronization

/// How often a recording is asked for news: ten times a second, so that what is live moves; while nothing of them shows,
/// as often as keeps what has come in small.
final class PollPace: Sendable {
    private let frozen = Atomic(false)

    /// Whether news do not show.
    var isFrozen: Bool {
        get { frozen.load(ordering: .relaxed) }
        set { frozen.store(newValue, ordering: .relaxed) }
    }

    /// How long to wait before asking again.
    var interval: Duration { isFrozen ? .milliseconds(500) : .milliseconds(100) }
}
