/// A kind of request that a target serves: requests of one route are counted together.
public struct Route: Hashable, Sendable, Codable {
    public let id: RouteID
    public let wireProtocol: WireProtocol
    /// `GET`; the first word of a statement (`SELECT`); a Redis command.
    public let method: String
    /// The path with what identifies a thing folded (`/items/{id}`); the normalised statement; empty where the protocol
    /// has nothing of the kind.
    public let pattern: String

    public init(id: RouteID, wireProtocol: WireProtocol, method: String, pattern: String) {
        self.id = id
        self.wireProtocol = wireProtocol
        self.method = method
        self.pattern = pattern
    }
}

/// How it is known which samples worked for a request.
public enum Attribution: Int32, Sendable, Codable, CaseIterable {
    /// It is not known.
    case none = 0
    /// One thread served it, and nothing else meanwhile.
    case thread = 1
    /// The asyncio task that wrote the response.
    case task = 2
}

/// What else is to be said of a request or a query.
public struct RequestFlags: OptionSet, Hashable, Sendable, Codable {
    public let rawValue: Int32

    public init(rawValue: Int32) { self.rawValue = rawValue }

    /// It ended in an error: an HTTP status of 500 or more, an error reply.
    public static let failed = RequestFlags(rawValue: 1)
    /// Something of it was inferred and not seen, because bytes were lost or it had begun before glass looked.
    public static let approximate = RequestFlags(rawValue: 2)
    /// The connection, or the recording, ended before it did.
    public static let cutShort = RequestFlags(rawValue: 4)
    /// The connection speaks another protocol from here on.
    public static let upgraded = RequestFlags(rawValue: 8)
    /// The response is a stream of events.
    public static let streaming = RequestFlags(rawValue: 16)
    /// It was sent before the response to the one before had come.
    public static let pipelined = RequestFlags(rawValue: 32)
}

/// A request that the target served.
public struct RequestRecord: Hashable, Sendable, Codable {
    public let id: RequestID
    public let route: RouteID
    /// What was asked for, redacted: a path with its query string, a normalised statement. Control characters are escaped.
    public var target: String
    /// Of HTTP; none where there is no such thing, or it was not seen.
    public var status: Int32?
    /// Why it failed, as the protocol names it: a SQLSTATE, the first word of a Redis error.
    public var error: String?
    /// When its first byte was read.
    public var started: Timestamp
    /// Until the last byte of the response was written.
    public var duration: Nanoseconds
    /// Until the first byte of the response was written.
    public var timeToFirstByte: Nanoseconds?
    public var attribution: Attribution
    /// CPU time spent on it; none where that is not known.
    public var cpu: Nanoseconds?
    /// Queries sent while it was served and on its behalf, as far as that is known.
    public var queryCount: Int32
    /// The sum of their durations.
    public var queryTime: Nanoseconds
    /// The most often that one statement was sent for it: many times one statement is an N+1 pattern.
    public var mostRepeated: Int32
    public var bytesIn: Int64
    public var bytesOut: Int64
    /// The other end: `127.0.0.1:40712`, `[::1]:40712`, `unix`.
    public var peer: String
    /// That wrote the response.
    public var thread: ThreadKey?
    public var flags: RequestFlags

    public init(
        id: RequestID, route: RouteID, target: String, status: Int32? = nil, error: String? = nil, started: Timestamp,
        duration: Nanoseconds, timeToFirstByte: Nanoseconds? = nil, attribution: Attribution = .none,
        cpu: Nanoseconds? = nil, queryCount: Int32 = 0, queryTime: Nanoseconds = .zero, mostRepeated: Int32 = 0,
        bytesIn: Int64 = 0, bytesOut: Int64 = 0, peer: String = "", thread: ThreadKey? = nil, flags: RequestFlags = []
    ) {
        self.id = id
        self.route = route
        self.target = target
        self.status = status
        self.error = error
        self.started = started
        self.duration = duration
        self.timeToFirstByte = timeToFirstByte
        self.attribution = attribution
        self.cpu = cpu
        self.queryCount = queryCount
        self.queryTime = queryTime
        self.mostRepeated = mostRepeated
        self.bytesIn = bytesIn
        self.bytesOut = bytesOut
        self.peer = peer
        self.thread = thread
        self.flags = flags
    }

    public var ended: Timestamp { started + duration }
    /// The part of its duration that was not spent on a CPU; none where that is not known.
    public var waiting: Nanoseconds? { cpu.map { max(.zero, duration - $0) } }
}

/// What the samples that worked for one request weigh at one stack.
public struct RequestStack: Hashable, Sendable, Codable {
    public let request: RequestID
    public let stack: StackID
    public let weight: Weight

    public init(request: RequestID, stack: StackID, weight: Weight) {
        self.request = request
        self.stack = stack
        self.weight = weight
    }
}
