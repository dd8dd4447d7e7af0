import GRDB
import GlassModel

/// How many things of each kind a recording holds, which is what the identifiers of the next ones follow from.
struct BatchCounts: Equatable {
    var threads = 0
    var modules = 0
    var frames = 0
    var stacks = 0
    var routes = 0
    var statements = 0
    var requests = 0
    var queries = 0

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
        return addTraffic(batch) ?? checkUses(batch) ?? checkTrafficUses(batch)
    }

    private mutating func addTraffic(_ batch: RecordingBatch) -> String? {
        for route in batch.routes {
            guard follows(route.id, &routes) else { return "route \(route.id.rawValue) is not the next" }
        }
        for statement in batch.statements {
            guard follows(statement.id, &statements) else {
                return "statement \(statement.id.rawValue) is not the next"
            }
        }
        for request in batch.requests {
            guard follows(request.id, &requests) else { return "request \(request.id.rawValue) is not the next" }
        }
        for query in batch.queries {
            guard follows(query.id, &queries) else { return "query \(query.id.rawValue) is not the next" }
        }
        return nil
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

    private func checkTrafficUses(_ batch: RecordingBatch) -> String? {
        for request in batch.requests {
            guard isKnown(request.route, routes) else { return "route \(request.route.rawValue) is unknown" }
        }
        for query in batch.queries {
            guard isKnown(query.statement, statements) else {
                return "statement \(query.statement.rawValue) is unknown"
            }
        }
        for case let thread? in batch.requests.lazy.map(\.thread) where !isKnown(thread, threads) {
            return "thread \(thread.rawValue) is unknown"
        }
        for case let thread? in batch.queries.lazy.map(\.thread) where !isKnown(thread, threads) {
            return "thread \(thread.rawValue) is unknown"
        }
        for weight in batch.requestStacks {
            guard isKnown(weight.request, requests) else { return "request \(weight.request.rawValue) is unknown" }
            guard isKnown(weight.stack, stacks) else { return "stack \(weight.stack.rawValue) is unknown" }
        }
        return checkSeconds(batch)
    }

    private func checkSeconds(_ batch: RecordingBatch) -> String? {
        for second in batch.routeSeconds where !isKnown(second.route, routes) {
            return "route \(second.route.rawValue) is unknown"
        }
        for second in batch.statementSeconds {
            guard isKnown(second.statement, statements) else {
                return "statement \(second.statement.rawValue) is unknown"
            }
            if let route = second.route, !isKnown(route, routes) { return "route \(route.rawValue) is unknown" }
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

extension BatchCounts {
    /// How many there are in a recording.
    init(storedIn db: Database) throws {
        func count(_ table: String) throws -> Int {
            Int(try SQLStatement(db, "SELECT max(id) FROM \(table)").number() ?? 0)
        }
        threads = try count("thread")
        modules = try count("module")
        frames = try count("frame")
        stacks = try count("stack")
        routes = try count("route")
        statements = try count("statement")
        requests = try count("request")
        queries = try count("query")
    }
}
