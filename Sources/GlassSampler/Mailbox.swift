import GlassModel
import Glibc

/// Hands values from threads that must not wait to one that may: senders only append, the receiver sleeps until its
/// deadline, until enough has come, or until somebody asks to be heard at once.
///
/// `@unchecked Sendable`: every access to the contents holds the lock.
final class Mailbox<Element: Sendable>: @unchecked Sendable {
    private var elements: [Element] = []
    private var isUrgent = false
    /// The receiver takes nothing before its deadline that is not urgent.
    private var isPatient = false
    private let wakeCount: Int
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let arrival = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    /// The receiver is woken when `wakeCount` elements wait, before its deadline.
    init(wakingAt wakeCount: Int) {
        self.wakeCount = wakeCount
        pthread_mutex_init(lock, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(arrival, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(arrival)
        pthread_mutex_destroy(lock)
        arrival.deallocate()
        lock.deallocate()
    }

    /// Appends; wakes the receiver at once where `urgently`.
    func send(_ element: Element, urgently: Bool = false) {
        pthread_mutex_lock(lock)
        elements.append(element)
        let wakes = urgently || elements.count == wakeCount
        isUrgent = isUrgent || urgently
        pthread_mutex_unlock(lock)
        if wakes { pthread_cond_signal(arrival) }
    }

    /// Changes what waits last, or appends: for a sender whose news can be folded into what nobody has read yet.
    /// - Parameter change: Returns whether it is urgent.
    func update(_ change: (inout [Element]) -> Bool) {
        pthread_mutex_lock(lock)
        isUrgent = change(&elements) || isUrgent
        let wakes = isUrgent || !isPatient
        pthread_mutex_unlock(lock)
        if wakes { pthread_cond_signal(arrival) }
    }

    /// Whether the receiver said that it takes nothing before its deadline that is not urgent.
    var isReceiverPatient: Bool {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return isPatient
    }

    /// All that waits, in order; waits for it until the monotonic clock reaches `deadline`. The elements are put into
    /// `received`, whose own storage then serves the senders, so that nothing is allocated in a steady state.
    /// - Parameter patiently: Whether to let it wait until the deadline, however much there is, unless it is urgent.
    func receive(into received: inout [Element], until deadline: Nanoseconds, patiently: Bool = false) {
        received.removeAll(keepingCapacity: true)
        let nanoseconds = max(0, deadline.rawValue)
        var limit = timespec(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
        pthread_mutex_lock(lock)
        isPatient = patiently
        while patiently || elements.count < wakeCount, !isUrgent {
            if pthread_cond_timedwait(arrival, lock, &limit) == ETIMEDOUT { break }
        }
        swap(&elements, &received)
        isUrgent = false
        pthread_mutex_unlock(lock)
    }
}
