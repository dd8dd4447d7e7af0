/// What went wrong outside of what a test looks at: a fixture that does not compile, a process that cannot be watched.
public struct TestFailure: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}
