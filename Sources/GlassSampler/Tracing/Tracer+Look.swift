import GlassModel
import GlassSystem

/// Which threads a tick looks at. Those that ran lately, each time; those that have been idle for some ticks, when the
/// process's clock says that somebody ran who was not looked at, and one after the other every eight seconds whatever it
/// says. So thousands of threads that wait cost next to nothing, and one that wakes is seen at once.
extension Tracer {
    /// A thread that has not run for more ticks than this is idle.
    private static let idleAfter: UInt64 = 4
    /// The time within which each idle thread is looked at.
    private static let roundTime = 8.0
    /// A tick whose threads have not all stopped within so many more is not waited for.
    private static let patience: UInt64 = 10

    func lookAtActive(of process: TracedProcess, _ now: Nanoseconds) {
        process.beginTick()
        // Of thousands of threads that are met at once, the first stacks are taken as fast as they can be followed; what
        // the others do meanwhile counts to theirs.
        for thread in process.active where isActive(thread) && (thread.hasStack || !pool.isExhausted) {
            look(at: thread, now)
        }
        process.dropIdle { isActive($0) }
        guard process.hasIdle else { return }
        let wanted = Int((Double(process.threads.count) / (Self.roundTime * max(1, governor.rate))).rounded(.up))
        for index in process.round.take(wanted, of: process.threads.count) {
            let thread = process.threads[index]
            if !thread.isActive { look(at: thread, now) }
        }
    }

    /// When all that were asked have stopped, what they used is known exactly, and so whether that is all there was.
    func closeTick() {
        guard asked == 0 || tick - closedTick > Self.patience, closedTick != tick else { return }
        closedTick = tick
        stopWait.allStopped(after: wokenAt - lookBegan)
        comeNearer()
        for process in processes.values where process.hasIdle { lookAtIdle(of: process) }
    }

    private func lookAtIdle(of process: TracedProcess) {
        let begin = Clocks.monotonic
        guard process.gate.mayRead(at: begin), let used = process.usedCPU() else { return }
        let now = Clocks.monotonic
        process.gate.hasRead(from: begin, to: now)
        let slack = process.slack(at: now)
        guard process.gate.opens(used: used, explained: process.explainedCPU, slack: slack) else { return }
        for thread in process.threads where !thread.isActive { look(at: thread, now) }
        process.gate.looked()
    }

    private func isActive(_ thread: TracedThread) -> Bool {
        tick - min(tick, thread.lastActiveTick) <= Self.idleAfter || !thread.hasStack || thread.isAskedToStop
            || thread.advice.wantsAllRegisters.load(ordering: .relaxed)
            || thread.advice.wantsAnotherLook.load(ordering: .relaxed)
    }

    /// The thread ran, or there is another reason to look at it soon.
    func rouse(_ thread: TracedThread) {
        thread.lastActiveTick = tick
        thread.process.rouse(thread)
    }
}

extension TracedThread {
    var isAskedToStop: Bool { if case .asked = stop { true } else { false } }
}
