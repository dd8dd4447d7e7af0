import GlassModel

/// HTTP/1.0 and 1.1 on one connection (RFC 9110, RFC 9112).
public struct HTTPConversation: Conversation {
    public static var wireProtocol: WireProtocol { .http }

    public init() {}

    public static func recognises(_ bytes: RawSpan, from speaker: Speaker) -> Recognition { .no }

    public mutating func take(
        _ bytes: RawSpan, from speaker: Speaker, at moment: Moment, _ output: inout ConversationOutput
    ) {
    }

    public mutating func skip(
        _ count: Int, from speaker: Speaker, at moment: Moment, _ output: inout ConversationOutput
    ) {
    }

    public mutating func resynchronise(at moment: Moment, _ output: inout ConversationOutput) {
    }

    public mutating func close(at moment: Moment, _ output: inout ConversationOutput) {
    }
}
