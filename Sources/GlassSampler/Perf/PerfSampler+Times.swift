import GlassModel
import GlassProc
import GlassSystem

extension PerfSampler {
    /// Whose times are to be compared with the scheduler's count.
    struct Comparison {
        /// Threads that were caught running since they were last compared.
        var due: Set<ThreadID> = []
        /// Records were lost: any thread's time may be wrong.
        var areAllDue = false
        var last: Nanoseconds
    }

    /// Records tell when a thread had a CPU, not when the host gave that CPU to another of its guests; and records of
    /// switches may be among those that were lost. The scheduler knows of both.
    func compareTimes() {
        let now = Clocks.monotonic
        // What has not been read yet would count twice.
        guard now - readUntil < Nanoseconds(5_000_000) else { return }
        if compared.areAllDue {
            correct(by: cpuTimes(of: threads.keys), at: now)
            compared = Comparison(last: now)
        } else if now - compared.last >= Self.comparingPeriod {
            let some = Array(compared.due.prefix(Self.comparedAtOnce))
            correct(by: cpuTimes(of: some), at: now)
            compared.due.subtract(some)
            compared.last = now
        }
    }

    private static let comparingPeriod = Nanoseconds(50_000_000)
    private static let comparedAtOnce = 64

    /// CPU time that threads have used since sampling began, as the scheduler counts it.
    func cpuTimes(of ids: some Sequence<ThreadID>) -> [(thread: PerfThread, used: Nanoseconds)] {
        ids.compactMap { id in
            guard let thread = threads[id], let scheduling = thread.scheduling else { return nil }
            return (thread, scheduling.runTime - thread.usedBefore)
        }
    }

    private func correct(by times: [(thread: PerfThread, used: Nanoseconds)], at now: Nanoseconds) {
        for (thread, used) in times { thread.time.correct(cpu: used, at: now) }
    }

    /// Sampling ends, or rests: accounts for all until now, when threads had used so much.
    func closeAccounts(at now: Nanoseconds, used: [(thread: PerfThread, used: Nanoseconds)]) {
        correct(by: used, at: now)
        for thread in threads.values.sorted(by: { $0.id < $1.id }) { flush(thread, at: now, isLast: true) }
    }
}
