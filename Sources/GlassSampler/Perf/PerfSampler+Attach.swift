import GlassModel
import GlassProc
import GlassSystem

extension PerfSampler {
    func attach() throws(TargetError) {
        if events.isRingCutShort {
            lose(.ringCutShort, "\((events.rings.first?.size ?? 0) >> 10) KiB for each CPU")
        }
        if !events.settings.seesKernel { lose(.kernelUnseen) }
        if options.python.isRead, PerfRights.isPython(options.process) { lose(.pythonUnseen) }
        do {
            try open(for: options.process, isFirst: true)
        } catch {
            throw PerfRights.explain(error, for: options.process)
        }
        guard !threads.isEmpty else { throw .endedAtOnce(options.process) }
        news.send(.processFound(options.process), urgently: true)
    }

    /// Opens events for the threads of a process, looking again until a look finds no new ones; from then on new ones
    /// inherit them.
    private func open(for process: ProcessID, isFirst: Bool) throws(SystemError) {
        var found = true
        while found {
            found = false
            for id in (try? ProcFiles.threads(of: process)) ?? [] where !events.isOpen(for: id) {
                guard try events.add(id) else { continue }
                found = true
                if threads[id] == nil { register(id, of: process, at: Clocks.monotonic, isNew: !isFirst) }
            }
        }
    }

    /// Opens events for all that is sampled. What is refused by now goes on unseen, which is counted.
    func openForAll() {
        for process in processes.keys {
            do throws(SystemError) {
                try open(for: process, isFirst: false)
            } catch {
                lose(.attachFailed, "process \(process): \(error.errno)")
            }
        }
    }

    @discardableResult
    func register(
        _ id: ThreadID, of process: ProcessID, named name: String? = nil, at now: Nanoseconds, isNew: Bool
    ) -> PerfThread {
        nextThreadKey += 1
        let record = ThreadRecord(
            key: ThreadKey(nextThreadKey), process: process, thread: id,
            name: name ?? TargetInspection.name(of: id, in: process), started: clock.timestamp(of: now))
        let thread = PerfThread(record, since: now, isNew: isNew, period: events.settings.period)
        threads[id] = thread
        processes[process, default: 0] += 1
        registry.insert(record)
        send(.thread(record))
        if !isNew { unlocated.insert(id) }
        return thread
    }

    /// Accounts for the last of a thread and forgets it.
    func forget(_ thread: PerfThread, at now: Nanoseconds) {
        flush(thread, at: now, isLast: true)
        if !thread.hasStack { lose(.endedUnsampled) }
        thread.record.ended = clock.timestamp(of: now)
        registry.remove(thread.id)
        send(.thread(thread.record))
        threads[thread.id] = nil
        unlocated.remove(thread.id)
        let left = (processes[thread.process] ?? 1) - 1
        processes[thread.process] = left > 0 ? left : nil
        if left <= 0 { send(.processEnded(thread.process)) }
    }
}
