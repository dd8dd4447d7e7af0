import Foundation

/// Tells periodic threads to end, also while they sleep.
///
/// `@unchecked Sendable`: `stopped` is only touched while `condition` is locked.
final class StopSignal: @unchecked Sendable {
    private let condition = NSCondition()
    private var stopped = false

    func stop() {
        condition.withLock {
            stopped = true
            condition.broadcast()
        }
    }

    /// Sleeps for the time; `false` once `stop` was called, then at once.
    func sleep(milliseconds: Int) -> Bool {
        let deadline = Date(timeIntervalSinceNow: Double(milliseconds) / 1_000)
        return condition.withLock {
            while !stopped, condition.wait(until: deadline) {}
            return !stopped
        }
    }
}
