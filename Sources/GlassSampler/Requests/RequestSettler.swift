import GlassModel
import GlassRequests
import GlassSystem

/// The recorder's part in requests: keeps the samples that they may ask for and settles those whose samples are there.
struct RequestSettler {
    private let desk: TrafficDesk
    private let clock: RecordingClock
    /// How far behind the present all samples are known.
    private let delay: Nanoseconds
    private var history = SampleHistory()
    private var keys: [ThreadID: ThreadKey] = [:]
    private var processes: [ThreadKey: ProcessID] = [:]
    /// Threads that have ended, in the order in which they did. A request that they served may be settled later.
    private var ended: [(thread: ThreadID, key: ThreadKey)] = []
    /// Of threads that have ended so many are remembered.
    static let endedLimit = 1_024
    private var keepsSamples = true

    init(desk: TrafficDesk, clock: RecordingClock, rate: Double) {
        self.desk = desk
        self.clock = clock
        delay = max(Nanoseconds(150_000_000), min(.seconds(2 / max(rate, 0.1)), Nanoseconds(2_000_000_000)))
    }

    /// How many threads it knows.
    var threadCount: Int { max(keys.count, processes.count) }
    func knows(_ thread: ThreadKey) -> Bool { processes[thread] != nil }
    /// How many stretches of time it knows the stack of.
    var segmentCount: Int { history.count }

    /// What comes before the samples of each batch.
    mutating func take(_ threads: [ThreadRecord]) {
        // A target whose requests nobody watches would fill the history with samples that nobody asks for.
        keepsSamples = desk.isWatched
        if !keepsSamples { history = SampleHistory() }
        for thread in threads {
            keys[thread.thread] = thread.key
            processes[thread.key] = thread.process
            // A request that it served may be settled a little later than it ends: its number is only reused much later.
            guard thread.ended != nil else { continue }
            desk.update { $0.forget(thread.thread) }
            ended.append((thread.thread, thread.key))
        }
        forgetEnded()
    }

    private mutating func forgetEnded() {
        guard ended.count >= 2 * Self.endedLimit else { return }
        for (thread, key) in ended.dropLast(Self.endedLimit) {
            processes[key] = nil
            // Its number may be another's by now.
            if keys[thread] == key { keys[thread] = nil }
        }
        ended.removeFirst(ended.count - Self.endedLimit)
    }

    mutating func take(_ sample: Sample, task: UInt64, isStanding: Bool) {
        guard keepsSamples else { return }
        let process = task == 0 ? nil : processes[sample.thread]
        history.add(
            sample, task: process.map { SampleHistory.TaskKey(process: $0, task: task) }, isStanding: isStanding)
    }

    /// Settles what ended early enough; at the end of a recording (`isLast`) everything.
    func settle(asOf handedOver: Nanoseconds, isLast: Bool, into batch: inout RecordingBatch) {
        let watermark = isLast ? Nanoseconds(.max) : handedOver - delay
        desk.settle(
            through: watermark, in: Surroundings(settler: self), at: clock.timestamp(of: handedOver), into: &batch)
    }

    private struct Surroundings: LedgerSurroundings {
        let settler: RequestSettler

        func timestamp(of moment: Nanoseconds) -> Timestamp { settler.clock.timestamp(of: moment) }
        func key(of thread: ThreadID) -> ThreadKey? { settler.keys[thread] }

        func work(of thread: ThreadID, from: Nanoseconds, to: Nanoseconds) -> [StackID: Weight] {
            guard let key = settler.keys[thread] else { return [:] }
            return settler.history.work(of: key, from: timestamp(of: from), to: timestamp(of: to))
        }

        func work(
            ofTask task: UInt64, in process: ProcessID, from: Nanoseconds, to: Nanoseconds
        ) -> [StackID: Weight] {
            let key = SampleHistory.TaskKey(process: process, task: task)
            return settler.history.work(of: key, from: timestamp(of: from), to: timestamp(of: to))
        }
    }
}
