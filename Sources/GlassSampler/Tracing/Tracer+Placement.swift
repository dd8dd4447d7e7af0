import GlassSystem

/// Where the tracer runs: on the CPU of a thread that it samples and that calls the kernel often, of several in turn; else
/// where the kernel puts it.
///
/// A thread on another CPU runs on until the word to stop arrives, and then mostly stands at the end of its next system call,
/// where the kernel looks for such news first: its own code would seem to take less time than it does. From the same CPU it is
/// stopped where it was when the tick came. That takes its CPU for as long as the tick takes, so one that hardly calls the
/// kernel, which stands where it was in either case, is better looked at from afar; for the stop alone the kernel brings an
/// ordinary thread to the CPU of the one that stops.
///
/// A thread that goes on after its stop is put on an idle CPU, if there is one, and one that wakes up often may be on another
/// by the next tick. So it is followed at each tick, or where ticks come so often that this would hold it up too much, when a
/// sample met it elsewhere. The CPU time of such a sample is given to the next one that does come from its own CPU, as long
/// as there are enough of those.
extension Tracer {
    func comeNearer() {
        defer { caughtRunning.removeAll(keepingCapacity: true) }
        let callers = caughtRunning.filter(\.callsOften)
        if !callers.isEmpty {
            let thread = callers[Int(tick % UInt64(callers.count))]
            guard !thread.isBesideTracer || governor.rate <= Self.followingRate else { return }
            guard let cpu = thread.readCPU(buffer) else { return }
            let wasNear = placement.cpu != nil
            placement.move(to: cpu)
            // Not where it may not use that CPU: it would go before others without an end.
            if !wasNear, placement.cpu != nil { OSThread.preemptOthers() }
        } else if !caughtRunning.isEmpty, placement.cpu != nil {
            placement.leave()
            OSThread.standBack()
        }
    }

    /// In Hz. To follow takes a thread's CPU for some 50 µs.
    private static let followingRate = 250.0
}

extension TracedThread {
    /// The tracer does not leave it as soon as it would not have come.
    fileprivate var callsOften: Bool { callShare.value > (sides.isNear ? 0.01 : 0.05) }
}
