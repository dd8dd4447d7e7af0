import GlassCache
import GlassModel
import GlassSystem
import Synchronization

/// The third stage: names what is new and writes it to the sink. Runs on a thread of its own, so that neither a large
/// file of debug information nor a slow disk holds up the sampling.
final class Recorder {
    private let batches: Mailbox<UnwoundBatch>
    private var sink: any RecordingSink
    private let failure: RecorderFailure
    private var namer: FrameNamer
    private let cache: BuildCache?
    private var naming = NamingReport()
    private var tidying = Tidying(now: Clocks.monotonic)
    private var requests: RequestSettler?
    /// Samples that may wait to be written; what comes beyond is dropped and counted.
    private static let sampleLimit = 1_000_000
    private var dropped: Int64 = 0
    /// How often it is written while nobody watches: a transaction costs more than most batches hold.
    private static let unwatchedTime = Nanoseconds.seconds(1)
    /// Who has just started it may be about to look, and who looks away to look again.
    private static let patience = Nanoseconds.seconds(2)

    /// - Parameters:
    ///   - requests: nil where they are not recorded.
    ///   - cache: Shared with the unwinder.
    init(
        batches: Mailbox<UnwoundBatch>, sink: any RecordingSink, failure: RecorderFailure, requests: RequestSettler?,
        wholeNames: Bool, cache: BuildCache? = nil
    ) {
        namer = FrameNamer(wholeNames: wholeNames, cache: cache)
        self.cache = cache
        self.requests = requests
        self.batches = batches
        self.sink = sink
        self.failure = failure
    }

    /// Works until the batch with the end is written, or the sink has failed.
    func run() {
        var received: [UnwoundBatch] = []
        var lastWatched = Clocks.monotonic
        while true {
            let now = Clocks.monotonic
            if sink.isWatched { lastWatched = now }
            batches.receive(
                into: &received, until: now + Self.unwatchedTime, patiently: now - lastWatched > Self.patience)
            guard var unwound = received.first else {
                tidy(hasNamed: false)
                continue
            }
            for later in received.dropFirst() { unwound.append(later) }
            do {
                try sink.write(named(unwound))
                if unwound.end != nil {
                    try sink.finish()
                    return namer.keepNames()
                }
                tidy(hasNamed: !unwound.places.isEmpty)
            } catch {
                failure.report(error)
                return
            }
        }
    }

    private func tidy(hasNamed: Bool) {
        let now = Clocks.monotonic
        guard tidying.isDue(at: now, hasNamed: hasNamed) else { return }
        let hasClosed = namer.closeUnused()
        let takesCode = tidying.takesCode(at: now)
        if takesCode { OwnCode.giveBack() }
        if tidying.takesFreed(at: now, hasClosed: hasClosed || takesCode) { OwnMemory.giveBackFreed() }
    }

    private func named(_ unwound: UnwoundBatch) -> RecordingBatch {
        var batch = RecordingBatch()
        batch.threads = unwound.threads
        namer.name(unwound, into: &batch)
        let excess = max(0, unwound.samples.count - Self.sampleLimit)
        dropped += Int64(excess)
        requests?.take(unwound.threads)
        for unnamed in unwound.samples.dropFirst(excess) {
            guard let stack = namer.stack(ofNode: unnamed.stack) else { continue }
            let sample = Sample(time: unnamed.time, thread: unnamed.thread, stack: stack, weight: unnamed.weight)
            batch.samples.append(sample)
            requests?.take(sample, task: unnamed.task, isStanding: unnamed.isStanding)
        }
        batch.counters = unwound.counters
        batch.losses = unwound.losses
        if excess > 0, let time = unwound.samples.last?.time {
            batch.losses.append(Loss(time: time, reason: .writerBehind, count: dropped))
        }
        naming.add(namer.statistics, cache?.statistics ?? .init(), to: &batch)
        requests?.settle(asOf: unwound.handedOver, isLast: unwound.end != nil, into: &batch)
        batch.unwindTallies = unwound.tallies
        batch.program = unwound.program
        batch.end = unwound.end
        return batch
    }
}

/// Tells the other stages that nothing can be written any more.
final class RecorderFailure: Sendable {
    private let error = Mutex<(any Error)?>(nil)
    private let hasFailed = Atomic<Bool>(false)

    func report(_ failure: any Error) {
        error.withLock { $0 = failure }
        hasFailed.store(true, ordering: .releasing)
    }

    var isReported: Bool { hasFailed.load(ordering: .acquiring) }
    var cause: (any Error)? { error.withLock { $0 } }
}
