/// The protocols that glass understands. Another one is one more type that follows ``Conversation``, and its name here.
public enum Protocols {
    /// In the order in which they are asked whether a connection speaks them.
    public static let all: [any Conversation.Type] = [
        HTTPConversation.self, PostgreSQLConversation.self, RedisConversation.self,
    ]
}
