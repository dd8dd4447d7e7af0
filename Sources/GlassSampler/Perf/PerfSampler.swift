import GlassModel
import GlassProc
import GlassSystem
import Glibc

/// The engine that stops nobody: the kernel copies registers and stacks into rings, which are read many times a second.
/// All of it runs on one thread of the operating system.
///
/// `PerfSampler+Attach.swift` opens the events, `PerfSampler+Records.swift` answers what the rings hold,
/// `PerfSampler+Waits.swift` finds where threads wait that no record tells of, `PerfSampler+Times.swift` compares times
/// with the scheduler's. What a thread's time is made of is settled by ``ThreadTime``.
final class PerfSampler: SamplingEngine {
    let options: SamplerOptions
    let clock: RecordingClock
    let news: Mailbox<TracerNews>
    let pool: CapturedStackPool
    let registry: ThreadRegistry
    let statistics: TracerStatistics
    private let failure: RecorderFailure

    var processes: [ProcessID: Int] = [:]
    var threads: [ThreadID: PerfThread] = [:]
    /// Threads that may be waiting where no record says.
    var unlocated: Set<ThreadID> = []
    var nextThreadKey: Int32 = 0
    let events: PerfEvents
    var governor: Governor
    /// What was written before this has been read.
    var readUntil: Nanoseconds
    var end: RecordingEnd?
    var targetEnd: RecordingEnd.Reason?
    /// Samples that came, and records that did not, since the rate was last looked at.
    var recent = (taken: 0.0, lost: 0.0)

    /// Whose times are to be compared with the scheduler's own count, and when that was last done.
    var compared: Comparison
    /// How often records were lost.
    var losses = 0
    /// Threads that were caught running since their samples were last moved in time.
    var caughtOfLate: Set<ThreadID> = []
    /// Nil until it is measured, once sampling is under way.
    private(set) var sampleCost: SampleCost?
    private var random = JitterGenerator()

    private let start: Nanoseconds
    private var commands: CommandReader
    private let wakeups: EventWait
    private var lastSecond: Int64
    private var reviewed: Nanoseconds
    private var opened: Nanoseconds
    private var openingTook = Nanoseconds.zero
    private var checked: Nanoseconds

    init(
        options: SamplerOptions, clock: RecordingClock, news: Mailbox<TracerNews>, pool: CapturedStackPool,
        registry: ThreadRegistry, statistics: TracerStatistics, failure: RecorderFailure, commands descriptor: Int32
    ) throws(SystemError) {
        self.options = options
        self.clock = clock
        self.news = news
        self.pool = pool
        self.registry = registry
        self.statistics = statistics
        self.failure = failure
        wakeups = try EventWait(watching: [descriptor])
        commands = CommandReader(descriptor: descriptor)
        events = try PerfEvents(
            .init(
                rate: options.rate, stackSize: CopyAdvice.initialSize,
                seesKernel: PerfRights.seesKernel, followsChildren: options.followsChildren))
        start = Clocks.monotonic
        readUntil = start
        reviewed = start
        opened = start
        checked = start
        compared = Comparison(last: start)
        lastSecond = clock.timestamp(of: start).second
        governor = Governor(rate: options.rate, budget: options.budget, now: start)
    }

    func run() -> RecordingEnd {
        OSThread.prefer()
        while end == nil {
            let now = Clocks.monotonic
            let isBehind = !read(until: now - Self.writingTime)
            if !governor.isPaused { locateWaiting() }
            if !isBehind { compareTimes() }
            closeSecond()
            if threads.isEmpty { finish(targetEnd ?? endOfTarget()) }
            lookAtTarget(now)
            if now - reviewed >= Nanoseconds(250_000_000) { review(now) }
            if failure.isReported { finish(.failed("the recording could not be written")) }
            if let duration = options.duration, now - start >= duration { finish(.durationOver) }
            let pause = isBehind ? Nanoseconds(1_000_000) : readingPeriod
            if end == nil { obey(wakeups.wait(until: now + pause, watchOthers: commands.isOpen)) }
        }
        settle()
        return end ?? RecordingEnd(time: clock.now, reason: .stopped)
    }

    /// What the kernel began to write before this long ago has been written.
    private static let writingTime = Nanoseconds(1_000_000)

    /// Often enough that a ring never fills; a process that is made must be looked at while it lives.
    private var readingPeriod: Nanoseconds {
        let bytes = 2 * governor.rate * Double(events.settings.stackSize) + 16e6
        let untilHalfFull = Double(events.rings.first?.size ?? 0) / 2 / bytes
        return Nanoseconds.seconds(min(max(untilHalfFull, 0.002), options.followsChildren ? 0.02 : 0.05))
    }

    // MARK: - The target's end

    /// The record of its end may have been lost.
    private func lookAtTarget(_ now: Nanoseconds) {
        guard now - checked >= Nanoseconds(1_000_000_000) else { return }
        checked = now
        for process in processes.keys where TargetInspection.stat(of: process).map(\.isZombie) ?? true {
            if process == options.process { targetEnd = endOfTarget() }
            for thread in threads.values where thread.process == process { forget(thread, at: readUntil) }
        }
    }

    func endOfTarget() -> RecordingEnd.Reason {
        guard let status = TargetInspection.exitStatus(of: options.process) else { return .targetGone }
        let signal = status & 0x7F
        return signal == 0 ? .targetExited(status: status >> 8 & 0xFF) : .targetKilled(signal: signal)
    }

    /// Reads what is left, then accounts for the rest.
    private func settle() {
        events.setEnabled(false)
        let now = Clocks.monotonic
        let used = cpuTimes(of: threads.keys)
        let deadline = now + Nanoseconds(500_000_000)
        while !read(until: now), Clocks.monotonic < deadline {
            _ = wakeups.wait(until: Clocks.monotonic + Nanoseconds(1_000_000), watchOthers: false)
        }
        closeAccounts(at: now, used: used)
    }

    // MARK: - Once in a while

    private func closeSecond() {
        let second = clock.timestamp(of: readUntil).second
        guard second != lastSecond else { return }
        lastSecond = second
        let boundary = clock.monotonic(of: Timestamp(rawValue: second * 1_000_000_000)) - Nanoseconds(1)
        for thread in threads.values { flush(thread, at: boundary, isLast: false) }
    }

    /// Lets the governor judge, and opens the events anew where the rate or the size of copies is to be another.
    private func review(_ now: Nanoseconds) {
        let passed = (now - reviewed).seconds
        if sampleCost == nil { sampleCost = SampleCost.measured(seesKernel: events.settings.seesKernel) }
        let share = recent.taken / max(1, recent.taken + recent.lost)
        recent = (0, 0)
        reviewed = now
        if !governor.isPaused {
            statistics.ticks.wrappingAdd(Int64(passed * events.settings.rate * share), ordering: .relaxed)
        }
        governor.review(now: now, statistics: statistics)
        var wanted = events.settings
        let change = governor.rate / wanted.rate
        let isSettled = now - opened >= Nanoseconds(2_000_000_000)
        if change != 1, change < 0.5 || isSettled { wanted.rate = governor.rate }
        wanted.stackSize = stackSize(isSettled: now - opened >= Nanoseconds(10_000_000_000))
        if wanted != events.settings || mayJitterInherited(now) { reopen(wanted) }
        jitter()
    }

    /// Whether threads run by now that inherited their events, whose period nothing can change, and it is time to open
    /// events of their own for them.
    private func mayJitterInherited(_ now: Nanoseconds) -> Bool {
        guard now - opened >= max(Self.leastReopening, Nanoseconds(openingTook.rawValue * 200)) else { return false }
        return caughtOfLate.contains { id in
            threads[id].map {
                !events.isOpen(for: id) && now - clock.monotonic(of: $0.record.started) > Self.settledLife
            }
                ?? false
        }
    }

    private static let leastReopening = Nanoseconds(15_000_000_000)
    /// A thread that has lived so long may well live on.
    private static let settledLife = Nanoseconds(2_000_000_000)

    private func jitter() {
        for thread in caughtOfLate.prefix(Self.jittersAtOnce) { events.jitter(thread, using: &random) }
        caughtOfLate.removeAll(keepingCapacity: true)
    }

    private static let jittersAtOnce = 64

    /// What the thread that needs most needs: more at once, less only after a while.
    private func stackSize(isSettled: Bool) -> Int {
        let needed = threads.values.lazy.filter(\.hasStack).map { $0.advice.size.load(ordering: .relaxed) }.max()
        let current = events.settings.stackSize
        guard let needed else { return current }
        let size = min(needed, PerfEvent.largestStack)
        return size > current || (isSettled && size <= current / 2) ? size : current
    }

    private func reopen(_ settings: PerfEvents.Settings) {
        opened = Clocks.monotonic
        reviewed = opened
        events.beginRound(settings)
        openForAll()
        openingTook = Clocks.monotonic - opened
        events.closeEarlierRounds()
        while !read(until: Clocks.monotonic) {
            _ = wakeups.wait(until: Clocks.monotonic + Nanoseconds(1_000_000), watchOthers: false)
        }
        events.forgetClosed()
        for thread in threads.values {
            thread.root = nil
            thread.time.period = settings.period
        }
    }

    private func obey(_ wakeup: EventWait.Wakeup) {
        if wakeup.isAskedToEnd { finish(.stopped) }
        guard wakeup.readable != 0 else { return }
        for command in commands.read() {
            switch command {
            case .rate(let rate):
                governor.setRate(rate)
                var settings = events.settings
                settings.rate = rate
                reopen(settings)
            case .pause: pause()
            case .resume: resume()
            case .stop: finish(.stopped)
            }
        }
    }

    private func pause() {
        guard !governor.isPaused else { return }
        governor.isPaused = true
        events.setEnabled(false)
        let now = Clocks.monotonic
        let used = cpuTimes(of: threads.keys)
        _ = read(until: now)
        closeAccounts(at: now, used: used)
    }

    /// Nothing is known of the time between.
    private func resume() {
        guard governor.isPaused else { return }
        governor.isPaused = false
        let now = Clocks.monotonic
        for thread in threads.values {
            thread.time.skip(to: now, havingUsed: thread.scheduling.map { $0.runTime - thread.usedBefore })
            thread.isWaitKnown = false
            unlocated.insert(thread.id)
        }
        events.setEnabled(true)
        reopen(events.settings)
    }
}
