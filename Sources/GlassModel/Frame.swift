/// What stands behind a frame.
public enum FrameKind: Int32, Sendable, Codable, CaseIterable {
    /// A function of compiled code that has its own stack frame.
    case native = 0
    /// A function that the compiler inlined into the frame outside it.
    case inlined = 1
    /// The system call that a waiting thread waits in: `[futex]`.
    case systemCall = 2
    /// Not code of the target but glass's own word on a stack: `[broken stack: no unwind rule]`.
    case synthetic = 3
    /// A function of Python, which stands where a native frame of its interpreter stood.
    case python = 4
}

/// One place in the code. Two frames of one function differ in address and line; ``FunctionKey`` is what they share.
public struct Frame: Hashable, Sendable, Codable {
    public let id: FrameID
    public let kind: FrameKind
    /// As a person reads it: demangled, `module+0x1234` where there is no name, `[futex]` for a system call.
    public let function: String
    public let module: ModuleID?
    public let address: ModuleAddress?
    public let file: String?
    public let line: Int32?

    public init(
        id: FrameID, kind: FrameKind, function: String, module: ModuleID? = nil, address: ModuleAddress? = nil,
        file: String? = nil, line: Int32? = nil
    ) {
        self.id = id
        self.kind = kind
        self.function = function
        self.module = module
        self.address = address
        self.file = file
        self.line = line
    }

    public var functionKey: FunctionKey { FunctionKey(function: function, module: module, kind: kind) }
}

/// What two frames share when they stand in the same function: trees and tables merge by it.
public struct FunctionKey: Hashable, Sendable, Codable {
    public let function: String
    public let module: ModuleID?
    public let kind: FrameKind

    public init(function: String, module: ModuleID?, kind: FrameKind) {
        self.function = function
        self.module = module
        self.kind = kind
    }
}

/// A node of the interned prefix tree of stacks: the chain of its parent with one more frame inside it. A parent's
/// identifier is always lower than its children's, so that one pass in order (or in reverse) visits a tree rightly.
public struct StackNode: Hashable, Sendable, Codable {
    public let id: StackID
    /// The frames outside this one; none for a root.
    public let parent: StackID?
    public let frame: FrameID

    public init(id: StackID, parent: StackID?, frame: FrameID) {
        self.id = id
        self.parent = parent
        self.frame = frame
    }
}
