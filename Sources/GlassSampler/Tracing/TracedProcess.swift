import GlassModel
import GlassSystem

/// What the tracer knows of one process. It belongs to the tracer's thread.
final class TracedProcess {
    let id: ProcessID
    let memory: RemoteMemory
    private(set) var threads: [TracedThread] = []
    /// Those that are looked at at each tick.
    private(set) var active: [TracedThread] = []
    /// Where the looks at the others have come to.
    var round = RoundRobin()
    var gate = CPUGate()
    /// What to copy for its runtimes.
    var plan = RuntimePlan()
    /// Some of its threads are known to run Python.
    var runsPython = false
    /// CPU time that has been seen in threads.
    var explainedCPU = Nanoseconds.zero
    /// How many threads were caught in this tick, and when, summed.
    private var caught: (count: Int64, moments: Nanoseconds) = (0, .zero)
    private let clockAtStart: Nanoseconds

    init(id: ProcessID) {
        self.id = id
        memory = RemoteMemory(of: id)
        clockAtStart = Clocks.cpuTime(of: id) ?? .zero
    }

    var hasIdle: Bool { active.count < threads.count }

    func add(_ thread: TracedThread) {
        threads.append(thread)
        rouse(thread)
    }

    func remove(_ thread: TracedThread) {
        // The youngest end first, mostly.
        if let place = threads.lastIndex(where: { $0 === thread }) { threads.remove(at: place) }
        if thread.isActive, let place = active.lastIndex(where: { $0 === thread }) { active.remove(at: place) }
        thread.isActive = false
        gate.threadEnded()
    }

    func rouse(_ thread: TracedThread) {
        guard !thread.isActive else { return }
        thread.isActive = true
        active.append(thread)
    }

    func dropIdle(_ isActive: (TracedThread) -> Bool) {
        active.removeAll { thread in
            thread.isActive = isActive(thread)
            return !thread.isActive
        }
    }

    /// CPU time that all threads have used since the process was first looked at, by the process's own clock; nil
    /// where it is gone.
    func usedCPU() -> Nanoseconds? { Clocks.cpuTime(of: id).map { $0 - clockAtStart } }

    func beginTick() { caught = (0, .zero) }

    /// A thread was stopped and goes on, what it used until now is known.
    func captured(at now: Nanoseconds) {
        caught.count += 1
        caught.moments += now
    }

    /// What the threads that were caught in this tick can have used since, at most.
    func slack(at now: Nanoseconds) -> Nanoseconds {
        Nanoseconds(caught.count &* now.rawValue) - caught.moments
    }
}
