import GlassModel

/// When to ask the kernel for news of all traced threads. It looks at each of them, so that the answer takes long where they
/// are thousands, and mostly there is no news but of those that were asked to stop.
///
/// A signal announces one thread; of others that have news before it is taken nothing more is said. So a sweep is due after
/// each signal, at once as long as the sweeps before took next to nothing or found something, else after so long that
/// sweeps take one two-hundredth of the time. That is what a thread can have to wait that receives a signal of its own, makes
/// a thread or ends at the very moment at which another one stops.
struct EventSweep {
    /// A thread of which there is news.
    private(set) var announced: ThreadID?
    private var isWanted = true
    /// One was wanted before the last signal came.
    private var wasWanted = true
    /// There may be traced threads that nobody knows of yet.
    private var expectsStrangers = false
    private var began = Nanoseconds.zero
    private var rest = WorkRest(factor: 199)
    private var isEagerUntil = Nanoseconds.zero

    /// So long after a sweep that found something all news is looked for at once.
    private static let eagerness = Nanoseconds(1_000_000_000)

    /// A signal came.
    mutating func announce(_ thread: ThreadID?) {
        announced = thread
        guard thread != nil else { return }
        wasWanted = isWanted
        isWanted = true
    }

    /// A thread was made that cannot be followed; its stop may come at any time from now on.
    mutating func expectStrangers() { expectsStrangers = true }

    /// A thread that stopped because it was asked to is the only one there is: where the last signal was its own, there is
    /// nobody else to be asked.
    mutating func stopped(onlyThread thread: ThreadID) {
        if thread == announced, !expectsStrangers { isWanted = wasWanted }
    }

    func isDue(at now: Nanoseconds) -> Bool { isWanted && (rest.isOver(at: now) || now < isEagerUntil) }

    /// When a sweep is due that is wanted; far away where none is.
    var dueAt: Nanoseconds { isWanted ? rest.endsAt : Nanoseconds(.max) }

    mutating func begins(at now: Nanoseconds) {
        began = now
        isWanted = false
        wasWanted = false
    }

    /// - Parameter isSurprised: It found something.
    mutating func ended(at now: Nanoseconds, isSurprised: Bool) {
        if isSurprised {
            isEagerUntil = now + Self.eagerness
        } else {
            rest.start(from: began, to: now)
        }
    }
}
