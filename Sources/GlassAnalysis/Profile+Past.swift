import GlassModel

extension Profile {
    /// Calls `body` with what each thread took at each stack within a selection. The same pair may come several times:
    /// what lies behind comes summed over stretches of time.
    func forEachWeight(for selection: Selection, _ body: (ThreadKey, StackID, Weight) -> Void) {
        if let (history, seconds) = past(within: selection.seconds) {
            let count = stackFrames.count
            history.forEachWeight(in: seconds, threads: selection.threads) { thread, stack, weight in
                guard stack.rawValue > 0, stack.index < count, weight.isSound else { return }
                body(thread, stack, weight)
            }
        }
        rollups.forEach(in: selection.seconds) { _, entry in
            if selection.contains(entry.thread) { body(entry.thread, entry.stack, entry.weight) }
        }
    }

    /// What each stack weighs within a selection, by index.
    func weights(for selection: Selection) -> [Weight] {
        var weights: [Weight]
        if selection.threads == nil, let (history, seconds) = past(within: selection.seconds) {
            weights = history.stackWeights(in: seconds, count: stackFrames.count)
            for index in weights.indices where !weights[index].isSound { weights[index] = .zero }
            rollups.forEach(in: selection.seconds) { _, entry in weights[entry.stack.index] += entry.weight }
        } else {
            weights = [Weight](repeating: .zero, count: stackFrames.count)
            weights.withUnsafeMutableBufferPointer { weights in
                forEachWeight(for: selection) { weights[$1.index] += $2 }
            }
        }
        return weights
    }

    /// Calls `body` with every rollup of a selection, in order of second. Of a long recording there are millions, and
    /// all are read; sums are quicker.
    public func forEachRollup(for selection: Selection = .all, _ body: (Rollup) -> Void) {
        if let (history, seconds) = past(within: selection.seconds) {
            let count = stackFrames.count
            history.forEachRollup(in: seconds) { rollup in
                guard rollup.stack.rawValue > 0, rollup.stack.index < count, rollup.weight.isSound else { return }
                if selection.contains(rollup.thread) { body(rollup) }
            }
        }
        rollups.forEach(in: selection.seconds) { second, entry in
            guard selection.contains(entry.thread) else { return }
            body(Rollup(second: second, thread: entry.thread, stack: entry.stack, weight: entry.weight))
        }
    }

    /// Calls `body` with each sample that ends in a stretch of time, in about their order. There are none where all that is
    /// known are sums.
    func forEachSample(in time: Range<Timestamp>, threads: Set<ThreadKey>?, _ body: (Sample) -> Void) {
        let count = stackFrames.count
        past?.history.forEachSample(in: time) { sample in
            guard sample.stack.rawValue > 0, sample.stack.index < count, sample.weight.isSound,
                threads?.contains(sample.thread) ?? true
            else { return }
            body(sample)
        }
    }

    /// Calls `body` with what each thread took in each second of a selection, in order of second. The same pair may
    /// come several times.
    public func forEachThreadSecond(
        for selection: Selection = .all, _ body: (_ second: Int64, ThreadKey, Weight) -> Void
    ) {
        if let (history, seconds) = past(within: selection.seconds) {
            history.forEachThreadSecond(in: seconds) { second, thread, weight in
                if weight.isSound, selection.contains(thread) { body(second, thread, weight) }
            }
        }
        rollups.forEach(in: selection.seconds) { second, entry in
            if selection.contains(entry.thread) { body(second, entry.thread, entry.weight) }
        }
    }

    private func past(within range: Range<Int64>?) -> (history: any RollupHistory, seconds: Range<Int64>)? {
        guard let past else { return nil }
        let seconds = range?.clamped(to: past.seconds) ?? past.seconds
        return seconds.isEmpty ? nil : (past.history, seconds)
    }
}

/// What lies behind in a recording and is read when it is asked for.
struct ProfilePast: Sendable {
    let history: any RollupHistory
    /// Empty before anything does. What comes later is in ``Profile/rollups``.
    var seconds: Range<Int64>
}

extension Profile {
    /// Counts in what lies behind; nothing has been counted before.
    mutating func begin(with past: RecordingPast) {
        self.past = ProfilePast(history: past.history, seconds: past.seconds)
        var totals = past.stackTotals
        for index in totals.indices where !totals[index].isSound {
            totals[index] = .zero
            malformed += 1
        }
        let (count, known) = (stackFrames.count, totals.count)
        stackTotals = []
        stackTotals.append(count: count) { $0 < known ? totals[$0] : .zero }
        threadTotals.merge(past.threadTotals) { $0 + $1 }
    }

    /// Lets go of the rollups before a second, which do not change any more.
    mutating func leaveBehind(before second: Int64) {
        guard let seconds = past?.seconds, let first = rollups.first, let last = rollups.last else { return }
        let second = min(second, last)
        guard first < second else { return }
        rollups.discard(before: second)
        past?.seconds = min(first, seconds.isEmpty ? first : seconds.lowerBound)..<max(second, seconds.upperBound)
    }
}

extension Profile {
    /// How much there is to go through for a stretch of time, in rollups or what takes as long.
    public func length(of seconds: Range<Int64>?) -> Int {
        guard let seconds, let (_, behind) = past(within: seconds) else { return rollups.count }
        return rollups.count + behind.count * 100
    }
}
