import GlassModel

/// A request and its response, or a query and its answer, as a protocol's parser saw them. Holds no secrets: parsers
/// redact what they put in here.
public struct Exchange: Hashable, Sendable {
    public var wireProtocol: WireProtocol
    /// `GET`; the first word of a statement (`SELECT`); a Redis command.
    public var method: String
    /// HTTP: the path with its query string, values redacted. SQL: the normalised statement. Redis: empty.
    public var target: String
    /// HTTP: what the Host header names; empty otherwise.
    public var host: String
    public var status: Int32?
    public var rows: Int64?
    /// A SQLSTATE, the first word of a Redis error.
    public var error: String?
    /// The client's first byte of it, and its last.
    public var began: Moment
    public var asked: Moment
    /// The server's first byte of it; nil where there was none.
    public var answered: Moment?
    /// The server's last byte of it.
    public var ended: Moment
    public var clientBytes: Int64
    public var serverBytes: Int64
    public var flags: RequestFlags

    public init(wireProtocol: WireProtocol, method: String, target: String, host: String = "", began: Moment) {
        self.wireProtocol = wireProtocol
        self.method = method
        self.target = target
        self.host = host
        self.began = began
        asked = began
        ended = began
        clientBytes = 0
        serverBytes = 0
        flags = []
    }
}

/// Where the parser of a conversation puts what it found.
public struct ConversationOutput: Sendable {
    /// In the order in which they ended.
    public var exchanges: [Exchange] = []
    /// What could not be understood; wording for a person, without a byte of what was said.
    public var problems: [String] = []
    /// How often the parser had to look for the next message that it can recognise.
    public var resynchronisations = 0
    /// Set by a parser that has handed the connection over: what is said from here on is this protocol.
    public var continuesAs: WireProtocol?

    public init() {}
}
