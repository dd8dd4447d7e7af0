import GlassModel

/// What a name of a Python program stands for, as far as it is shown.
public indirect enum PythonValue: Hashable, Sendable {
    case none
    case bool(Bool)
    case int(Int128)
    /// An integer that is too large to be worth its digits.
    case largeInt(bits: Int)
    /// A `float`, by its bits: two readings of one value are equal, whatever it is.
    case float(UInt64)
    /// The beginning of a `str`.
    case text(String, isCut: Bool)
    /// The beginning of a `bytes`.
    case bytes([UInt8], isCut: Bool)
    /// The first elements of a `list`, `tuple`, `set` or `frozenset`, and how many there are.
    case elements(Collection, [PythonValue], count: Int)
    /// The first entries of a `dict`, and how many there are.
    case entries([Entry], count: Int)
    /// Anything else: no more is known of it than its type.
    case object(type: String, VirtualAddress)
    /// Elements of a collection within collections that is not looked into.
    case more
    /// Two readings differed: it is being changed.
    case changing
    case unreadable

    public enum Collection: String, Hashable, Sendable, CaseIterable {
        case list, tuple, set, frozenset
    }

    public struct Entry: Hashable, Sendable {
        public let key: PythonValue
        public let value: PythonValue

        public init(key: PythonValue, value: PythonValue) {
            self.key = key
            self.value = value
        }
    }
}

/// The arguments and other local variables of one frame that have a value.
public struct PythonLocals: Hashable, Sendable {
    /// As ``PythonFunction`` names it.
    public let function: String
    public let file: String
    /// In the order in which the function names them: arguments first.
    public let variables: [Variable]

    public struct Variable: Hashable, Sendable {
        public let name: String
        public let isArgument: Bool
        public let value: PythonValue

        public init(name: String, isArgument: Bool, value: PythonValue) {
            self.name = name
            self.isArgument = isArgument
            self.value = value
        }
    }

    public init(function: String, file: String, variables: [Variable]) {
        self.function = function
        self.file = file
        self.variables = variables
    }
}
