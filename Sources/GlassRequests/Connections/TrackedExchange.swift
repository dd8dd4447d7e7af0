/// An exchange, and the connection that it took place on.
public struct TrackedExchange: Hashable, Sendable {
    public var exchange: Exchange
    public var connection: ConnectionID
    public var ends: ConnectionEnds
    /// The target answers: a request that it serves. Otherwise it asks: a query that it sends.
    public var isServed: Bool

    public init(exchange: Exchange, connection: ConnectionID, ends: ConnectionEnds, isServed: Bool) {
        self.exchange = exchange
        self.connection = connection
        self.ends = ends
        self.isServed = isServed
    }
}

/// What a connection said that could not be understood: wording for a person, without a byte of what was said.
public struct ConnectionProblem: Hashable, Sendable {
    public var connection: ConnectionID
    public var ends: ConnectionEnds
    public var wording: String

    public init(connection: ConnectionID, ends: ConnectionEnds, wording: String) {
        self.connection = connection
        self.ends = ends
        self.wording = wording
    }
}

/// Where a ``ConnectionTracker`` puts what it found. Whoever reads it empties it; the tracker only adds.
public struct TrackerOutput: Sendable {
    /// In the order in which they ended.
    public var exchanges: [TrackedExchange] = []
    public var problems: [ConnectionProblem] = []
    /// How often a parser had to look for the next message that it can recognise.
    public var resynchronisations = 0
    /// Connections that were let go, because more were open than are followed at once.
    public var forgotten = 0

    public init() {}

    /// Empties it, but keeps its memory for what comes next.
    public mutating func removeAll() {
        exchanges.removeAll(keepingCapacity: true)
        problems.removeAll(keepingCapacity: true)
        resynchronisations = 0
        forgotten = 0
    }
}
