import GlassModel
import GlassProc
import GlassSystem
import Glibc

extension Tracer {
    /// Answers what the kernel has to tell of the target's threads. A stop that was asked for is answered with a sample;
    /// every other one at once, because the target waits.
    ///
    /// To ask whether there is news of any thread takes the kernel some tenths of a millisecond where they are thousands.
    /// Those are asked of first that are expected to stop; all of them when ``EventSweep`` says so.
    func handleEvents() {
        let areFew = asked <= Self.fewStops
        var announced = sweep.announced
        if asked > 0, areFew {
            for process in processes.values {
                for thread in process.active where thread.isAskedToStop {
                    if thread.id == announced { announced = nil }
                    guard let event = TraceEvent.next(of: thread.id) else { continue }
                    answer(thread, event)
                    // It has made nobody meanwhile: that would have been another event.
                    if event == .stopped, threads.count == 1 { sweep.stopped(onlyThread: thread.id) }
                }
            }
        }
        if let id = announced, let event = TraceEvent.next(of: id) { answer(id, event) }
        guard !areFew || sweep.isDue(at: wokenAt) else { return }
        sweep.begins(at: Clocks.monotonic)
        var isSurprised = false
        while let (id, event) = TraceEvent.next() {
            isSurprised = true
            answer(id, event)
        }
        sweep.ended(at: Clocks.monotonic, isSurprised: isSurprised)
    }

    /// To ask for the news of more threads one by one takes longer than to ask for anybody's.
    private static let fewStops = 16

    private func answer(_ id: ThreadID, _ event: TraceEvent) {
        switch (threads[id], event) {
        case (let thread?, _): answer(thread, event)
        case (nil, .exited), (nil, .killed): ended(id, event)
        case (nil, _): meet(id)
        }
    }

    private func answer(_ thread: TracedThread, _ event: TraceEvent) {
        let id = thread.id
        thread.isUnborn = false
        switch event {
        case .stopped, .receives: samplesIfAsked(thread, event)
        case .groupStopped:
            let isToBeRead = thread.stop == .byJobControl || !thread.hasStack
            withdrawRequest(thread)
            if isToBeRead { captureStopped(thread) }
            thread.stop = .byJobControl
            Ptrace.listen(id)
        case .cloned:
            withdrawRequest(thread)
            let message = Ptrace.eventMessage(id)
            Ptrace.resume(id)
            if let message, let new = Int32(exactly: message) {
                announceUnborn(ThreadID(new), madeIn: thread.process.id)
            }
        case .execed:
            withdrawRequest(thread)
            execed(thread)
            Ptrace.resume(id)
        case .ending:
            withdrawRequest(thread)
            let now = Clocks.monotonic
            if let last = thread.readScheduling(buffer) { thread.advance(to: last, at: now) }
            Ptrace.resume(id)
        case .exited, .killed:
            ended(id, event)
            return
        case .other: Ptrace.resume(id)
        }
        if event != .stopped { countStopped(Clocks.monotonic - wokenAt) }
    }

    /// Any stop answers a request to stop: the kernel forgets the request then.
    private func samplesIfAsked(_ thread: TracedThread, _ event: TraceEvent) {
        var signal: Int32 = 0
        if case .receives(let number) = event { signal = number }
        guard case .asked(let since) = thread.stop else {
            thread.stop = .none
            Ptrace.resume(thread.id, delivering: signal)
            return
        }
        withdrawRequest(thread)
        capture(thread, askedAt: since, delivering: signal)
    }

    func withdrawRequest(_ thread: TracedThread) {
        if case .asked = thread.stop { asked -= 1 }
        thread.stop = .none
        thread.isLate = false
    }

    /// A thread that was made by one that is traced: the kernel has made glass its tracer already. Its own first stop
    /// and its maker's word come in either order.
    private func meet(_ id: ThreadID) {
        guard let owner = TargetInspection.owner(of: id, likely: options.process),
            processes[owner] != nil || options.followsChildren
        else {
            Ptrace.detach(id)
            return
        }
        Ptrace.resume(id)
        announce(id, of: owner)
    }

    private func announceUnborn(_ id: ThreadID, madeIn maker: ProcessID) {
        guard threads[id] == nil else { return }
        if let owner = TargetInspection.owner(of: id, likely: maker), let thread = announce(id, of: owner) {
            thread.isUnborn = true
        } else {
            sweep.expectStrangers()
        }
    }

    @discardableResult
    private func announce(_ id: ThreadID, of owner: ProcessID) -> TracedThread? {
        if let process = processes[owner] { return register(id, in: process, isNew: true) }
        guard options.followsChildren else { return nil }
        let thread = register(id, in: adopt(owner), isNew: true)
        news.send(.processFound(owner), urgently: true)
        return thread
    }

    /// exec(2) ends all threads but one, which takes the number of the process.
    private func execed(_ thread: TracedThread) {
        let process = thread.process
        let now = Clocks.monotonic
        for other in process.threads where other !== thread { forget(other, at: now) }
        flush(thread, at: now, through: tick)
        releaseCarriedCPU(of: thread, at: now)
        news.send(.execed(process.id), urgently: true)
        if process.id == options.process { send(.program(TargetInspection.program(of: process.id))) }
        thread.record.name = TargetInspection.name(of: thread.id, in: process.id)
        thread.hasStack = false
        thread.pythonProbe = nil
        thread.taskProbe = nil
        pythonWords.send(.execed(process.id), urgently: true)
        rouse(thread)
        thread.wasRunning = true
        registry.insert(thread.record)
        send(.thread(thread.record))
    }

    private func ended(_ id: ThreadID, _ event: TraceEvent) {
        if let thread = threads[id] { forget(thread, at: Clocks.monotonic) }
        guard id.rawValue == options.process.rawValue, processes[options.process] == nil else {
            if processes.isEmpty { finish(targetEnd ?? .targetGone) }
            return
        }
        switch event {
        case .exited(let status): targetEnd = .targetExited(status: status)
        case .killed(let signal): targetEnd = .targetKilled(signal: signal)
        default: targetEnd = .targetGone
        }
        // With --children, what the target left behind is still of interest.
        if processes.isEmpty { finish(targetEnd ?? .targetGone) }
    }
}
