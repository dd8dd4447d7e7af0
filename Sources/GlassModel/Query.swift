/// What the target asks of others, without its values: statements that differ only in values are one.
public struct Statement: Hashable, Sendable, Codable {
    public let id: StatementID
    public let wireProtocol: WireProtocol
    /// `SELECT * FROM item WHERE id = ?`, `HGET`, `GET http://host/items/{id}`.
    public let text: String

    public init(id: StatementID, wireProtocol: WireProtocol, text: String) {
        self.id = id
        self.wireProtocol = wireProtocol
        self.text = text
    }
}

/// A query that the target sent: a statement to a database, a command to a cache, a request to another service.
public struct QueryRecord: Hashable, Sendable, Codable {
    public let id: QueryID
    public let statement: StatementID
    /// On whose behalf it was sent; none where that is not known. The request may be announced later than its queries.
    public var request: RequestID?
    /// When its first byte was written.
    public var started: Timestamp
    /// Until the last byte of the answer was read.
    public var duration: Nanoseconds
    /// Returned or changed; none where the protocol does not say.
    public var rows: Int64?
    /// Of HTTP.
    public var status: Int32?
    /// As the protocol names it: a SQLSTATE, the first word of a Redis error.
    public var error: String?
    public var bytesOut: Int64
    public var bytesIn: Int64
    /// The server: `127.0.0.1:5432`, `unix`.
    public var peer: String
    /// That sent it.
    public var thread: ThreadKey?
    public var flags: RequestFlags

    public init(
        id: QueryID, statement: StatementID, request: RequestID? = nil, started: Timestamp, duration: Nanoseconds,
        rows: Int64? = nil, status: Int32? = nil, error: String? = nil, bytesOut: Int64 = 0, bytesIn: Int64 = 0,
        peer: String = "", thread: ThreadKey? = nil, flags: RequestFlags = []
    ) {
        self.id = id
        self.statement = statement
        self.request = request
        self.started = started
        self.duration = duration
        self.rows = rows
        self.status = status
        self.error = error
        self.bytesOut = bytesOut
        self.bytesIn = bytesIn
        self.peer = peer
        self.thread = thread
        self.flags = flags
    }
}
