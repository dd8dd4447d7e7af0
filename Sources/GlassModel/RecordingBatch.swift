/// What the agent learnt since its last batch; written as one, or not at all. Within a batch, and over batches, a
/// thing is announced before it is referred to, and each identifier is the next of its kind.
public struct RecordingBatch: Sendable {
    /// New threads, and threads that changed.
    public var threads: [ThreadRecord] = []
    public var modules: [Module] = []
    public var frames: [Frame] = []
    public var stacks: [StackNode] = []
    /// In order of time for each thread, nearly so over all.
    public var samples: [Sample] = []
    public var counters: [CounterReading] = []
    /// Totals since the recording began, of those that changed.
    public var losses: [Loss] = []
    /// Totals since the recording began, of those that changed.
    public var unwindTallies: [UnwindTally] = []
    public var routes: [Route] = []
    public var statements: [Statement] = []
    public var requests: [RequestRecord] = []
    public var queries: [QueryRecord] = []
    /// Of requests of this batch or an earlier one; each pair of request and stack once.
    public var requestStacks: [RequestStack] = []
    /// Totals of the second so far: a later record of the same second and route replaces an earlier one.
    public var routeSeconds: [RouteSecond] = []
    /// Totals of the second so far: a later record of the same second, statement and route replaces an earlier one.
    public var statementSeconds: [StatementSecond] = []
    public var deadLetters: [DeadLetter] = []
    /// Set where it changed.
    public var requestCapture: RequestCapture?
    /// Set where the target runs another program now.
    public var program: Program?
    /// Set in the last batch of all.
    public var end: RecordingEnd?

    public init() {}

    public var isEmpty: Bool {
        threads.isEmpty && modules.isEmpty && frames.isEmpty && stacks.isEmpty && samples.isEmpty && counters.isEmpty
            && losses.isEmpty && unwindTallies.isEmpty && hasNoTraffic && program == nil && end == nil
    }

    private var hasNoTraffic: Bool {
        routes.isEmpty && statements.isEmpty && requests.isEmpty && queries.isEmpty && requestStacks.isEmpty
            && routeSeconds.isEmpty && statementSeconds.isEmpty && deadLetters.isEmpty && requestCapture == nil
    }
}

/// Where the agent writes to. One caller at a time.
public protocol RecordingSink {
    /// Whether somebody watches the recording grow. What nobody watches may be written in larger batches.
    var isWatched: Bool { get }
    /// Takes a batch whole, or throws and takes nothing of it.
    mutating func write(_ batch: RecordingBatch) throws
    /// Closes it in good order, behind the batch with the end.
    mutating func finish() throws
}

/// What changed in a recording since a reader last looked.
public struct RecordingDelta: Sendable {
    /// What the recording says of itself, as it is now.
    public var info: RecordingInfo
    /// New threads, and threads that changed.
    public var threads: [ThreadRecord] = []
    public var modules: [Module] = []
    public var frames: [Frame] = []
    public var stacks: [StackNode] = []
    /// All rollups of seconds at or after this one are replaced by ``rollups``: a second that is not over yet is
    /// given again each time that it changed.
    public var rollupsFrom: Int64 = .min
    /// In order of second.
    public var rollups: [Rollup] = []
    /// In the first delta of a reader that does not load what lies behind: that, summed up; ``rollups`` go on from
    /// there. Later deltas bring what is not over yet, and what is over is then read from this history too.
    public var past: RecordingPast?
    /// Readings before those of ``counters``.
    public var counterRuns: [CounterRun] = []
    public var counters: [CounterReading] = []
    /// All losses there are, each with its total.
    public var losses: [Loss] = []
    /// All tallies there are, each with its total.
    public var unwindTallies: [UnwindTally] = []
    public var routes: [Route] = []
    public var statements: [Statement] = []
    /// New ones, in order of identifier.
    public var requests: [RequestRecord] = []
    /// New ones, in order of identifier.
    public var queries: [QueryRecord] = []
    /// All route seconds at or after this one are replaced by ``routeSeconds``.
    public var routeSecondsFrom: Int64 = .min
    /// In order of second.
    public var routeSeconds: [RouteSecond] = []
    /// All statement seconds at or after this one are replaced by ``statementSeconds``.
    public var statementSecondsFrom: Int64 = .min
    /// In order of second.
    public var statementSeconds: [StatementSecond] = []
    /// New ones.
    public var deadLetters: [DeadLetter] = []
    /// As it is now.
    public var requestCapture = RequestCapture(state: .off)

    public init(info: RecordingInfo) { self.info = info }
}
