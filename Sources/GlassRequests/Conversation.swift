import GlassModel

/// One protocol as it is spoken on one connection: bytes of both sides in, requests with their responses out. A pure
/// state machine: it does no I/O, and no bytes whatever make it trap, loop or grow without bounds.
///
/// To teach glass another protocol, write one more type like this and name it in ``Protocols/all``.
public protocol Conversation: Sendable {
    static var wireProtocol: WireProtocol { get }

    /// Whether the first bytes that are seen on a connection are this protocol's. For a connection that was open before
    /// glass looked these may come from the middle of it: an honest `.no` is better than a guess.
    static func recognises(_ bytes: RawSpan, from speaker: Speaker) -> Recognition

    init()

    /// The same, with what the user allows to be shown.
    init(rules: RequestRules)

    /// Takes what `speaker` said next.
    mutating func take(_ bytes: RawSpan, from speaker: Speaker, at moment: Moment, _ output: inout ConversationOutput)

    /// `speaker` said `count` bytes more that were not captured. Where the parser knows them to be inside something that
    /// it need not see (a body, a row), nothing is lost; otherwise it looks for the next message that it can recognise.
    mutating func skip(_ count: Int, from speaker: Speaker, at moment: Moment, _ output: inout ConversationOutput)

    /// All is said that one call of the target read or wrote, and some of it was skipped. Only for parsers that gain
    /// from knowing it.
    mutating func settle(_ speaker: Speaker, at moment: Moment, _ output: inout ConversationOutput)

    /// Nobody knows how much is missing, on either side. What was under way is given up, or ended as `approximate`.
    mutating func resynchronise(at moment: Moment, _ output: inout ConversationOutput)

    /// The connection is closed, or the recording ends: what can be ended is.
    mutating func close(at moment: Moment, _ output: inout ConversationOutput)
}

extension Conversation {
    public init(rules: RequestRules) { self.init() }

    public mutating func settle(_ speaker: Speaker, at moment: Moment, _ output: inout ConversationOutput) {}
}

/// What a parser says of bytes that it is shown.
public enum Recognition: Hashable, Sendable {
    case no
    /// More bytes will tell.
    case undecided
    case yes
}
