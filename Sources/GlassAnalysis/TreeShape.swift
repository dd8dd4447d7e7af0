import GlassModel

/// How a ``CallTree`` is made of stacks.
public struct TreeShape: Hashable, Sendable {
    /// Whether threads are told apart below the root.
    public enum Threads: Hashable, Sendable, CaseIterable {
        case together
        /// Threads whose names differ in their numbers only are one: `worker-1` and `worker-2`.
        case groups
        case each
    }

    public var direction = CallTree.Direction.outermostFirst
    /// Whether a function that recurs on the way from the root is folded into its outermost occurrence, directly or
    /// through others.
    public var mergesRecursion = false
    /// Whether consecutive frames of one module are one.
    public var collapsesModules = false
    public var threads = Threads.together

    public init() {}

    /// Callees above callers, with the usual depth limit.
    public var isInverted: Bool {
        get { direction != .outermostFirst }
        set { direction = newValue ? .innermostFirst(depthLimit: 64) : .outermostFirst }
    }

    /// Whether a node stands for several frames of one stack.
    var folds: Bool { mergesRecursion || collapsesModules }
}

/// What a node of a ``CallTree`` stands for, in four bytes.
public struct FrameLabel: Hashable, Sendable {
    public enum Meaning: Hashable, Sendable {
        /// The root.
        case everything
        case function(FunctionID)
        case module(ModuleID)
        case thread(ThreadKey)
        /// The threads whose group is that of this one, the first of them.
        case threadGroup(ThreadKey)
    }

    /// A function's number; below zero, what stands for something else: two bits of kind, the rest a number.
    let code: Int32

    public static let everything = FrameLabel(code: -1)

    private init(code: Int32) { self.code = code }

    init(_ function: FunctionID) { code = function.rawValue }

    private init(kind: Int32, number: Int32) { code = -2 - (number & Self.numbers) * 4 - kind }

    static func module(_ id: ModuleID) -> Self { Self(kind: 0, number: id.rawValue) }
    static func thread(_ key: ThreadKey) -> Self { Self(kind: 1, number: key.rawValue) }
    static func threadGroup(of key: ThreadKey) -> Self { Self(kind: 2, number: key.rawValue) }

    /// What fits beside the kind. A recording does not have so many modules or threads.
    private static let numbers: Int32 = 0x1FFF_FFFE >> 1

    public var function: FunctionID? { code >= 0 ? FunctionID(rawValue: code) : nil }

    public var meaning: Meaning {
        if code >= 0 { return .function(FunctionID(rawValue: code)) }
        if code == -1 { return .everything }
        let (number, kind) = (-2 - code).quotientAndRemainder(dividingBy: 4)
        switch kind {
        case 0: return .module(ModuleID(number))
        case 1: return .thread(ThreadKey(number))
        default: return .threadGroup(ThreadKey(number))
        }
    }

    var isModule: Bool { if case .module = meaning { true } else { false } }

    var isThreads: Bool {
        switch meaning {
        case .thread, .threadGroup: true
        case .everything, .function, .module: false
        }
    }
}

extension Profile {
    /// What a tree of a shape calls a function.
    func label(of function: FunctionID, in shape: TreeShape) -> FrameLabel {
        guard shape.collapsesModules, functions.indices.contains(function.index),
            let module = self.function(function).module
        else { return FrameLabel(function) }
        return .module(module)
    }

    /// What a node stands for, as a person reads it; empty for the root.
    public func text(of label: FrameLabel) -> String {
        switch label.meaning {
        case .everything: ""
        case .function(let id): functions.indices.contains(id.index) ? function(id).function : ""
        case .module(let id): moduleName(id)
        case .thread(let key): threads[key].map { "\($0.name) \($0.thread)" } ?? "thread \(key.rawValue)"
        case .threadGroup(let key): threads[key].map { threadGroup(of: $0.name) } ?? "thread \(key.rawValue)"
        }
    }
}
