import GlassModel
import GlassRequests
import GlassSystem
import Synchronization

/// Where the watcher of sockets and the recorder meet: the one takes note of what was said, the other settles it with the
/// samples that it knows.
///
/// `@unchecked Sendable`: every access to the contents holds the lock. A `Mutex` of the contents would not let in what
/// belongs to the thread that asks: its batch, its samples.
final class TrafficDesk: @unchecked Sendable {
    private struct Contents {
        var ledger: TrafficLedger
        var losses: [LossReason: Int64] = [:]
        var changedLosses: Set<LossReason> = []
        var deadLetters: [DeadLetter] = []
        var deadLettersNotKept = 0
        var capture: RequestCapture?
        var isWatched = true
    }

    /// Of dead letters that nobody has written yet so many wait; the rest is counted.
    private static let deadLetterLimit = 100

    private var contents: Contents
    private let lock = Mutex(())

    init(rules: RequestRules) { contents = Contents(ledger: TrafficLedger(rules: rules)) }

    private func locked(_ body: (inout Contents) -> Void) { lock.withLock { _ in body(&contents) } }

    /// For the watcher: a whole round of events under one lock.
    func update(_ body: (inout TrafficLedger) -> Void) { locked { body(&$0.ledger) } }

    func report(_ capture: RequestCapture) {
        locked {
            $0.capture = capture
            $0.isWatched = capture.state == .on || capture.state == .steppedBack
        }
    }

    /// Whether a request may come of what the target does now. Until it is known whether requests are watched, it may.
    var isWatched: Bool { lock.withLock { _ in contents.isWatched } }

    /// `total` since the recording began.
    func report(_ reason: LossReason, total: Int64) {
        locked { note(reason, total, &$0) }
    }

    func report(_ letters: [DeadLetter]) {
        locked {
            let kept = letters.prefix(max(0, Self.deadLetterLimit - $0.deadLetters.count))
            $0.deadLetters += kept
            $0.deadLettersNotKept += letters.count - kept.count
        }
    }

    /// For the recorder: puts all that is settled into the batch.
    func settle(
        through watermark: Nanoseconds, in surroundings: some LedgerSurroundings, at time: Timestamp,
        into batch: inout RecordingBatch
    ) {
        locked { contents in
            contents.ledger.settle(through: watermark, in: surroundings, into: &batch)
            note(.requestNotKept, contents.ledger.requestsNotKept, &contents)
            note(.queryNotKept, contents.ledger.queriesNotKept, &contents)
            for reason in contents.changedLosses.sorted(by: { $0.rawValue < $1.rawValue }) {
                batch.losses.append(Loss(time: time, reason: reason, count: contents.losses[reason] ?? 0))
            }
            contents.changedLosses.removeAll()
            batch.deadLetters += contents.deadLetters
            contents.deadLetters.removeAll()
            if contents.deadLettersNotKept > 0 {
                let text = "\(contents.deadLettersNotKept) more at the same time, not kept one by one"
                batch.deadLetters.append(DeadLetter(time: time, wireProtocol: .unknown, subject: "", error: text))
                contents.deadLettersNotKept = 0
            }
            batch.requestCapture = contents.capture ?? batch.requestCapture
            contents.capture = nil
        }
    }

    private func note(_ reason: LossReason, _ total: Int64, _ contents: inout Contents) {
        guard contents.losses[reason, default: 0] != total else { return }
        contents.losses[reason] = total
        contents.changedLosses.insert(reason)
    }
}
