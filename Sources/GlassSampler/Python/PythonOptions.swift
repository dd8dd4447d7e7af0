/// How threads that run Python are shown.
public struct PythonOptions: Sendable {
    /// Which native frames stand among Python's.
    public enum NativeFrames: String, Sendable, CaseIterable {
        /// All of them, the interpreter's own too.
        case all
        /// C functions that a program calls, but not what only carries a call from one place to the next.
        case on
        /// None: Python alone.
        case off
    }

    public var nativeFrames = NativeFrames.on
    /// Only samples of threads that hold the interpreter lock count.
    public var lockHoldersOnly = false
    /// Python is looked for; else the interpreter's own frames are shown.
    public var isRead = true
    /// Where the local variables go; nil where nobody asks for them.
    public var locals: LocalsLog?

    public init() {}
}
