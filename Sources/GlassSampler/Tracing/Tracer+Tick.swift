import GlassModel
import GlassProc
import GlassSystem
import Glibc

extension Tracer {
    /// One tick: looks at the threads that may have moved, asks those that run to stop, reads those that wait without
    /// stopping them. The rest stand where they stood, which costs nothing.
    func sample(at now: Nanoseconds) {
        tick += 1
        formerTickAt = lastTickAt
        lookBegan = wokenAt
        statistics.ticks.wrappingAdd(1, ordering: .relaxed)
        for process in processes.values { lookAtActive(of: process, now) }
        closeSecond(at: now)
        lastTickAt = now
    }

    /// The time of threads that stand still is told once a second, as of the end of the second that it belongs to.
    private func closeSecond(at now: Nanoseconds) {
        let time = clock.timestamp(of: now)
        guard time.second != lastFlushSecond else { return }
        lastFlushSecond = time.second
        let intoSecond = time - Timestamp(rawValue: time.second * 1_000_000_000)
        let boundary = now - intoSecond - Nanoseconds(1)
        for thread in threads.values { flush(thread, at: boundary, through: tick - 1) }
    }

    func look(at thread: TracedThread, _ now: Nanoseconds) {
        switch thread.stop {
        case .byJobControl:
            // Python was found in it, or more of its stack is to be copied: it says once more that it is stopped, and stays so.
            if thread.wasRunning || thread.advice.wantsAnotherLook.exchange(false, ordering: .relaxed) {
                thread.wasRunning = false
                _ = Ptrace.interrupt(thread.id)
            }
            return
        case .asked(let since):
            if !thread.isLate, now - since > Nanoseconds(100_000_000) {
                thread.isLate = true
                lose(.threadDidNotStop, "thread \(thread.id)")
            }
            return
        case .none: break
        }
        guard !thread.isUnborn, let current = thread.readScheduling(buffer) else { return }
        let hasRun = current != thread.scheduling
        // The run time of a thread on a CPU is as old as the kernel's last tick, so that one that was running may
        // still run though its run time stands still.
        let isWanted = thread.advice.wantsAnotherLook.exchange(false, ordering: .relaxed)
        if hasRun || thread.wasRunning || !thread.hasStack || isWanted {
            let used = current.runTime - thread.scheduling.runTime
            if hasRun {
                rouse(thread)
                advance(thread, to: current, at: now)
            }
            thread.wakefulness.noteLook(current, isBesideTracer: thread.isBesideTracer)
            if isBusy(thread, used, now) { askToStop(thread) } else { locate(thread, current, now) }
        } else if thread.mayBeStoppedWhileWaiting, thread.advice.wantsAllRegisters.load(ordering: .relaxed) {
            askToStop(thread)
        }
    }

    /// A thread that hardly ever sleeps runs: asking where it waits would tell nothing. What it used since the tick before is
    /// up to a tick of the kernel's old, so that only of longer it tells whether it fell asleep.
    private func isBusy(_ thread: TracedThread, _ used: Nanoseconds, _ now: Nanoseconds) -> Bool {
        guard thread.wasRunning else {
            thread.wakefulness = Wakefulness()
            return false
        }
        let certain = now - lastTickAt - Self.kernelTick
        return thread.wakefulness.isMostlyAwake && used.rawValue >= max(0, certain.rawValue) / 2
    }

    /// The kernel's tick on machines that are set up for throughput; where it is longer, threads are asked where they wait.
    private static let kernelTick = Nanoseconds(4_000_000)

    func advance(_ thread: TracedThread, to current: SchedStat, at now: Nanoseconds) {
        let before = thread.scheduling
        thread.advance(to: current, at: now)
        let used = (current.runTime - before.runTime) + (current.queueTime - before.queueTime)
        statistics.targetTime.wrappingAdd(max(0, used.rawValue), ordering: .relaxed)
    }

    /// Finds out whether a thread runs, and has it stopped, or where it waits, and reads its stack there. One that
    /// moves on meanwhile is looked at once more; if it moves again, so be it.
    private func locate(_ thread: TracedThread, _ scheduling: SchedStat, _ now: Nanoseconds) {
        guard !reachesStack(of: thread, scheduling, now) else { return }
        guard let current = thread.readScheduling(buffer) else { return }
        advance(thread, to: current, at: now)
        if !reachesStack(of: thread, current, now) { lose(.movedWhileRead, "thread \(thread.id)") }
    }

    /// False where the thread moved while it was read.
    private func reachesStack(of thread: TracedThread, _ scheduling: SchedStat, _ now: Nanoseconds) -> Bool {
        switch thread.readCall(buffer) {
        case .running:
            askToStop(thread)
            return true
        case .inSystemCall(let current, let arguments, let pointers):
            let number = thread.callMade(current)
            thread.waitedIn.insert(number)
            thread.mayBeStoppedWhileWaiting = SystemCalls.isRestartable(number, arguments: arguments)
            return captureWaiting(thread, pointers, in: (number, arguments[0]), scheduling, now)
        case .elsewhere(let pointers):
            thread.mayBeStoppedWhileWaiting = false
            return captureWaiting(thread, pointers, in: nil, scheduling, now)
        case nil:
            // Ending, or the kernel does not tell: a stop will.
            askToStop(thread)
            return true
        }
    }

    private func askToStop(_ thread: TracedThread) {
        // Before the call, which takes as long as the thread may take to stop: on a virtual machine tens of microseconds.
        let now = Clocks.monotonic
        guard Ptrace.interrupt(thread.id) else { return }
        thread.stop = .asked(now)
        thread.tracerSleptBefore = sleep.total
        asked += 1
        lastAsked = thread
    }

    /// Gives a thread's last stack the time since it was taken.
    func flush(_ thread: TracedThread, at now: Nanoseconds, through tick: UInt64) {
        guard case .asked = thread.stop else {
            account(thread, standingUntil: now, through: tick)
            if thread.carried.total > .zero, now - thread.carried.since > Nanoseconds(10_000_000_000) {
                releaseCarriedCPU(of: thread, at: now)
            }
            return
        }
    }

    func account(_ thread: TracedThread, standingUntil moment: Nanoseconds, through tick: UInt64) {
        guard moment > thread.accountedUntil else { return }
        let weight = Weight(
            samples: Int64(clamping: tick - min(tick, thread.accountedTick)), wall: moment - thread.accountedUntil)
        thread.accountedUntil = moment
        thread.accountedTick = tick
        send(.standing(thread.record.key, time: clock.timestamp(of: moment), weight: weight))
    }

    /// CPU time that no sample came to claim.
    func releaseCarriedCPU(of thread: TracedThread, at now: Nanoseconds) {
        let cpu = thread.carried.takeAll()
        guard cpu > .zero else { return }
        send(.betweenSamples(thread.record.key, time: clock.timestamp(of: now), Weight(cpu: cpu)))
    }
}
