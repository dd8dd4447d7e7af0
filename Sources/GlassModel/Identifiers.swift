/// A process as the kernel numbers it, in the PID namespace that glass runs in.
public struct ProcessID: RawRepresentable, Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    public let rawValue: Int32

    public init(rawValue: Int32) { self.rawValue = rawValue }
    public init(_ value: Int32) { rawValue = value }

    public var description: String { String(rawValue) }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A thread as the kernel numbers it (a TID), in the PID namespace that glass runs in. The kernel reuses these:
/// what identifies a thread within a recording is its ``ThreadKey``.
public struct ThreadID: RawRepresentable, Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    public let rawValue: Int32

    public init(rawValue: Int32) { self.rawValue = rawValue }
    public init(_ value: Int32) { rawValue = value }

    public var description: String { String(rawValue) }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A dense number that a recording gives to one kind of thing, starting at 1 and never reused.
public protocol RecordingIdentifier: RawRepresentable, Hashable, Comparable, Sendable, Codable
where RawValue == Int32 {
    init(rawValue: Int32)
}

extension RecordingIdentifier {
    public init(_ value: Int32) { self.init(rawValue: value) }

    /// The place of this thing in an array that holds the things of its kind in order.
    public var index: Int { Int(rawValue) - 1 }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// One thread of the target, within one recording.
public struct ThreadKey: RecordingIdentifier {
    public let rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }
}

/// One file (or the vdso) that is mapped into the target, within one recording.
public struct ModuleID: RecordingIdentifier {
    public let rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }
}

/// One place in the code, within one recording.
public struct FrameID: RecordingIdentifier {
    public let rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }
}

/// One chain of frames from the root, within one recording.
public struct StackID: RecordingIdentifier {
    public let rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }
}

/// One kind of request that is served, within one recording.
public struct RouteID: RecordingIdentifier {
    public let rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }
}

/// One request that was served, within one recording.
public struct RequestID: RecordingIdentifier {
    public let rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }
}

/// One statement that is sent, within one recording.
public struct StatementID: RecordingIdentifier {
    public let rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }
}

/// One query that was sent, within one recording.
public struct QueryID: RecordingIdentifier {
    public let rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }
}
