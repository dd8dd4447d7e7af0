import GlassModel
import GlassProc
import GlassSystem

/// Stops that no look comes before: of the only thread of a process, as long as it is given a CPU after its stops and at no other
/// time, so that it never waits and nobody takes its CPU. The look would say the same as the last one.
///
/// What such a thread used since its last stop the process's clock tells in a fifth of a microsecond. To read what the scheduler
/// counts of it takes tens where ticks are rare, because the kernel's code for it has left the processor's caches by the next.
///
/// Not where the tracer follows threads to their CPUs: which of a tick's samples came from there, a look has to tell.
extension Tracer {
    /// So many ticks in a row.
    private static let mostUnlooked = 8

    func needsNoLook(_ thread: TracedThread) -> Bool {
        thread.process.soleClock != nil && thread.wasRunning && thread.hasStack && thread.wakefulness.neverWaits
            && !thread.isBesideTracer && placement.cpu == nil && thread.wakefulness.unlooked < Self.mostUnlooked
    }

    /// It was not on its CPU for all of the time since its last stop.
    func hasLeftItsCPU(_ thread: TracedThread, askedAt: Nanoseconds) -> Bool {
        guard thread.wakefulness.unlooked > 0, let former = thread.process.soleClock,
            let clock = Clocks.cpuTime(of: thread.process.id)
        else { return false }
        return former.used(to: clock, askedAt: askedAt) == nil
    }

    /// Takes note of what a thread used until it has gone on after its stop.
    func advanceAfterStop(_ thread: TracedThread, askedAt: Nanoseconds, at now: Nanoseconds) {
        let process = thread.process
        let isUnlooked = thread.wakefulness.unlooked > 0
        let clock = process.isAlone && thread.wakefulness.neverWaits ? Clocks.cpuTime(of: process.id) : nil
        if isUnlooked, let clock, let former = process.soleClock, former.runTime == thread.scheduling.runTime,
            let used = former.used(to: clock, askedAt: askedAt)
        {
            advance(thread, to: thread.scheduling.after(running: used), at: now)
        } else if let current = thread.readScheduling(buffer) {
            // A thread that has just been off its CPU has an exact run time to read.
            if isUnlooked { thread.wakefulness.noteLateLook(current) }
            advance(thread, to: current, at: now)
        }
        process.soleClock = clock.map { SoleClock(time: $0, at: now, runTime: thread.scheduling.runTime) }
    }
}
