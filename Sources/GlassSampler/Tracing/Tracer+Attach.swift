import GlassModel
import GlassProc
import GlassSystem
import Glibc

extension Tracer {
    /// Becomes the tracer of every thread of the target, and of the processes that it has forked where they are wanted.
    func attach() throws(TargetError) {
        let process = adopt(options.process)
        try seize(process)
        guard !threads.isEmpty else { throw .endedAtOnce(options.process) }
        news.send(.processFound(process.id), urgently: true)
        if options.followsChildren { attachDescendants() }
    }

    /// Workers that were there before glass came. One that may not be traced has been counted as a loss then, and the others go
    /// on. glass itself may be among them, and is left out.
    private func attachDescendants() {
        let own = TargetInspection.ownFamily
        for id in WatchedProcesses.family(of: options.process) where processes[id] == nil && !own.contains(id) {
            let process = adopt(id)
            try? seize(process)
            if process.threads.isEmpty {
                processes[id] = nil
            } else {
                news.send(.processFound(id), urgently: true)
            }
        }
    }

    /// Threads that a process makes meanwhile are found by looking again until a look finds none; from then on the kernel tells
    /// of new ones.
    private func seize(_ process: TracedProcess) throws(TargetError) {
        var found = true
        while found {
            found = false
            let ids = (try? ProcFiles.threads(of: process.id)) ?? []
            for id in ids where threads[id] == nil {
                do {
                    try Ptrace.seize(id, options: traceOptions)
                    register(id, in: process, isNew: false)
                    found = true
                } catch {
                    try judge(error, of: id, in: process)
                }
            }
        }
    }

    private var traceOptions: Ptrace.Options {
        options.followsChildren ? [.clone, .exec, .exit, .fork, .vfork] : [.clone, .exec, .exit]
    }

    /// A thread that ended in between is no error, nor one that a traced thread has just made: the kernel has made glass
    /// its tracer already, and tells of it. That the first one may not be traced is.
    private func judge(_ error: SystemError, of id: ThreadID, in process: TracedProcess) throws(TargetError) {
        if error.errno == .noSuchProcess, !threads.isEmpty { return }
        if error.errno == .notPermitted, TargetInspection.isTracedByGlass(id) { return }
        if threads.isEmpty { throw TargetInspection.explain(error, for: process.id) }
        lose(.attachFailed, "thread \(id): \(error.errno)")
        throw TargetInspection.explain(error, for: process.id)
    }

    @discardableResult
    func adopt(_ id: ProcessID) -> TracedProcess {
        let process = processes[id] ?? TracedProcess(id: id)
        processes[id] = process
        return process
    }

    /// Takes note of a thread that is traced now. A new one has used no CPU time yet, so all that it uses counts.
    @discardableResult
    func register(_ id: ThreadID, in process: TracedProcess, isNew: Bool) -> TracedThread {
        let now = Clocks.monotonic
        nextThreadKey += 1
        let record = ThreadRecord(
            key: ThreadKey(nextThreadKey), process: process.id, thread: id,
            name: TargetInspection.name(of: id, in: process.id), started: clock.timestamp(of: now))
        let thread = TracedThread(record, in: process, since: now, tick: tick, isNew: isNew, buffer: buffer)
        threads[id] = thread
        process.add(thread)
        registry.insert(record)
        send(.thread(record))
        if isNew { pythonWords.send(.newcomer, urgently: true) }
        return thread
    }

    /// Accounts for the last of a thread and forgets it.
    func forget(_ thread: TracedThread, at now: Nanoseconds) {
        if case .asked = thread.stop { asked -= 1 }
        thread.stop = .none
        flush(thread, at: now, through: tick)
        releaseCarriedCPU(of: thread, at: now)
        if !thread.hasStack { lose(.endedUnsampled) }
        thread.record.ended = clock.timestamp(of: now)
        registry.remove(thread.id)
        send(.thread(thread.record))
        threads[thread.id] = nil
        thread.process.remove(thread)
        if thread.process.threads.isEmpty {
            processes[thread.process.id] = nil
            send(.processEnded(thread.process.id))
        }
    }
}
