import GlassModel

/// One connection of the target: its socket's inode number. Unlike a file descriptor it is not reused while the
/// connection lives, and it is the same in all processes that share it.
public struct ConnectionID: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt64
    public init(rawValue: UInt64) { self.rawValue = rawValue }
    public init(_ value: UInt64) { rawValue = value }
}

/// The two ends of a connection, as far as they are known.
public struct ConnectionEnds: Hashable, Sendable {
    /// `127.0.0.1:8000`, `[::1]:8000`, `unix`, or empty.
    public var local: String
    public var peer: String

    public init(local: String = "", peer: String = "") {
        self.local = local
        self.peer = peer
    }
}

/// What the target did to a connection.
public enum SocketAction: Hashable, Sendable {
    /// It was seen for the first time. Whether it was accepted or made by the target tells who asks on it; nil for one
    /// that was open before glass looked.
    case opened(ConnectionEnds, accepted: Bool?)
    /// `total` bytes were read or written, of which the first and perhaps the last few were captured; they are passed
    /// beside the action.
    case read(total: Int)
    case wrote(total: Int)
    case closed
    /// Events of this connection were lost.
    case gap
}
