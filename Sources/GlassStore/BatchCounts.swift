import GlassModel

/// How many things of each kind a recording holds, which is what the identifiers of the next ones follow from.
struct BatchCounts: Equatable {
    var threads = 0
    var modules = 0
    var frames = 0
    var stacks = 0

    /// Counts a batch in.
    /// - Returns: what it breaks of the rules of ``RecordingBatch``: identifiers are dense, and announced before use.
    mutating func add(_ batch: RecordingBatch) -> String? {
        for thread in batch.threads where !isKnown(thread.key, threads) {
            guard follows(thread.key, &threads) else { return "thread \(thread.key.rawValue) is not the next" }
        }
        for module in batch.modules {
            guard follows(module.id, &modules) else { return "module \(module.id.rawValue) is not the next" }
        }
        for frame in batch.frames {
            guard follows(frame.id, &frames) else { return "frame \(frame.id.rawValue) is not the next" }
            if let module = frame.module, !isKnown(module, modules) { return "module \(module.rawValue) is unknown" }
        }
        for stack in batch.stacks {
            if let parent = stack.parent, !isKnown(parent, stacks) { return "stack \(parent.rawValue) is unknown" }
            guard follows(stack.id, &stacks) else { return "stack \(stack.id.rawValue) is not the next" }
            guard isKnown(stack.frame, frames) else { return "frame \(stack.frame.rawValue) is unknown" }
        }
        return checkUses(batch)
    }

    /// Whether the thread and the stack of a sample are among them.
    func holds(_ sample: Sample) -> Bool { isKnown(sample.thread, threads) && isKnown(sample.stack, stacks) }

    private func checkUses(_ batch: RecordingBatch) -> String? {
        for sample in batch.samples {
            guard isKnown(sample.thread, threads) else { return "thread \(sample.thread.rawValue) is unknown" }
            guard isKnown(sample.stack, stacks) else { return "stack \(sample.stack.rawValue) is unknown" }
        }
        for case let thread? in batch.counters.lazy.map(\.thread) where !isKnown(thread, threads) {
            return "thread \(thread.rawValue) is unknown"
        }
        for case let module? in batch.unwindTallies.lazy.map(\.module) where !isKnown(module, modules) {
            return "module \(module.rawValue) is unknown"
        }
        return nil
    }

    func isKnown(_ id: some RecordingIdentifier, _ count: Int) -> Bool { id.rawValue > 0 && Int(id.rawValue) <= count }

    private func follows(_ id: some RecordingIdentifier, _ count: inout Int) -> Bool {
        guard Int(id.rawValue) == count + 1 else { return false }
        count += 1
        return true
    }
}
