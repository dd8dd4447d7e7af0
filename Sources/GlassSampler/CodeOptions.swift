/// How compiled code is shown.
public struct CodeOptions: Sendable {
    /// All that the linker's names tell, and each function that the compiler made as a frame of its own.
    public var wholeNames = false
    /// The stacks of each goroutine stand below its number.
    public var goroutines = false

    public init() {}
}
