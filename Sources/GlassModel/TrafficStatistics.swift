/// How often durations were about so long. Values are rounded by at most 0.8 %, so that a route needs little room however
/// many requests it has.
public struct LatencyCounts: Hashable, Sendable, Codable {
    /// In order of value, each value once.
    public private(set) var entries: [Entry] = []

    public struct Entry: Hashable, Sendable, Codable {
        public let value: Nanoseconds
        public var count: Int64

        public init(value: Nanoseconds, count: Int64) {
            self.value = value
            self.count = count
        }
    }

    public init() {}

    /// Entries in any order; what has no sense (a negative count) is left out.
    public init(_ entries: some Sequence<Entry>) {
        for entry in entries where entry.count > 0 { add(entry.value, count: entry.count) }
    }

    public mutating func add(_ value: Nanoseconds, count: Int64 = 1) {
        let rounded = Self.rounded(value)
        let place = entries.partitioningIndex { $0.value >= rounded }
        if place < entries.count, entries[place].value == rounded {
            entries[place].count &+= count
        } else {
            entries.insert(Entry(value: rounded, count: count), at: place)
        }
    }

    /// The middle of the bucket that a value falls into: 64 buckets for each doubling, so that it is off by at most 0.8 %.
    static func rounded(_ value: Nanoseconds) -> Nanoseconds {
        let positive = max(0, value.rawValue)
        let shift = max(0, 57 - positive.leadingZeroBitCount)
        guard shift > 0 else { return Nanoseconds(positive) }
        return Nanoseconds((positive >> shift) << shift | 1 << (shift - 1))
    }
}

/// All requests of one route that ended in one second, also those that were not kept one by one.
public struct RouteSecond: Hashable, Sendable, Codable {
    /// Whole seconds since the epoch.
    public let second: Int64
    public let route: RouteID
    public var count: Int64 = 0
    public var failed: Int64 = 0
    /// Of ``count``: those without a ``RequestRecord``, because there were too many or a rule says so.
    public var notKept: Int64 = 0
    public var bytesIn: Int64 = 0
    public var bytesOut: Int64 = 0
    public var latency = LatencyCounts()

    public init(second: Int64, route: RouteID) {
        self.second = second
        self.route = route
    }
}

/// All queries of one statement that ended in one second, sent for one route.
public struct StatementSecond: Hashable, Sendable, Codable {
    /// Whole seconds since the epoch.
    public let second: Int64
    public let statement: StatementID
    /// Of the requests that they were sent for; none where that is not known.
    public let route: RouteID?
    public var count: Int64 = 0
    public var failed: Int64 = 0
    public var notKept: Int64 = 0
    public var rows: Int64 = 0
    public var total = Nanoseconds.zero
    public var latency = LatencyCounts()

    public init(second: Int64, statement: StatementID, route: RouteID?) {
        self.second = second
        self.statement = statement
        self.route = route
    }
}

/// Something that was seen on a connection and could not be understood. Its bytes are not kept: they may hold secrets.
public struct DeadLetter: Hashable, Sendable, Codable {
    public let time: Timestamp
    public let wireProtocol: WireProtocol
    /// The connection: `served 127.0.0.1:40712`, `sent 127.0.0.1:5432`.
    public let subject: String
    /// What is wrong with it.
    public let error: String

    public init(time: Timestamp, wireProtocol: WireProtocol, subject: String, error: String) {
        self.time = time
        self.wireProtocol = wireProtocol
        self.subject = subject
        self.error = error
    }
}

/// Whether requests are recorded, and if not why. The raw value of a state is its name in a recording.
public struct RequestCapture: Hashable, Sendable, Codable {
    public enum State: String, Sendable, Codable {
        /// Nobody asked for it.
        case off
        /// The target has no socket yet: they are watched from its first on.
        case waiting
        case on
        /// It costs the target more than the budget allows: requests are counted no more until it is cheaper.
        case steppedBack = "stepped back"
        /// It is not possible here; the text says why and what to do.
        case unavailable
    }

    public var state: State
    public var explanation: String

    public init(state: State, explanation: String = "") {
        self.state = state
        self.explanation = explanation
    }
}
