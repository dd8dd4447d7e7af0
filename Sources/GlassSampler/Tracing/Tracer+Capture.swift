import GlassModel
import GlassProc
import GlassSystem
import Glibc

extension Tracer {
    /// What a thread that was stopped did when the tick came.
    private enum SeenState {
        case onCPU
        /// It was ready to run, and others had the CPUs.
        case queued
        /// It ran on another CPU than the tracer, and may have gone on to its next system call until it stopped: where it is
        /// seen says little of where it was.
        case passedBy
        /// It waited, and was woken since, maybe by the stop.
        case asleep
    }

    /// Takes the sample of a thread that has stopped: registers and stack are copied and it goes on; all the rest
    /// comes after.
    func capture(_ thread: TracedThread, askedAt: Nanoseconds, delivering signal: Int32) {
        let stack = takeStack(for: thread)
        var (isRead, wasAsleep) = (false, false)
        if let stack, stack.registers.read(thread.id) {
            thread.stackPointer = stack.registers.stackPointer
            isRead = copyAll(of: thread, into: stack)
            wasAsleep = self.wasAsleep(thread, stack.registers)
            if signal == 0 { _ = restart(thread, stack) }
        } else if signal == 0 {
            var registers = ThreadRegisters()
            if registers.read(thread.id) { _ = registers.restartInterruptedCall(of: thread.id) }
        }
        let resumedAt = Clocks.monotonic
        Ptrace.resume(thread.id, delivering: signal)
        let now = Clocks.monotonic
        let before = thread.scheduling.queueTime
        // A thread that has just been off its CPU has an exact run time to read.
        if let current = thread.readScheduling(buffer) { advance(thread, to: current, at: now) }
        thread.wakefulness.noteStop(from: askedAt, to: now, thread.scheduling)
        let queued = thread.scheduling.queueTime - before
        thread.process.captured(at: now)
        if !wasAsleep {
            thread.isBesideTracer = lostItsCPU(queued: queued)
        }
        let state =
            wasAsleep ? SeenState.asleep : seenState(of: thread, queued: queued, isInCall: stack?.systemCall != nil)
        // It may take the tracer's CPU as it goes on.
        let goesOn = min(now, resumedAt + TracerSleep.wakingTime)
        countStop(from: askedAt, to: goesOn, sleptBefore: thread.tracerSleptBefore, inQueue: queued)
        // The look before took the thread's CPU as well.
        if state == .onCPU, thread.isBesideTracer { countStopped(lookEnded - lookBegan) }
        if let stack {
            submit(stack, of: thread, isRead: isRead, state, at: now)
        } else {
            lose(.unwinderBehind)
        }
    }

    private func takeStack(for thread: TracedThread) -> CapturedStack? {
        let stack = rehearsed ?? pool.take()
        rehearsed = nil
        stack?.prepare(for: thread.advice)
        return stack
    }

    /// Copies all that is wanted of a thread whose registers have been read; false where there is no stack to be read.
    private func copyAll(of thread: TracedThread, into stack: CapturedStack) -> Bool {
        let isRead = copy(thread, at: stack.registers.stackPointer, into: stack)
        readSwiftTask(of: thread, into: stack, at: stack.registers.stackPointer, stack.registers.asyncContext)
        if let plan = thread.process.plan.go {
            stack.copyGoroutine(plan, below: stack.registers.threadPointer, from: thread.process.memory)
        }
        return isRead
    }

    /// Copies the stack of a thread that stands still, and its Python frames; false where there is no stack to be read.
    private func copy(_ thread: TracedThread, at stackPointer: VirtualAddress, into stack: CapturedStack) -> Bool {
        stack.task = thread.taskProbe?.currentTask() ?? 0
        if let probe = thread.pythonProbe {
            let memory = StackCopy(of: stack, at: stackPointer, from: thread.process.memory)
            stack.pythons = probe.captures(task: stack.task, memory, in: pythonBuffer)
            if stack.task == 0 { stack.task = stack.python?.capture.submitter?.rawValue ?? 0 }
            if options.python.locals != nil {
                stack.locals = stack.pythons.flatMap { $0.probe.locals(of: $0.capture) }
            }
        }
        return stack.count > 0 || stack.copyStack(at: stackPointer, from: thread.process.memory)
    }

    private func readSwiftTask(
        of thread: TracedThread, into stack: CapturedStack, at stackPointer: VirtualAddress, _ register: UInt64?
    ) {
        guard let plan = thread.process.plan.swiftTasks else { return }
        stack.swiftTask.copy(
            following: plan, stack: (stack.base, stack.bytes), stackPointer: stackPointer, register: register,
            memory: thread.process.memory)
    }

    /// A thread that was asked to stop when the tracer had slept for so long in total goes on now.
    func countStop(from asked: Nanoseconds, to now: Nanoseconds, sleptBefore: Nanoseconds, inQueue: Nanoseconds) {
        countStopped(
            sleep.stopped(
                now - asked, sleptBefore: sleptBefore, queued: inQueue, handling: now - wokenAt, buffer))
    }

    func countStopped(_ time: Nanoseconds) {
        statistics.stopped.wrappingAdd(max(0, time.rawValue), ordering: .relaxed)
    }

    /// The registers that are kept are those from before the call is started again: they say in which call it was.
    private func restart(_ thread: TracedThread, _ stack: CapturedStack) -> Bool {
        takeSystemCall(of: thread, stack)
        return stack.registers.restartInterruptedCall(of: thread.id)
    }

    private func takeSystemCall(of thread: TracedThread, _ stack: CapturedStack) {
        stack.takeSystemCall()
        stack.systemCall = stack.systemCall.map(thread.callMade)
        thread.stoppedIn = stack.systemCall
    }

    /// Whether a thread that was ready to run when it was looked at had no CPU then, because it was just waking up from
    /// its wait, or fell asleep before the stop and was woken by it: it stands in a call that it is known to wait in,
    /// and was given a CPU once more since. Such a sample shows where the thread waits, not where it spends its CPU
    /// time; without this, a server that works in short bursts would seem to spend them in epoll_wait.
    ///
    /// The same is true of a new thread that has not left the call which made it.
    private func wasAsleep(_ thread: TracedThread, _ registers: ThreadRegisters) -> Bool {
        guard let call = registers.systemCallNumber.map(thread.callMade) else { return false }
        if registers.systemCallResult == 0, SystemCalls.creating.contains(call) { return true }
        guard thread.waitedIn.contains(call), let current = thread.readScheduling(buffer) else { return false }
        // Or the tracer took its CPU away. Of servers that sleep and wake ten thousand times a second that is the rarer case.
        return current.timeslices != thread.scheduling.timeslices
    }

    /// Whether it was the tracer that took a thread's CPU away: it came to stand in the queue when the tick came, give or take
    /// how long a switch lasts. One that lost its CPU to others came sooner; one that was woken meanwhile, later.
    private func lostItsCPU(queued: Nanoseconds) -> Bool {
        queued >= lookEnded - lookBegan && queued <= wokenAt - lookBegan + switchTime
    }

    /// Where the look took long, because the kernel's code had left the caches, so did the switch before it.
    private var switchTime: Nanoseconds { max(Nanoseconds(12_000), Nanoseconds(lookTook.rawValue / 2)) }

    /// What a thread that was ready to run did when the tick came. One that stood in the queue shows where it lost its
    /// CPU, which on a machine with more to do than CPUs is mostly where it woke another up: a server would seem to
    /// spend its time in `write`.
    private func seenState(of thread: TracedThread, queued: Nanoseconds, isInCall: Bool) -> SeenState {
        if thread.isBesideTracer {
            thread.sides.metBeside(isInCall: isInCall)
            return .onCPU
        }
        thread.sides.metElsewhere()
        if queued > .zero { return .queued }
        guard placement.cpu != nil else { return isInCall && thread.sides.isHardlyInCalls ? .passedBy : .onCPU }
        thread.sides.metFar(isInCall: isInCall)
        return thread.sides.isPassedBy(isAwake: thread.wakefulness.isMostlyAwake) ? .passedBy : .onCPU
    }

    private func submit(
        _ stack: CapturedStack, of thread: TracedThread, isRead: Bool, _ state: SeenState, at now: Nanoseconds
    ) {
        guard isRead else {
            pool.giveBack(stack)
            lose(.unreadable, "thread \(thread.id)")
            return
        }
        thread.wasRunning = state != .asleep
        if state != .asleep {
            rouse(thread)
            caughtRunning.append(thread)
        }
        stack.isQueued = state == .queued
        // That of one which is passed by tells whether the tracer should come near.
        if state == .onCPU || (state == .passedBy && placement.cpu == nil) {
            thread.callShare.note(stack.systemCall != nil)
        }
        thread.advice.wantsAllRegisters.store(false, ordering: .relaxed)
        if state == .queued || state == .passedBy { thread.carried.pass() }
        deliver(stack, of: thread, cpu: state == .onCPU ? thread.carried.claim(at: now) : .zero, at: now)
    }

    /// Reads a waiting thread without a stop. Its memory stands still for as long as it waits: whether it did is seen
    /// from what the scheduler counts, which any run would have changed. False where it did not stand still.
    func captureWaiting(
        _ thread: TracedThread, _ pointers: BlockedCall.CodeAndStack, in systemCall: (number: Int, argument: UInt64)?,
        _ scheduling: SchedStat, _ now: Nanoseconds
    ) -> Bool {
        guard let stack = pool.take() else {
            lose(.unwinderBehind)
            return true
        }
        stack.prepare(for: thread.advice)
        stack.blockedAt = (pointers.instruction, pointers.stack)
        stack.systemCall = systemCall?.number
        stack.waitsOn = systemCall?.argument ?? 0
        stack.isBlockedElsewhere = systemCall == nil
        let isRead = copy(thread, at: pointers.stack, into: stack)
        readSwiftTask(of: thread, into: stack, at: pointers.stack, nil)
        guard isRead, thread.readScheduling(buffer) == scheduling else {
            pool.giveBack(stack)
            // It runs again, and is looked at again at the next tick at the latest.
            thread.wasRunning = true
            return false
        }
        thread.wasRunning = false
        deliver(stack, of: thread, cpu: .zero, at: now)
        return true
    }

    /// Reads a thread that job control has stopped, and that says so: it shows where it stands, as one that waits does.
    func captureStopped(_ thread: TracedThread) {
        guard let stack = pool.take() else { return lose(.unwinderBehind) }
        stack.prepare(for: thread.advice)
        guard stack.registers.read(thread.id), copyAll(of: thread, into: stack) else {
            pool.giveBack(stack)
            return lose(.unreadable, "thread \(thread.id)")
        }
        takeSystemCall(of: thread, stack)
        stack.isBlockedElsewhere = stack.systemCall == nil
        thread.wasRunning = false
        deliver(stack, of: thread, cpu: .zero, at: Clocks.monotonic)
    }

    /// The thread stood at its last stack until the tick before this one; from there on it counts as being here.
    private func deliver(_ stack: CapturedStack, of thread: TracedThread, cpu: Nanoseconds, at now: Nanoseconds) {
        if thread.hasStack, tick > 0 {
            account(thread, standingUntil: min(formerTickAt, now), through: tick - 1)
        }
        stack.process = thread.process.id
        stack.thread = thread.record.key
        stack.time = clock.timestamp(of: now)
        stack.weight = Weight(samples: 1, cpu: cpu, wall: max(.zero, now - thread.accountedUntil))
        thread.accountedUntil = max(thread.accountedUntil, now)
        thread.accountedTick = tick
        // The first stack teaches how much of the next ones to copy, and Python code that runs once is soon gone.
        let isUrgent = !thread.hasStack || stack.pythons.contains(where: \.capture.mayMeetNewCode)
        news.send(.stack(stack), urgently: isUrgent)
        thread.hasStack = true
        if thread.process.runsPython, thread.pythonProbe == nil { searchPython(of: thread) }
    }

    /// A thread that is made for one request is gone before it would be found by chance.
    private func searchPython(of thread: TracedThread) {
        guard thread.searches < Self.mostSearches else { return }
        thread.searches += 1
        pythonWords.send(.strangerMet, urgently: true)
    }

    /// For a thread: it may be one of a library's that never runs Python.
    private static let mostSearches = 3
}
