import GlassModel
import GlassRuntimes
import GlassProc
import GlassSystem
import GlassUnwind
import Glibc
import Synchronization

/// Takes the samples: the one place that traces. All of it runs on one thread of the operating system, which waits
/// for the next tick, for news of the target and for commands, whichever comes first.
///
/// `Tracer+Events.swift` answers what the kernel tells of threads, `Tracer+Tick.swift` decides at each tick which
/// threads need a look, `Tracer+Capture.swift` copies their stacks.
final class Tracer: SamplingEngine {
    let options: SamplerOptions
    let clock: RecordingClock
    let news: Mailbox<TracerNews>
    let pool: CapturedStackPool
    let registry: ThreadRegistry
    let statistics: TracerStatistics
    private let pythons: PythonFindings
    private var pythonsVersion = 0
    private let plans: RuntimePlans
    private var plansVersion = 0
    let pythonWords: Mailbox<PythonWatch.Word>
    let pythonBuffer = PythonCopyBuffer()
    private let failure: RecorderFailure

    var processes: [ProcessID: TracedProcess] = [:]
    var threads: [ThreadID: TracedThread] = [:]
    /// Threads that were asked to stop and have not yet.
    var asked = 0
    var sweep = EventSweep()
    var stopWait = StopWait()
    var sleep = TracerSleep()
    var nextThreadKey: Int32 = 0
    /// How the target ended, while processes that it left behind are still sampled.
    var targetEnd: RecordingEnd.Reason?
    var governor: Governor
    var tick: UInt64 = 0
    /// The last one in which it was found out whether anybody ran who was not looked at.
    var closedTick: UInt64 = 0
    var lastTickAt: Nanoseconds
    /// The one before the one whose samples are taken.
    var formerTickAt: Nanoseconds
    var lastFlushSecond: Int64
    /// When the last wait ended: no thread has been known to be stopped for longer.
    var wokenAt: Nanoseconds
    /// From waking for the last tick until there was nothing left to do in it.
    var lookBegan: Nanoseconds
    var lookEnded: Nanoseconds
    /// The same without what was copied for nothing meanwhile.
    var lookTook = Nanoseconds.zero
    /// Where the tracer runs, made by its own thread when it is first asked for; and for the sake of which threads.
    lazy var placement = CPUPlacement()
    var caughtRunning: [TracedThread] = []
    /// The thread that a tick asked to stop last, and what was copied of it meanwhile.
    var lastAsked: TracedThread?
    var rehearsed: CapturedStack?
    var end: RecordingEnd?
    let buffer: UnsafeMutableBufferPointer<UInt8>
    let start: Nanoseconds
    private var commands: CommandReader
    private let events: EventWait
    private var random = JitterGenerator()
    private var nextTick: Nanoseconds

    init(
        options: SamplerOptions, clock: RecordingClock, news: Mailbox<TracerNews>, pool: CapturedStackPool,
        registry: ThreadRegistry, pythons: PythonFindings, plans: RuntimePlans,
        pythonWords: Mailbox<PythonWatch.Word>, statistics: TracerStatistics, failure: RecorderFailure,
        commands descriptor: Int32
    ) throws(SystemError) {
        self.options = options
        self.clock = clock
        self.news = news
        self.pool = pool
        self.registry = registry
        self.pythons = pythons
        self.plans = plans
        self.pythonWords = pythonWords
        self.statistics = statistics
        self.failure = failure
        events = try EventWait(watching: [descriptor])
        commands = CommandReader(descriptor: descriptor)
        buffer = .allocate(capacity: 1024)
        start = Clocks.monotonic
        lastTickAt = start
        formerTickAt = start
        nextTick = start
        wokenAt = start
        lookBegan = start
        lookEnded = start
        lastFlushSecond = clock.timestamp(of: start).second
        governor = Governor(rate: options.rate, budget: options.budget, now: start)
    }

    deinit { buffer.deallocate() }

    /// Samples until there is an end: the target's, the duration's, or one that was asked for.
    func run() -> RecordingEnd {
        OSThread.sharpenTimers()
        OSThread.prefer()
        while end == nil {
            wokenAt = Clocks.monotonic
            sleep.ends(at: wokenAt)
            handleEvents()
            if end == nil, wokenAt >= nextTick { takeTick(at: wokenAt) }
            if failure.isReported { finish(.failed("the recording could not be written")) }
            if let duration = options.duration, wokenAt - start >= duration { finish(.durationOver) }
            if asked > 0, lookBegan == wokenAt {
                lookTook = Clocks.monotonic - lookBegan
                rehearse()
                lookEnded = Clocks.monotonic
            }
            closeTick()
            if end == nil { obey(waitForNews()) }
        }
        settle()
        return end ?? RecordingEnd(time: clock.now, reason: .stopped)
    }

    private func waitForNews() -> EventWait.Wakeup {
        let due = min(nextTick, sweep.dueAt)
        sleep.begins(at: Clocks.monotonic)
        guard asked > 0, let patience = stopWait.end(from: wokenAt, due: due) else {
            return events.wait(until: due, watchOthers: commands.isOpen)
        }
        let wakeup = events.wait(until: patience, watchOthers: false)
        if wakeup.isEmpty { stopWait.wasInVain() }
        return wakeup
    }

    private func takeTick(at now: Nanoseconds) {
        let period = governor.period
        if tick > 0, now - nextTick > period {
            lose(.tickSkipped, count: (now - nextTick).rawValue / max(1, period.rawValue))
        }
        if pythons.version != pythonsVersion { takePythons() }
        if plans.version != plansVersion {
            plansVersion = plans.version
            for process in processes.values { process.plan = plans[process.id] }
        }
        if !governor.isPaused { sample(at: now) }
        governor.review(now: now, ownCPU: Clocks.threadCPU, statistics: statistics)
        // A tick that always falls on the same phase of a periodic target would see only that phase.
        let jitter = Int64.random(in: -period.rawValue / 10...period.rawValue / 10, using: &random)
        nextTick = max(nextTick, now - period) + period + Nanoseconds(jitter)
    }

    /// Of the threads that run Python its frames are copied as well, of those that run an event loop the task.
    private func takePythons() {
        pythonsVersion = pythons.version
        let found = pythons.content
        let runningPython = Set(found.threads.values.lazy.map(\.process))
        for process in processes.values { process.runsPython = runningPython.contains(process.id) }
        for thread in threads.values {
            if thread.taskProbe?.loop != found.loops[thread.id] {
                thread.taskProbe = found.loops[thread.id].map { TaskProbe($0, memory: thread.process.memory) }
            }
            let subject = found.threads[thread.id].flatMap { $0.process == thread.process.id ? $0 : nil }
            guard thread.pythonProbe?.subject != subject else { continue }
            thread.pythonProbe = subject.map { PythonProbe($0) }
            // The stack at which it may stand for long was taken without.
            thread.wasRunning = true
            rouse(thread)
        }
    }

    private func obey(_ wakeup: EventWait.Wakeup) {
        sweep.announce(wakeup.tracedThread)
        if wakeup.isAskedToEnd { finish(.stopped) }
        guard wakeup.readable != 0 else { return }
        for command in commands.read() {
            switch command {
            case .rate(let rate): governor.setRate(rate)
            case .pause: governor.isPaused = true
            case .resume:
                governor.isPaused = false
                skipPause()
            case .stop: finish(.stopped)
            }
        }
    }

    /// Nothing is known of the time that the tracer was told not to look.
    private func skipPause() {
        let now = Clocks.monotonic
        (formerTickAt, lastTickAt) = (now, now)
        for thread in threads.values {
            if let current = thread.readScheduling(buffer) { thread.advance(to: current, at: now) }
            _ = thread.carried.takeAll()
            thread.accountedUntil = now
            thread.accountedTick = tick
        }
    }

    /// Lets the threads that were asked to stop do so and go on, so that none is left stopped and none loses a call;
    /// then accounts for the rest. The kernel detaches all when this thread ends, without stopping any.
    private func settle() {
        let deadline = Clocks.monotonic + Nanoseconds(200_000_000)
        while asked > 0, Clocks.monotonic < deadline {
            handleEvents()
            guard asked > 0 else { break }
            sweep.announce(
                events.wait(until: Clocks.monotonic + Nanoseconds(5_000_000), watchOthers: false).tracedThread)
            wokenAt = Clocks.monotonic
        }
        let now = Clocks.monotonic
        for thread in threads.values.sorted(by: { $0.id < $1.id }) {
            if let current = thread.readScheduling(buffer) { thread.advance(to: current, at: now) }
            flush(thread, at: now, through: tick)
            releaseCarriedCPU(of: thread, at: now)
        }
    }
}
