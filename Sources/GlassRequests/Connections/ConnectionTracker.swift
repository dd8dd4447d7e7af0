import GlassModel

/// Follows the connections of a target: finds out what is spoken on each, and gives the exchanges that take place.
public struct ConnectionTracker: Sendable {
    public init(rules: RequestRules = RequestRules(), maximumConnections: Int = 131_072) {
    }

    /// How many connections are followed.
    public var connectionCount: Int { 0 }

    /// The target did `action` to `connection`. Of what was read or written, `head` is the beginning and `tail` the end,
    /// as far as they were captured.
    public mutating func take(
        _ action: SocketAction, on connection: ConnectionID, head: RawSpan, tail: RawSpan, at moment: Moment,
        _ output: inout TrackerOutput
    ) {
    }

    /// Call it about once a second: connections that say what glass cannot read give what they said meanwhile.
    public mutating func tick(now: Nanoseconds, _ output: inout TrackerOutput) {
    }

    /// The recording ends: what can be ended is.
    public mutating func closeAll(at moment: Moment, _ output: inout TrackerOutput) {
    }
}
