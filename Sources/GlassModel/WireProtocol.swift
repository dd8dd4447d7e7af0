/// What is spoken on a connection. The raw value is its name in a recording, in filters and on the screen.
public enum WireProtocol: String, Sendable, Codable, CaseIterable {
    /// HTTP/1.0 and 1.1.
    case http
    case webSocket = "websocket"
    case postgreSQL = "postgresql"
    case redis
    /// TLS: bytes and times are known, not what was said.
    case encrypted = "tls"
    /// Nothing that glass knows.
    case unknown
}
