/// Who says something on a connection: the one that asks, or the one that answers.
public enum Speaker: Hashable, Sendable {
    case client, server

    public var other: Speaker { self == .client ? .server : .client }
}
