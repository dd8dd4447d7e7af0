import GlassModel

/// Finds the pattern of a path: what identifies a thing is folded to `{id}`, so that `/items/1` and `/items/2` are one route.
public struct RouteFolder: Sendable {
    /// The pattern that stands for all that are too many to be told apart.
    public static let otherPattern = "{other}"

    public init(rules: RequestRules = RequestRules(), maximumPatterns: Int = 2_000) {
    }

    /// The pattern of an exchange's target: a redacted path, perhaps with a query string.
    public mutating func pattern(of target: String) -> String { target }
}
