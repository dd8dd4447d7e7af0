import GlassModel

/// PostgreSQL's protocol 3.0 as it is spoken on one connection.
public struct PostgreSQLConversation: Conversation {
    public static let wireProtocol = WireProtocol.postgreSQL

    public static func recognises(_ bytes: RawSpan, from speaker: Speaker) -> Recognition { .no }

    public init() {}

    public mutating func take(
        _ bytes: RawSpan, from speaker: Speaker, at moment: Moment, _ output: inout ConversationOutput
    ) {}

    public mutating func skip(
        _ count: Int, from speaker: Speaker, at moment: Moment, _ output: inout ConversationOutput
    ) {}

    public mutating func resynchronise(at moment: Moment, _ output: inout ConversationOutput) {}

    public mutating func close(at moment: Moment, _ output: inout ConversationOutput) {}
}
