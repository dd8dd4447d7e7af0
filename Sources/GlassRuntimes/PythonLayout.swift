/// Where the parts of CPython's structures stand, in bytes from the start of each. Every version has its own.
struct PythonLayout: Hashable, Sendable {
    var runtime: Runtime
    var interpreter: Interpreter
    var thread: Thread
    var frame: Frame
    var code: Code
    var text: Text
    /// None before 3.11: nothing that is read of those versions needs a dict.
    var dictionary: DictionaryLayout?
    var generator: Generator?
    var task: Task?
    var values = Values()

    /// `_PyRuntimeState`.
    struct Runtime: Hashable, Sendable {
        var interpretersHead: Int
        /// Where the lock stands in the runtime itself, up to 3.11.
        var lock: Int?
    }

    /// `PyInterpreterState`.
    struct Interpreter: Hashable, Sendable {
        var next: Int
        var threadsHead: Int
        /// The dict `sys.modules`.
        var modules: Int
        /// Where a pointer to the lock stands, since 3.12.
        var lockPointer: Int?
    }

    /// `PyThreadState`.
    struct Thread: Hashable, Sendable {
        var size: Int
        var next = 8
        var interpreter = 16
        var current: CurrentFrame
        var pthread: Int
        /// Since 3.11.
        var nativeID: Int?
        /// Since 3.11.
        var runningLoop: RunningLoop?
        /// The pointer to the task that the thread runs, since 3.14.
        var runningTask: Int?
        /// The pointer to the newest chunk of the stack of frames, since 3.11.
        var dataStackChunk: Int?
    }

    /// Where asyncio keeps the loop that runs in a thread.
    enum RunningLoop: Hashable, Sendable {
        /// In the dict that the thread state points to here, up to 3.12.
        case inDictionary(Int)
        /// A pointer behind the public part of the thread state, since 3.13.
        case afterThread(Int)
    }

    /// How the innermost frame is reached.
    enum CurrentFrame: Hashable, Sendable {
        /// A pointer in the thread state: 3.8 to 3.10, and since 3.13.
        case inThread(Int)
        /// Through the newest of the structures that each call of the evaluation loop keeps on the C stack.
        case throughCallRecord(pointer: Int, frame: Int, previous: Int)
    }
}

extension PythonLayout {
    /// `PyFrameObject` up to 3.10, `_PyInterpreterFrame` since.
    struct Frame: Hashable, Sendable {
        var size: Int
        var previous: Int
        var code: Int
        var globals: Int
        var instruction: Instruction
        var localsPlus: Int?
        /// A 32-bit count of the slots in use from `localsPlus` on.
        var stackTop: Int?
        /// A pointer behind the last slot in use, since 3.14.
        var stackPointer: Int?
        var boundary: Boundary
        var owner: Int?
    }

    /// What a frame says of the instruction it stands at.
    enum Instruction: Hashable, Sendable {
        /// `f_lasti`, 32 bits: an index of bytes up to 3.9, of 16-bit code units in 3.10.
        case index(Int, unit: Int)
        /// A pointer to the code unit before the next one, in 3.11 and 3.12.
        case previousUnit(Int)
        /// A pointer to the code unit itself, since 3.13.
        case unit(Int)
    }

    /// How it is seen that a call of the evaluation loop began.
    enum Boundary: Hashable, Sendable {
        /// Every frame is such a call (up to 3.10).
        case everyFrame
        /// The flag at this offset is set in the outermost frame of a call (3.11).
        case flag(Int)
        /// A frame with this owner stands on the C stack, outside the outermost frame of the call (since 3.12).
        case owner(UInt8)
    }

    /// `PyCodeObject`.
    struct Code: Hashable, Sendable {
        var size: Int
        var fileName: Int
        var name: Int
        /// Since 3.11.
        var qualifiedName: Int?
        var firstLine: Int
        var lineTable: Int
        var lineTableFormat: LineTableFormat
        /// Where the instructions begin inside the object (since 3.11).
        var instructions: Int?
        var variables: Variables?
    }

    /// What a code object says of the slots that a frame has for its variables.
    struct Variables: Hashable, Sendable {
        var argumentCount: Int
        var keywordCount: Int
        var flags: Int
        var names: VariableNames
    }

    /// Where the names of the slots stand.
    enum VariableNames: Hashable, Sendable {
        /// Three tuples, one behind the other (up to 3.10).
        case byKind(locals: Int, cells: Int, free: Int)
        /// One tuple, and a `bytes` that says what kind each is of (since 3.11).
        case joined(names: Int, kinds: Int)
    }

    /// How objects that are shown as values are laid out.
    struct Values: Hashable, Sendable {
        var tupleItems = 24
        /// Whether an `int` keeps the number of its digits above three bits of flags (since 3.12).
        var integersAreTagged = false
        /// How an instance of a Python class keeps its attributes, since 3.11.
        var attributes: Attributes?
    }

    /// Where the values of attributes stand that are in no dict yet.
    enum Attributes: Hashable, Sendable {
        /// Two pointers before the object: to them, or to the dict (3.11).
        case pointers
        /// One pointer before the object, which is odd where it leads to them (3.12).
        case taggedPointer
        /// Behind the object; the pointer before it leads to the dict (since 3.13).
        case inline
    }

    /// `PyASCIIObject` and `PyCompactUnicodeObject`.
    struct Text: Hashable, Sendable {
        var length = 16
        var state = 32
        var asciiSize: Int
        var compactSize: Int
    }

    /// `PyGenObject` and its kin.
    struct Generator: Hashable, Sendable {
        var frameState: Int
        var frame: Int
    }

    /// `TaskObj` and `FutureObj` of `_asyncio`.
    struct Task: Hashable, Sendable {
        var size: Int
        var callback: Int
        var coroutine: Int
        var name: Int
        var awaiters: Awaiters?
    }

    /// Since 3.14 a task says who awaits it.
    struct Awaiters: Hashable, Sendable {
        /// The task, or a set of them.
        var pointer: Int
        /// The byte that tells.
        var isSet: Int
    }
}

/// How a code object tells the line of an instruction.
enum LineTableFormat: Hashable, Sendable {
    /// `co_lnotab`, up to 3.9.
    case deltas
    /// PEP 626, 3.10.
    case ranges
    /// PEP 657, since 3.11.
    case locations
}
