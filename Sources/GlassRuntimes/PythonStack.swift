import GlassModel

/// The Python frames of one thread at one moment.
public struct PythonStack: Hashable, Sendable {
    /// Innermost first: one for each call of the evaluation loop (`_PyEval_EvalFrameDefault`) on the thread's native
    /// stack. None where the thread runs no Python.
    public let calls: [PythonCall]
    public let end: PythonStackEnd

    public init(calls: [PythonCall], end: PythonStackEnd) {
        self.calls = calls
        self.end = end
    }

    /// All frames, innermost first.
    public var frames: [PythonFrame] { calls.flatMap(\.frames) }
}

/// What one native call of the evaluation loop evaluates: a Python function, and those that it called without leaving
/// the loop (since 3.11).
public struct PythonCall: Hashable, Sendable {
    /// Innermost first.
    public let frames: [PythonFrame]
    /// An address inside the native stack frame of that call of the evaluation loop, by which the two are matched: it is
    /// at or above the frame's stack pointer and below its CFA. None before 3.11, which match in order alone.
    public let stackAddress: VirtualAddress?
}

public struct PythonFrame: Hashable, Sendable {
    public let function: PythonFunction
    /// None where the code says that an instruction belongs to no line.
    public let line: Int32?
}

/// How a chain of Python frames ended. All but the first are to be counted: what is outside of the last frame is unknown.
public enum PythonStackEnd: String, Hashable, Sendable, CaseIterable {
    /// The outermost frame of the thread: the chain is whole.
    case root = "root"
    /// Memory of a frame could not be read.
    case unreadable = "Python frame unreadable"
    /// A frame whose code is no code object: it moved while it was read, or was never a frame.
    case garbage = "no Python frame where one should be"
    /// A frame led back to one that had been visited.
    case cycle = "cycle of Python frames"
    /// More frames than glass records.
    case tooDeep = "too many Python frames"
}

/// A function of Python code as long as its code object lives: one object for one of them, compared by identity.
public final class PythonFunction: Hashable, Sendable {
    /// `Service.handle.<locals>.inner`; before 3.11 the bare name.
    public let qualifiedName: String
    /// As the code object names it, in the target's view of the file system.
    public let file: String
    public let firstLine: Int32
    /// `__name__` of the globals that it runs with; none before 3.11.
    public let module: String?

    init(qualifiedName: String, file: String, firstLine: Int32, module: String?) {
        self.qualifiedName = qualifiedName
        self.file = file
        self.firstLine = firstLine
        self.module = module
    }

    /// Stands for a function of code that ran while its thread was captured, and was gone before it could be named.
    public static let gone = PythonFunction(qualifiedName: "[code gone]", file: "", firstLine: 0, module: "python")

    public static func == (left: PythonFunction, right: PythonFunction) -> Bool { left === right }
    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
