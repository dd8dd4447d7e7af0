import GlassModel

extension Profile {
    /// A recording whose identifiers leave a gap is damaged. A short gap is filled with synthetic things, so that what
    /// comes behind it keeps its place; a longer one is not believed.
    private static let longestGap = 4_096

    /// Takes in what changed. `RecordingDelta` says what each part means.
    public mutating func apply(_ delta: RecordingDelta) {
        info = delta.info
        for thread in delta.threads { threads[thread.key] = thread }
        for module in delta.modules { append(module) }
        for frame in delta.frames { append(frame) }
        append(delta.stacks)
        if let past = delta.past { begin(with: past) }
        replaceRollups(from: delta.rollupsFrom, with: delta.rollups)
        for run in delta.counterRuns {
            if let thread = run.thread, threads[thread] == nil { malformed += 1 } else { counters.add(run) }
        }
        for reading in delta.counters {
            if let thread = reading.thread, threads[thread] == nil {
                malformed += 1
            } else {
                counters.add(reading)
            }
        }
        losses = delta.losses
        unwindTallies = delta.unwindTallies
        applyTraffic(delta)
        let origin = seconds.lowerBound
        var history = ThreadHistory()
        swap(&history, &threadHistory)
        history.update(origin: origin, from: delta.past == nil ? delta.rollupsFrom : .min) { seconds, body in
            forEachThreadSecond(for: Selection(seconds: seconds), body)
        }
        threadHistory = history
        // The history goes back to the beginning of its last step.
        leaveBehind(before: delta.rollupsFrom.subtractingReportingOverflow(ThreadHistory.step).partialValue)
        trafficHistory.update(origin: origin, from: delta.routeSecondsFrom, routes: routeSeconds)
    }

    private mutating func append(_ module: Module) {
        guard let gap = gap(before: module.id.index, count: modules.count) else { return }
        for _ in 0..<gap {
            modules.append(Module(id: ModuleID(Int32(modules.count + 1)), path: "[missing module]", buildID: nil))
        }
        modules.append(module)
    }

    private mutating func append(_ frame: Frame) {
        guard let gap = gap(before: frame.id.index, count: frames.count) else { return }
        for _ in 0..<gap {
            let id = FrameID(Int32(frames.count + 1))
            record(Frame(id: id, kind: .synthetic, function: Self.missingFrame.function))
        }
        record(frame)
    }

    private mutating func record(_ frame: Frame) {
        frames.append(frame)
        functionsOfFrames.append(interner.id(of: frame.functionKey))
    }

    private mutating func append(_ new: [StackNode]) {
        guard fits(new) else {
            for stack in new { append(stack) }
            return
        }
        let functions = ContiguousArray(functionsOfFrames)
        stackFrames.append(count: new.count) { new[$0].frame }
        stackParents.append(count: new.count) { Int32(new[$0].parent?.index ?? -1) }
        stackFunctions.append(count: new.count) { functions[new[$0].frame.index] }
        stackTotals.extend(to: stackFrames.count, with: .zero)
    }

    /// Whether stacks are the next ones, and refer to nothing that is not known: as in any recording that is whole.
    private func fits(_ new: [StackNode]) -> Bool {
        let (known, frames) = (stackFrames.count, functionsOfFrames.count)
        guard new.count > 16 else { return false }
        for (place, stack) in new.enumerated() {
            guard stack.id.index == known + place, stack.frame.index >= 0, stack.frame.index < frames else {
                return false
            }
            if let parent = stack.parent, parent.index < 0 || parent >= stack.id { return false }
        }
        return true
    }

    private mutating func append(_ stack: StackNode) {
        guard let gap = gap(before: stack.id.index, count: stackFrames.count) else { return }
        for _ in 0..<gap {
            record(
                StackNode(id: stack.id, parent: nil, frame: FrameID(0)), function: interner.id(of: Self.missingFrame))
        }
        if functionsOfFrames.indices.contains(stack.frame.index) {
            record(stack, function: functionsOfFrames[stack.frame.index])
        } else {
            malformed += 1
            record(stack, function: interner.id(of: Self.missingFrame))
        }
    }

    private mutating func record(_ stack: StackNode, function: FunctionID) {
        var parent = stack.parent?.index ?? -1
        if parent >= stackFrames.count || (stack.parent != nil && parent < 0) {
            malformed += 1
            parent = -1
        }
        stackFrames.append(stack.frame)
        stackParents.append(Int32(parent))
        stackFunctions.append(function)
        stackTotals.append(.zero)
    }

    static var missingFrame: FunctionKey {
        FunctionKey(function: "[missing frame]", module: nil, kind: .synthetic)
    }

    /// How many places to fill before `index` can be appended; nil where it cannot be.
    mutating func gap(before index: Int, count: Int) -> Int? {
        let gap = index - count
        if gap == 0 { return 0 }
        malformed += 1
        return (1...Self.longestGap).contains(gap) ? gap : nil
    }

    private mutating func replaceRollups(from second: Int64, with new: [Rollup]) {
        var old = rollups.remove(from: second).makeIterator()
        var next = old.next()
        for rollup in Self.sorted(new) {
            guard isSound(rollup, from: second) else {
                malformed += 1
                continue
            }
            let entry = RollupTable.Entry(thread: rollup.thread, stack: rollup.stack, weight: rollup.weight)
            rollups.append(second: rollup.second, entry: entry)
            while let gone = next, gone.isBefore(rollup) {
                count(gone.stack, gone.thread, .zero - gone.weight)
                next = old.next()
            }
            // Most of what is given again has not changed.
            if next == rollup { next = old.next() } else { count(rollup.stack, rollup.thread, rollup.weight) }
        }
        while let gone = next {
            count(gone.stack, gone.thread, .zero - gone.weight)
            next = old.next()
        }
    }

    private mutating func count(_ stack: StackID, _ thread: ThreadKey, _ weight: Weight) {
        stackTotals[stack.index] = stackTotals[stack.index] + weight
        threadTotals[thread, default: .zero] = threadTotals[thread, default: .zero] + weight
    }

    private func isSound(_ rollup: Rollup, from second: Int64) -> Bool {
        rollup.second >= second && Timestamp.wholeSeconds.contains(rollup.second)
            && stackFrames.indices.contains(rollup.stack.index) && threads[rollup.thread] != nil
            && rollup.weight.isSound
    }

    private static func sorted(_ rollups: [Rollup]) -> [Rollup] {
        let inOrder = zip(rollups, rollups.dropFirst()).allSatisfy { $0.second <= $1.second }
        return inOrder ? rollups : rollups.sorted { $0.second < $1.second }
    }
}

extension Rollup {
    /// In the order in which a recording gives them. Of a pair that another order lets pass each other, both count.
    fileprivate func isBefore(_ other: Rollup) -> Bool {
        (second, thread, stack) < (other.second, other.thread, other.stack)
            || (second, thread, stack) == (other.second, other.thread, other.stack) && weight != other.weight
    }
}

extension Timestamp {
    /// The seconds that a timestamp can express.
    static let wholeSeconds: ClosedRange<Int64> = -9_223_372_036...9_223_372_035
}
