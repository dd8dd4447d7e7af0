import GlassModel
import GlassProc
import GlassSystem

extension PerfSampler {
    /// Reads where threads wait of which no record told: those that waited already when sampling began, those whose
    /// switch was one of too many to be sampled, and all where the kernel may not be looked at. A thread that waits
    /// stands still, so that nobody has to stop it.
    func locateWaiting() {
        var left = Self.readingsAtOnce
        for id in unlocated where left > 0 {
            guard let thread = threads[id], isDue(thread) else { continue }
            left -= 1
            locate(thread)
        }
    }

    private static let readingsAtOnce = 128

    /// A wait that is soon over is not worth a look, unless looks are all there is.
    private func isDue(_ thread: PerfThread) -> Bool {
        switch thread.time.state {
        case .waiting:
            return !events.settings.seesKernel || readUntil - thread.time.waitBegan > Nanoseconds(20_000_000)
        case .unknown: return true
        case .running, .ready:
            unlocated.remove(thread.id)
            return false
        }
    }

    private func locate(_ thread: PerfThread) {
        guard let before = thread.scheduling,
            let text = try? ProcFiles.content(of: "/proc/\(thread.process)/task/\(thread.id)/syscall"),
            let call = BlockedCall(text.span), let stack = pool.take()
        else { return }
        stack.prepare(for: thread.advice)
        guard stack.take(call, of: thread.process), thread.scheduling == before else { return pool.giveBack(stack) }
        thread.time.seenWaiting()
        stack.process = thread.process
        stack.thread = thread.record.key
        stack.time = clock.timestamp(of: readUntil)
        let wall = thread.time.takeWait(until: readUntil)
        stack.weight = Weight(samples: 1 + Int64(wall.seconds * events.settings.rate), wall: wall)
        thread.isWaitKnown = true
        unlocated.remove(thread.id)
        deliver(stack, of: thread)
    }
}

extension CapturedStack {
    /// The stack of a thread that waits; false where it does not, or cannot be read.
    fileprivate func take(_ call: BlockedCall, of process: ProcessID) -> Bool {
        let pointers: BlockedCall.CodeAndStack
        switch call {
        case .running: return false
        case .inSystemCall(let number, let arguments, let place):
            (systemCall, waitsOn, pointers) = (number, arguments[0], place)
        case .elsewhere(let place): (isBlockedElsewhere, pointers) = (true, place)
        }
        isWaiting = true
        blockedAt = (pointers.instruction, pointers.stack)
        return copyStack(at: pointers.stack, from: RemoteMemory(of: process))
    }
}
