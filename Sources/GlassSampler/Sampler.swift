import GlassModel
import GlassSystem
import Synchronization

/// The agent: samples a process and writes what it sees to a sink, until there is an end.
///
/// Four threads of the operating system share the work: the tracer, which alone stops the target; the unwinder; the
/// recorder, which names and writes; and the reader of counters. A slow one never holds up the one before it.
public struct Sampler: Sendable {
    private let options: SamplerOptions
    private let clock: RecordingClock

    /// Looks at the target; nothing is done to it before ``run(sink:commands:attached:)``.
    public init(_ options: SamplerOptions, clock: RecordingClock) throws(TargetError) {
        try TargetInspection.check(options.process)
        self.options = options
        self.clock = clock
    }

    /// What came of a recording.
    public enum Outcome: Sendable {
        case ended(RecordingEnd)
        /// The target could not be traced.
        case notAttached(TargetError)
        /// The system could not give what sampling needs.
        case unable(SystemError)
        /// Nothing can be written any more; the target has been let go.
        case sinkFailed(any Error)
    }

    /// Blocks until the end. `commands` is a descriptor to read lines of commands from, negative for none; its end
    /// means stop. `attached` is called once, when the target is traced.
    public func run(
        sink: sending any RecordingSink, commands: Int32, attached: @escaping @Sendable () -> Void
    ) -> Outcome {
        EventWait.blockSignals()
        ProcessLimits.raiseOpenFiles()
        let stages = Stages(options: options, clock: clock)
        do {
            return try stages.run(sink: sink, commands: commands, attached: attached)
        } catch let error as SystemError {
            return .unable(error)
        } catch {
            return .sinkFailed(error)
        }
    }
}

/// The threads of the agent and the boxes between them.
private struct Stages: Sendable {
    let options: SamplerOptions
    let clock: RecordingClock
    let news = Mailbox<TracerNews>(wakingAt: 128)
    let batches = Mailbox<UnwoundBatch>(wakingAt: 1)
    let counterStop = Mailbox<Void>(wakingAt: 1)
    let requestStop = Mailbox<Void>(wakingAt: 1)
    let pool = CapturedStackPool(limit: 512)
    let registry = ThreadRegistry()
    let statistics = TracerStatistics()
    let failure = RecorderFailure()
    let pythons = PythonFindings()
    let plans = RuntimePlans()
    let pythonWords = Mailbox<PythonWatch.Word>(wakingAt: 1)
    let pythonReady = Mailbox<Void>(wakingAt: 1)
    /// Nil where requests are not watched.
    let desk: TrafficDesk?

    init(options: SamplerOptions, clock: RecordingClock) {
        self.options = options
        self.clock = clock
        desk = options.requests.map { TrafficDesk(rules: $0) }
    }

    func run(
        sink: sending any RecordingSink, commands: Int32, attached: @escaping @Sendable () -> Void
    ) throws -> Sampler.Outcome {
        let box = Handover(sink)
        let recorder = try OSThread(name: "glass-recorder") {
            guard let sink = box.take() else { return }
            let requests = desk.map { RequestSettler(desk: $0, clock: clock, rate: options.rate) }
            Recorder(
                batches: batches, sink: sink, failure: failure, requests: requests, wholeNames: options.code.wholeNames,
                cache: options.cache
            ).run()
        }
        let unwinder = try OSThread(name: "glass-unwinder") {
            Unwinding(
                news: news, batches: batches, pool: pool, clock: clock, plans: plans, options: options
            ).run()
        }
        let outcome = try trace(commands: commands, attached: attached)
        let end: RecordingEnd =
            if case .ended(let end) = outcome { end } else {
                RecordingEnd(time: clock.now, reason: .failed("\(outcome)"))
            }
        news.send(.end(end), urgently: true)
        unwinder.join()
        recorder.join()
        return failure.cause.map { .sinkFailed($0) } ?? outcome
    }

    /// Runs the tracer, and the reader of counters beside it, to the end.
    private func trace(commands: Int32, attached: @escaping @Sendable () -> Void) throws -> Sampler.Outcome {
        let result = SharedOutcome()
        let tracer = try OSThread(name: "glass-sampler") {
            result.set(sample(commands: commands, attached: attached))
        }
        tracer.join()
        return result.value ?? .ended(RecordingEnd(time: clock.now, reason: .targetGone))
    }

    /// Gives the first look a moment, so that the first samples know of Python.
    private func watchPython() throws(SystemError) -> OSThread {
        let thread = try OSThread(name: "glass-python") {
            PythonWatch(options: options, findings: pythons, news: news).run(until: pythonWords) {
                pythonReady.send((), urgently: true)
            }
        }
        var received: [Void] = []
        pythonReady.receive(into: &received, until: Clocks.monotonic + Nanoseconds(500_000_000))
        return thread
    }

    private func watchRequests() throws(SystemError) -> OSThread? {
        guard let desk else { return nil }
        return try OSThread(name: "glass-requests") {
            RequestWatch(options: options, clock: clock, desk: desk, pythons: pythons).run(until: requestStop)
        }
    }

    private func engine(commands: Int32) throws -> any SamplingEngine {
        guard options.engine == .perf else {
            return try Tracer(
                options: options, clock: clock, news: news, pool: pool, registry: registry, pythons: pythons,
                plans: plans, pythonWords: pythonWords, statistics: statistics, failure: failure,
                commands: commands)
        }
        if let obstacle = PerfRights.obstacle(to: options.process) { throw obstacle }
        do {
            return try PerfSampler(
                options: options, clock: clock, news: news, pool: pool, registry: registry, statistics: statistics,
                failure: failure, commands: commands)
        } catch { throw PerfRights.explain(error, for: options.process) }
    }

    private func sample(commands: Int32, attached: @Sendable () -> Void) -> Sampler.Outcome {
        do {
            let engine = try engine(commands: commands)
            try engine.attach()
            let python = try options.engine == .ptrace ? watchPython() : nil
            attached()
            // Starting took more of it than sampling does.
            OwnCode.giveBack()
            let counters = try OSThread(name: "glass-counters") {
                CounterCollector(
                    options: options, clock: clock, registry: registry, statistics: statistics, news: news
                ).run(until: counterStop)
            }
            let requests = try watchRequests()
            let end = engine.run()
            pythonWords.send(.stop, urgently: true)
            counterStop.send((), urgently: true)
            requestStop.send((), urgently: true)
            counters.join()
            requests?.join()
            python?.join()
            return .ended(end)
        } catch let error as TargetError {
            return .notAttached(error)
        } catch let error as SystemError {
            return .unable(error)
        } catch {
            return .unable(SystemError(call: "sampling", subject: "\(options.process)", errno: .notSupported))
        }
    }
}

/// One value, set by one thread and read by another after it has ended.
private final class SharedOutcome: Sendable {
    private let stored = Mutex<Sampler.Outcome?>(nil)
    func set(_ outcome: Sampler.Outcome) { stored.withLock { $0 = outcome } }
    var value: Sampler.Outcome? { stored.withLock { $0 } }
}

/// Carries the sink to the one thread that uses it.
///
/// `@unchecked Sendable`: it is put in before that thread starts and taken out once, under a lock.
private final class Handover: @unchecked Sendable {
    private var sink: (any RecordingSink)?
    private let lock = Mutex(())

    init(_ sink: any RecordingSink) { self.sink = sink }

    func take() -> (any RecordingSink)? {
        lock.withLock { _ in
            defer { sink = nil }
            return sink
        }
    }
}
