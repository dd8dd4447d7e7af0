/// A length of time in whole nanoseconds: eight bytes, where `Duration` needs sixteen and slower arithmetic.
/// Sums saturate instead of trapping, because they add up what came from outside.
public struct Nanoseconds: RawRepresentable, Hashable, Comparable, Sendable, Codable, AdditiveArithmetic {
    public var rawValue: Int64

    public init(rawValue: Int64) { self.rawValue = rawValue }
    public init(_ value: Int64) { rawValue = value }

    /// The same length as the standard library's `Duration`.
    public var duration: Duration { .nanoseconds(rawValue) }
    public var seconds: Double { Double(rawValue) / 1e9 }
    public static var zero: Nanoseconds { Nanoseconds(0) }

    public static func seconds(_ value: Double) -> Nanoseconds {
        Nanoseconds(Int64(exactly: (value * 1e9).rounded()) ?? (value < 0 ? .min : .max))
    }

    public static func + (left: Self, right: Self) -> Self {
        let (sum, overflow) = left.rawValue.addingReportingOverflow(right.rawValue)
        return Nanoseconds(overflow ? (right.rawValue < 0 ? .min : .max) : sum)
    }

    public static func - (left: Self, right: Self) -> Self {
        let (difference, overflow) = left.rawValue.subtractingReportingOverflow(right.rawValue)
        return Nanoseconds(overflow ? (right.rawValue < 0 ? .max : .min) : difference)
    }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A moment: nanoseconds since 1970-01-01 00:00:00 UTC.
public struct Timestamp: RawRepresentable, Hashable, Comparable, Sendable, Codable {
    public var rawValue: Int64

    public init(rawValue: Int64) { self.rawValue = rawValue }
    public init(nanosecondsSinceEpoch: Int64) { rawValue = nanosecondsSinceEpoch }

    /// The whole second that this moment falls into, counted since the epoch.
    public var second: Int64 { rawValue >= 0 ? rawValue / 1_000_000_000 : ~(~rawValue / 1_000_000_000) }

    public static func + (left: Self, right: Nanoseconds) -> Self {
        Timestamp(rawValue: (Nanoseconds(left.rawValue) + right).rawValue)
    }

    public static func - (left: Self, right: Self) -> Nanoseconds {
        Nanoseconds(left.rawValue) - Nanoseconds(right.rawValue)
    }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
