import GlassModel
import GlassSystem

extension PerfSampler {
    /// Answers what all rings hold, in the order of time, up to a moment. False where the unwinder must catch up first;
    /// the rest waits in the rings.
    func read(until moment: Nanoseconds) -> Bool {
        for ring in events.rings { ring.refresh() }
        defer { for ring in events.rings { ring.release() } }
        while let (ring, time) = earliest(), time < moment {
            guard let bytes = ring.next else { break }
            if let record = PerfRecord(bytes, layout: events.settings.layout), !take(record) { return false }
            ring.advance()
            readUntil = max(readUntil, time)
        }
        readUntil = max(readUntil, moment)
        return true
    }

    private func earliest() -> (ring: PerfRing, time: Nanoseconds)? {
        var first: (ring: PerfRing, time: Nanoseconds)?
        for ring in events.rings {
            guard let time = ring.nextTime else { continue }
            if let known = first, known.time <= time { continue }
            first = (ring, time)
        }
        return first
    }

    /// False where there is no room for the stack yet.
    private func take(_ record: PerfRecord) -> Bool {
        guard let source = events.source(of: record.event) else {
            if case .lost(let count) = record.body { countLost(count) }
            return true
        }
        switch record.body {
        case .sample(let sample): return take(sample, record, source)
        case .switchedIn: heard(of: record, source).map { switchedIn($0, at: record.time) }
        case .switchedOut(let isPreempted):
            heard(of: record, source).map { switchedOut($0, at: record.time, isPreempted: isPreempted) }
        case .forked(let process, let thread, let parent):
            forked(process, thread, parent, by: record.thread, at: record.time)
        case .exited(_, let thread): threads[thread].map { ended($0, at: record.time) }
        case .named(let process, let thread, let name, let isExec):
            if isExec { execed(process, thread, at: record.time) }
            rename(thread, name)
        case .mappedCode: if processes[record.process] != nil { send(.mappedCode(record.process)) }
        case .lost(let count): countLost(count)
        case .throttled: lose(.tickSkipped)
        case .other: break
        }
        return true
    }

    private var isRunningFull: Bool { events.rings.contains { $0.waiting > $0.size / 2 } }

    private func countLost(_ count: UInt64) {
        recent.lost += Double(count)
        compared.areAllDue = true
        losses += 1
        lose(.perfRecordsLost, count: Int64(clamping: count))
    }

    /// The thread that a record is of; nil where it is told of twice.
    private func heard(of record: PerfRecord, _ source: PerfEvents.Source) -> PerfThread? {
        guard record.thread.rawValue > 0, processes[record.process] != nil || options.followsChildren else {
            return nil
        }
        let thread = threads[record.thread] ?? meet(record)
        if thread.root == nil { thread.root = source.root }
        if thread.lossesSeen != losses {
            thread.lossesSeen = losses
            thread.time.doubt(at: record.time)
        }
        return thread.root == source.root ? thread : nil
    }

    /// One whose beginning no record told of.
    private func meet(_ record: PerfRecord) -> PerfThread {
        if processes[record.process] == nil { news.send(.processFound(record.process), urgently: true) }
        return register(record.thread, of: record.process, at: record.time, isNew: true)
    }

    // MARK: - Samples

    private func take(_ sample: PerfSample, _ record: PerfRecord, _ source: PerfEvents.Source) -> Bool {
        guard let thread = heard(of: record, source) else { return true }
        guard let words = sample.registers, let registers = ThreadRegisters(perf: words), !sample.stack.isEmpty else {
            return true
        }
        guard let stack = pool.take() else {
            guard isRunningFull else { return false }
            // Rather this sample than whatever comes next, which may be a switch.
            lose(.unwinderBehind)
            return true
        }
        recent.taken += 1
        countCost(of: sample)
        stack.prepare(for: thread.advice)
        stack.take(registers, sample.stack)
        stack.takeKernelFrames(sample.kernelFrames)
        stack.process = thread.process
        stack.thread = thread.record.key
        stack.time = clock.timestamp(of: record.time)
        if source.isSwitch {
            thread.leaving.map(pool.giveBack)
            thread.leaving = stack
        } else {
            caught(thread, stack, at: record.time)
        }
        return true
    }

    private func caught(_ thread: PerfThread, _ stack: CapturedStack, at now: Nanoseconds) {
        stack.weight = thread.time.sampled(at: now)
        stack.weight.samples = 1
        statistics.targetTime.wrappingAdd(stack.weight.cpu.rawValue, ordering: .relaxed)
        thread.isWaitKnown = false
        caughtOfLate.insert(thread.id)
        compared.due.insert(thread.id)
        deliver(stack, of: thread)
    }

    func deliver(_ stack: CapturedStack, of thread: PerfThread) {
        // The first stack teaches how much of the next ones to copy.
        news.send(.stack(stack), urgently: !thread.hasStack)
        thread.hasStack = true
    }

    private func countCost(of sample: PerfSample) {
        let cost = (sampleCost ?? .usual).cost(ofStack: sample.stack.count)
        statistics.stopped.wrappingAdd(cost.rawValue, ordering: .relaxed)
    }

    // MARK: - Switches

    private func switchedOut(_ thread: PerfThread, at now: Nanoseconds, isPreempted: Bool) {
        thread.time.switchedOut(at: now, isPreempted: isPreempted)
        let stack = thread.leaving
        thread.leaving = nil
        thread.isWaitKnown = false
        if let stack, !isPreempted {
            stack.isWaiting = true
            stack.weight = Weight(samples: 1)
            thread.isWaitKnown = true
            deliver(stack, of: thread)
        } else {
            stack.map(pool.giveBack)
            if !isPreempted { unlocated.insert(thread.id) }
        }
    }

    private func switchedIn(_ thread: PerfThread, at now: Nanoseconds) {
        unlocated.remove(thread.id)
        guard let wait = thread.time.switchedIn(at: now) else { return }
        if thread.isWaitKnown {
            stood(thread, wait.untold + thread.unseenWaits.take(like: wait.length), at: now)
        } else {
            thread.unseenWaits.add(wait, at: now)
        }
        thread.isWaitKnown = false
    }

    private func stood(_ thread: PerfThread, _ wall: Nanoseconds, at now: Nanoseconds) {
        guard wall > .zero else { return }
        let samples = Int64(wall.seconds * events.settings.rate)
        send(.standing(thread.record.key, time: clock.timestamp(of: now), weight: Weight(samples: samples, wall: wall)))
    }

    /// Gives a wait that goes on the time until now, and lets go of time that no sample came to claim.
    func flush(_ thread: PerfThread, at now: Nanoseconds, isLast: Bool) {
        let time = clock.timestamp(of: now)
        if thread.isWaitKnown, thread.time.state == .waiting {
            stood(thread, thread.time.takeWait(until: now), at: now)
        }
        if thread.unseenWaits.total > .zero, isLast || now - thread.unseenWaits.since > Nanoseconds(2_000_000_000) {
            send(.betweenSamples(thread.record.key, time: time, Weight(wall: thread.unseenWaits.takeAll())))
        }
        if thread.time.unclaimed != .zero, isLast || now - thread.time.unclaimedSince > Nanoseconds(10_000_000_000) {
            let unclaimed = thread.time.takeUnclaimed()
            statistics.targetTime.wrappingAdd(unclaimed.cpu.rawValue, ordering: .relaxed)
            send(.betweenSamples(thread.record.key, time: time, unclaimed))
        }
        if isLast {
            thread.leaving.map(pool.giveBack)
            thread.leaving = nil
        }
    }

    // MARK: - Threads and processes

    private func forked(
        _ process: ProcessID, _ thread: ThreadID, _ parent: ProcessID, by maker: ThreadID, at now: Nanoseconds
    ) {
        guard process == parent || options.followsChildren, processes[parent] != nil else { return }
        // It was found while it was being made, and inherited its maker's events besides.
        if events.isOpen(for: thread), let known = threads[thread], known.time.state == .unknown {
            events.close(thread)
            known.root = nil
            return
        }
        guard threads[thread] == nil else { return }
        let isNewProcess = processes[process] == nil
        register(thread, of: process, named: threads[maker]?.record.name, at: now, isNew: true)
        if isNewProcess { news.send(.processFound(process), urgently: true) }
    }

    private func ended(_ thread: PerfThread, at now: Nanoseconds) {
        // Up to here it ran.
        thread.time.switchedOut(at: now, isPreempted: true)
        if thread.id.rawValue == options.process.rawValue { targetEnd = endOfTarget() }
        forget(thread, at: now)
    }

    /// exec(2) ends all threads but one, which takes the number of the process.
    private func execed(_ process: ProcessID, _ id: ThreadID, at now: Nanoseconds) {
        for other in threads.values where other.process == process && other.id != id { forget(other, at: now) }
        guard processes[process] != nil || options.followsChildren else { return }
        let thread = threads[id] ?? register(id, of: process, at: now, isNew: true)
        flush(thread, at: now, isLast: true)
        thread.hasStack = false
        news.send(.execed(process), urgently: true)
        if process == options.process { send(.program(TargetInspection.program(of: process))) }
    }

    private func rename(_ id: ThreadID, _ name: String) {
        guard let thread = threads[id], thread.record.name != name else { return }
        thread.record.name = name
        registry.insert(thread.record)
        send(.thread(thread.record))
    }
}
