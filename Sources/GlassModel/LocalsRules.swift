/// Which local variables may be shown. The configuration's section `[python]`.
public struct LocalsRules: Hashable, Sendable {
    /// Names, in lower case, whose values are shown although they sound like secrets.
    public var shown: Set<String> = []
    /// Names, in lower case, whose values are never shown.
    public var hidden: Set<String> = []

    public init() {}
}
