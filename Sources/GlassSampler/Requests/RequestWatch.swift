import GlassModel
import GlassRequests
import GlassRuntimes
import GlassSystem

/// Watches the connections of the target and notes what was said on them; runs on a thread of its own, from the first
/// moment of a recording to its last.
final class RequestWatch {
    private let options: SamplerOptions
    private let clock: RecordingClock
    private let desk: TrafficDesk
    private let pythons: PythonFindings
    /// The event loops that the tap knows of.
    private var loops: [ThreadID: RunningLoop] = [:]
    private var tracker: ConnectionTracker
    private var output = TrackerOutput()
    private var processes: WatchedProcesses
    private var governor: CaptureGovernor
    private var steppedBack: Int64 = 0
    private var resynchronised: Int64 = 0
    private var forgotten: Int64 = 0
    private var nextTake = Nanoseconds.zero
    private var nextReview = Nanoseconds.zero

    /// How long events may wait in the ring.
    private static let pollTime = Nanoseconds(20_000_000)
    private static let socketPeriod = Nanoseconds(250_000_000)
    private static let takePeriod = Nanoseconds(250_000_000)
    private static let reviewPeriod = Nanoseconds(1_000_000_000)

    init(options: SamplerOptions, clock: RecordingClock, desk: TrafficDesk, pythons: PythonFindings) {
        self.options = options
        self.clock = clock
        self.desk = desk
        self.pythons = pythons
        tracker = ConnectionTracker(rules: options.requests ?? RequestRules())
        processes = WatchedProcesses(root: options.process)
        governor = CaptureGovernor(budget: options.requestBudget, now: Clocks.monotonic)
    }

    /// Works until `stop` gets word, or at once gives up where the system does not let it watch.
    func run(until stop: Mailbox<Void>) {
        guard waitsForSocket(until: stop) else { return }
        do {
            let tap = try SocketTap()
            for process in processes.all { try tap.watch(process) }
            try tap.attach()
            // A process that was made between the look and the attachment is not missed.
            try processes.lookAgain { process throws(SocketTapError) in try tap.watch(process) }
            desk.report(RequestCapture(state: .on))
            watch(tap, until: stop)
        } catch {
            desk.report(RequestCapture(state: .unavailable, explanation: error.description))
        }
    }

    /// A target without a socket has nothing to watch, and watching would cost memory, time and every process on the
    /// machine a little. False where the recording ended first.
    private func waitsForSocket(until stop: Mailbox<Void>) -> Bool {
        guard !processes.haveSocket else { return true }
        desk.report(RequestCapture(state: .waiting))
        var received: [Void] = []
        while true {
            stop.receive(into: &received, until: Clocks.monotonic + Self.socketPeriod)
            if !received.isEmpty { return false }
            processes.lookAgain { _ in }
            if processes.haveSocket { return true }
        }
    }

    private func watch(_ tap: SocketTap, until stop: Mailbox<Void>) {
        var received: [Void] = []
        while received.isEmpty {
            pollOnce(tap)
            keepHouse(tap)
            stop.receive(into: &received, until: .zero)
        }
        tap.detach()
        pollOnce(tap, waiting: .zero)
        let last = Moment(time: Clocks.monotonic, process: options.process)
        desk.update { ledger in
            tracker.closeAll(at: last, &output)
            for exchange in output.exchanges { ledger.take(exchange) }
        }
        reportOutput()
        reportLosses(tap)
    }

    private func pollOnce(_ tap: SocketTap, waiting time: Nanoseconds = RequestWatch.pollTime) {
        tap.wait(atMost: time)
        desk.update { ledger in
            tap.consume { event, head, tail in take(event, head, tail, &ledger) }
        }
        reportOutput()
    }

    private func take(_ event: SocketTapEvent, _ head: RawSpan, _ tail: RawSpan, _ ledger: inout TrafficLedger) {
        let connection = ConnectionID(event.inode)
        let action = SocketAction(event.action)
        let moment = Moment(
            time: event.time, process: event.process, thread: event.thread, cpu: event.cpu, turn: event.turn,
            task: event.task)
        tracker.take(action, on: connection, head: head, tail: tail, at: moment, &output)
        if tracker.mayServe(connection) { ledger.note(action, on: connection, at: moment) }
        guard !output.exchanges.isEmpty else { return }
        for exchange in output.exchanges { ledger.take(exchange) }
        output.exchanges.removeAll(keepingCapacity: true)
    }

    // MARK: Now and then

    private func keepHouse(_ tap: SocketTap) {
        let now = Clocks.monotonic
        if now >= nextTake {
            nextTake = now + Self.takePeriod
            takeLoops(tap)
        }
        guard now >= nextReview else { return }
        nextReview = now + Self.reviewPeriod
        desk.update { ledger in
            tracker.tick(now: now, &output)
            for exchange in output.exchanges { ledger.take(exchange) }
        }
        reportOutput()
        reportLosses(tap)
        review(tap, now)
        try? processes.lookAgain { process throws(SocketTapError) in try tap.watch(process) }
    }

    /// Which threads run an event loop, and where their tasks are found.
    private func takeLoops(_ tap: SocketTap) {
        let new = pythons.content.loops
        for (thread, loop) in new where loops[thread] != loop {
            try? tap.setEventLoop(AsyncioEventLoop(loop), of: thread)
        }
        for thread in loops.keys where new[thread] == nil { try? tap.setEventLoop(nil, of: thread) }
        loops = new
    }

    private func review(_ tap: SocketTap, _ now: Nanoseconds) {
        switch governor.review(now: now, spent: tap.cost, targetCPU: processes.usedCPU()) {
        case .goOn: break
        case .stepBack:
            tap.detach()
            steppedBack += 1
            desk.report(.requestsSteppedBack, total: steppedBack)
            desk.report(RequestCapture(state: .steppedBack, explanation: steppedBackText))
        case .watchAgain:
            do {
                try tap.attach()
                desk.report(RequestCapture(state: .on))
            } catch {
                desk.report(RequestCapture(state: .unavailable, explanation: error.description))
            }
        }
    }

    private var steppedBackText: String {
        let percent = (governor.cost * 1000).rounded() / 10
        let budget = (options.requestBudget * 1000).rounded() / 10
        return
            "watching requests took \(percent) % of the target's CPU time, the budget is \(budget) %; they are watched "
            + "for a part of the time only (--request-budget raises it)"
    }

    // MARK: What there is to say

    private func reportOutput() {
        if !output.problems.isEmpty {
            let time = clock.now
            desk.report(
                output.problems.map {
                    DeadLetter(
                        time: time, wireProtocol: .unknown, subject: $0.ends.peer, error: $0.wording)
                })
        }
        resynchronised += Int64(output.resynchronisations)
        forgotten += Int64(output.forgotten)
        output.removeAll()
    }

    private func reportLosses(_ tap: SocketTap) {
        desk.report(.socketEventsDropped, total: tap.lostEvents)
        desk.report(.connectionResynchronised, total: resynchronised)
        desk.report(.connectionForgotten, total: forgotten)
    }
}

extension SocketAction {
    init(_ action: SocketTapEvent.Action) {
        switch action {
        case .opened(let ends, let accepted):
            self = .opened(ConnectionEnds(local: ends.local, peer: ends.peer), accepted: accepted)
        case .read(let total): self = .read(total: total)
        case .wrote(let total): self = .wrote(total: total)
        case .closed: self = .closed
        case .gap: self = .gap
        }
    }
}

extension AsyncioEventLoop {
    init(_ loop: RunningLoop) {
        switch loop.task {
        case .pointer(let address): self.init(loop: loop.loop, currentTask: address)
        case .dictionary(let tasks, let layout):
            self.init(loop: loop.loop, currentTasks: tasks, layout: Layout(layout))
        }
    }
}

extension AsyncioEventLoop.Layout {
    fileprivate init(_ layout: DictionaryLayout) {
        self.init(
            keys: UInt16(clamping: layout.keysOffset), kind: UInt16(clamping: layout.kindOffset),
            log2IndexBytes: UInt16(clamping: layout.log2IndexBytesOffset),
            entriesCount: UInt16(clamping: layout.entryCountOffset), indices: UInt16(clamping: layout.indicesOffset))
    }
}
