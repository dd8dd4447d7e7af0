import OrderedCollections
import GlassModel

/// A recording in memory: what every tree, table and report is computed from. It grows by deltas, so a live recording
/// and a finished one are the same thing. A copy costs little, and so does growing on while a copy is held elsewhere.
///
/// Damaged input never traps: what refers to nothing is left out (or stands under a synthetic frame where that keeps
/// its weight) and counted in ``malformed``.
public struct Profile: Sendable {
    public internal(set) var info: RecordingInfo
    /// In order of appearance.
    public internal(set) var threads: OrderedDictionary<ThreadKey, ThreadRecord> = [:]
    /// By ``RecordingIdentifier/index`` of their identifiers, as are ``frames`` and ``stacks``.
    public internal(set) var modules: [Module] = []
    public internal(set) var frames: ChunkedArray<Frame> = []
    public var stacks: StackList { StackList(frames: stackFrames, parents: stackParents) }
    /// Where a recording is read as it is needed, only those of the seconds that are not over: see
    /// ``forEachRollup(for:_:)``.
    public internal(set) var rollups = RollupTable()
    var past: ProfilePast?
    public internal(set) var counters = CounterTable()
    public internal(set) var losses: [Loss] = []
    public internal(set) var unwindTallies: [UnwindTally] = []
    /// By ``RecordingIdentifier/index`` of their identifiers, as are ``statements``.
    public internal(set) var routes: [Route] = []
    public internal(set) var statements: [Statement] = []
    public internal(set) var requests = RequestColumns()
    public internal(set) var queries = QueryColumns()
    var routeSeconds = TrafficSeconds<RouteSecond>()
    var statementSeconds = TrafficSeconds<StatementSecond>()
    var repetitions = StatementRepetitions()
    /// How many requests sent a statement ``manyTimes``.
    var repeatingRequests: [StatementID: Int64] = [:]
    /// The latest ones.
    public internal(set) var deadLetters: [DeadLetter] = []
    public internal(set) var deadLetterCount = 0
    /// Whether requests are recorded, and if not why.
    public internal(set) var requestCapture = RequestCapture(state: .off)
    /// How many records made no sense and were left out or replaced by a synthetic one.
    public internal(set) var malformed = 0

    /// By frame index: its function.
    public internal(set) var functionsOfFrames: ChunkedArray<FunctionID> = []
    /// By stack index: its innermost frame, that one's function, and the index of its parent (-1 for a root).
    var stackFrames: ChunkedArray<FrameID> = []
    public internal(set) var stackFunctions: ChunkedArray<FunctionID> = []
    public internal(set) var stackParents: ChunkedArray<Int32> = []
    /// Sums over the whole recording, kept as it grows.
    var stackTotals: ChunkedArray<Weight> = []
    var threadTotals: [ThreadKey: Weight] = [:]
    /// What a picture of many hours is made of.
    var threadHistory = ThreadHistory()
    var trafficHistory = TrafficHistory()
    var interner = FunctionInterner()

    public init(info: RecordingInfo) { self.info = info }

    /// The distinct functions of all frames, by ``FunctionID/index``.
    public var functions: ChunkedArray<FunctionKey> { interner.keys }

    /// The whole seconds since the epoch that the recording covers; empty before anything was recorded.
    public var seconds: Range<Int64> {
        let lasts = [lastSecond, counters.lastTime?.second, routeSeconds.last, info.end?.time.second].compactMap { $0 }
        let behind = past.flatMap { $0.seconds.isEmpty ? nil : $0.seconds }
        let firsts = [behind?.lowerBound, rollups.first, counters.firstTime?.second, routeSeconds.first].compactMap {
            $0
        }
        guard let first = firsts.min(), let last = lasts.max(), last >= first else {
            return info.started.second..<info.started.second
        }
        return first..<(last &+ 1)
    }

    /// How long it was recorded, or has been so far.
    public var duration: Nanoseconds {
        if let end = info.end { return max(.zero, end.time - info.started) }
        let second = lastSecond.map { Timestamp(nanosecondsSinceEpoch: ($0 &+ 1) &* 1_000_000_000) }
        let last = [second, counters.lastTime].compactMap { $0 }.max()
        return last.map { max(.zero, $0 - info.started) } ?? .zero
    }

    /// The last second that has a sample.
    private var lastSecond: Int64? {
        rollups.last ?? past.flatMap { $0.seconds.isEmpty ? nil : $0.seconds.upperBound - 1 }
    }

    public func module(_ id: ModuleID?) -> Module? {
        guard let id, modules.indices.contains(id.index) else { return nil }
        return modules[id.index]
    }

    /// The last component of a module's path, or nothing.
    public func moduleName(_ id: ModuleID?) -> String { module(id)?.name ?? "" }

    public func function(_ id: FunctionID) -> FunctionKey { interner.keys[id.index] }

    /// Nil for a function that no frame stands in.
    public func functionID(of key: FunctionKey) -> FunctionID? { interner.known(key) }

    /// The frames of a stack, outermost first; none for an identifier that refers to nothing.
    public func frames(of stack: StackID) -> [Frame] {
        var chain: [Frame] = []
        var index = stackFrames.indices.contains(stack.index) ? stack.index : -1
        while index >= 0 {
            let frame = stackFrames[index]
            if frames.indices.contains(frame.index) { chain.append(frames[frame.index]) }
            index = Int(stackParents[index])
        }
        return chain.reversed()
    }

    /// The functions of a stack, outermost first.
    public func functions(of stack: StackID) -> [FunctionID] {
        var chain: [FunctionID] = []
        var index = stackFrames.indices.contains(stack.index) ? stack.index : -1
        while index >= 0 {
            chain.append(stackFunctions[index])
            index = Int(stackParents[index])
        }
        return chain.reversed()
    }
}
