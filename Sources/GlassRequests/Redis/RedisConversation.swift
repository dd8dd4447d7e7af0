import GlassModel

/// Redis (RESP 2 and 3) as it is spoken on one connection.
public struct RedisConversation: Conversation {
    public static let wireProtocol = WireProtocol.redis

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
