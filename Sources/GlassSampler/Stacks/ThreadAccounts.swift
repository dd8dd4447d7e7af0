import GlassModel

/// Decides at which stack a thread's time is written down: where it was caught, where it still stands, or where it was
/// last seen, for time that no sample caught.
struct ThreadAccounts {
    typealias Sample = UnwoundBatch.StackSample

    /// The last stack of each thread, and the last at which it was caught running, and waiting.
    private var standing: [ThreadKey: (stack: Int32, task: UInt64)] = [:]
    private var lastRunningStack: [ThreadKey: Int32] = [:]
    private var lastWaitingStack: [ThreadKey: Int32] = [:]
    /// Time of threads that were sampled while they were given a CPU again.
    private var wokenWith: [ThreadKey: Weight] = [:]
    /// Time of threads whose stack is awaited, because a stop was asked for.
    private var deferred: [ThreadKey: Sample] = [:]
    /// Not taken yet.
    private var samples: [Sample] = []
    /// Whose awaited stacks never came, since this was last asked for.
    private var givenUp: Int64 = 0

    mutating func takeSamples() -> [Sample] {
        defer { samples.removeAll() }
        return samples
    }

    mutating func takeGivenUp() -> Int64 {
        defer { givenUp = 0 }
        return givenUp
    }

    // MARK: Samples

    /// A thread was seen at a stack.
    mutating func seen(_ stack: CapturedStack, at number: Int32) {
        var weight = stack.weight
        if let waited = deferred.removeValue(forKey: stack.thread) { weight += waited.weight }
        if !stack.isWaiting, let carried = wokenWith.removeValue(forKey: stack.thread) { weight += carried }
        standing[stack.thread] = (number, stack.task)
        // A thread that lives for a moment may be seen in the queue for a CPU alone: that is nearest to where it ran.
        if weight.cpu > .zero || stack.isQueued && lastRunningStack[stack.thread] == nil {
            lastRunningStack[stack.thread] = number
        }
        if stack.isWaiting { lastWaitingStack[stack.thread] = number }
        samples.append(sample(stack, number, weight))
    }

    /// A thread stands where it stood.
    mutating func stands(_ thread: ThreadKey, _ time: Timestamp, _ weight: Weight) {
        if deferred[thread] != nil {
            deferred[thread]?.weight += weight
            giveUpIfTooLate(thread)
        } else if let (stack, task) = standing[thread] {
            samples.append(
                Sample(time: time, thread: thread, stack: stack, weight: weight, isStanding: true, task: task))
        }
    }

    /// What is seen of a thread now does not count.
    mutating func ignore(_ thread: ThreadKey) {
        standing[thread] = nil
        deferred[thread] = nil
    }

    // MARK: Time without a sample

    /// A thread was caught only when it was given a CPU again: its time belongs to the next sample that catches it at work.
    mutating func carry(_ weight: Weight, of thread: ThreadKey) { wokenWith[thread, default: .zero] += weight }

    /// Where a thread was last seen running, for time on a CPU, else where it was last seen waiting; nil where it never was.
    func lastStack(of thread: ThreadKey, for weight: Weight) -> Int32? {
        weight.cpu > .zero ? lastRunningStack[thread] : lastWaitingStack[thread]
    }

    mutating func give(_ weight: Weight, of thread: ThreadKey, at time: Timestamp, to stack: Int32) {
        samples.append(Sample(time: time, thread: thread, stack: stack, weight: weight))
    }

    /// What was carried for a thread, or for all, and found no sample.
    mutating func takeCarried(of thread: ThreadKey) -> Weight? { wokenWith.removeValue(forKey: thread) }
    mutating func takeCarried() -> [ThreadKey: Weight] {
        defer { wokenWith = [:] }
        return wokenWith
    }

    // MARK: Waiting for a stop

    /// Keeps the time of a thread until a stop gives its stack.
    mutating func awaitStop(of stack: CapturedStack, at number: Int32) {
        var sample = sample(stack, number, stack.weight)
        if let earlier = deferred[stack.thread] { sample.weight += earlier.weight }
        deferred[stack.thread] = sample
        standing[stack.thread] = (number, stack.task)
        giveUpIfTooLate(stack.thread)
    }

    /// A thread whose stop never comes must not lose its time.
    private mutating func giveUpIfTooLate(_ thread: ThreadKey) {
        guard let waited = deferred[thread], waited.weight.wall > Nanoseconds(3_000_000_000) else { return }
        giveUp(thread)
    }

    private mutating func giveUp(_ thread: ThreadKey) {
        guard let waited = deferred.removeValue(forKey: thread) else { return }
        givenUp += 1
        samples.append(waited)
    }

    mutating func giveUpAll() { for thread in Array(deferred.keys) { giveUp(thread) } }

    /// After a thread's end.
    mutating func forget(_ thread: ThreadKey) {
        giveUp(thread)
        standing[thread] = nil
        lastRunningStack[thread] = nil
        lastWaitingStack[thread] = nil
    }

    private func sample(_ stack: CapturedStack, _ number: Int32, _ weight: Weight) -> Sample {
        Sample(time: stack.time, thread: stack.thread, stack: number, weight: weight, task: stack.task)
    }
}
