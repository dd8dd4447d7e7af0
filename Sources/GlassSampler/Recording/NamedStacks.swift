import GlassModel
import GlassSymbols

/// The prefix tree of named frames, each stack once.
///
/// What the compiler put among the functions that people wrote is not shown as a call of its own: a thunk and the function
/// that it passes the call on to are one frame, as are a function and the body that was moved out of it; and what was made
/// for nobody's function belongs to its caller.
struct NamedStacks {
    private struct Key {
        let parent: StackID?
        let frame: FrameID
    }

    /// A stack's number, less one, by that of its parent, 0 for none, and that of its frame.
    private var numbers = IndexTable()
    /// By the frame's number, less one.
    private var functions: [(key: FunctionKey, role: FunctionRole)] = []

    /// Tells of the next frame; they are numbered from one on.
    mutating func addFrame(_ function: FunctionKey, _ role: FunctionRole) -> FrameID {
        functions.append((function, role))
        return FrameID(Int32(functions.count))
    }

    /// The stack of `frame` called from `parent`; what is new goes to `nodes`.
    mutating func stack(_ parent: StackID?, _ frame: FrameID, into nodes: inout [StackNode]) -> StackID {
        guard let parent, let outer = key(of: parent) else { return number(Key(parent: nil, frame: frame), &nodes) }
        switch shown(function(of: outer.frame), function(of: frame), isOutermost: outer.parent == nil) {
        case .both: return number(Key(parent: parent, frame: frame), &nodes)
        case .outer: return parent
        case .inner: return stack(outer.parent, frame, into: &nodes)
        }
    }

    private enum Shown { case both, outer, inner }

    private func shown(
        _ outer: (key: FunctionKey, role: FunctionRole)?, _ inner: (key: FunctionKey, role: FunctionRole)?,
        isOutermost: Bool
    ) -> Shown {
        guard let outer, let inner else { return .both }
        if inner.role == .helper { return .outer }
        if outer.role == .helper, isOutermost { return .inner }
        guard outer.key.function == inner.key.function, outer.key.module == inner.key.module else { return .both }
        let areOne = outer.role == .forwarder || (outer.role == .written && inner.role == .body)
        return areOne ? .inner : .both
    }

    private mutating func number(_ key: Key, _ nodes: inout [StackNode]) -> StackID {
        let known = numbers.count
        let number = numbers.index(of: IndexTable.pair(key.parent?.rawValue ?? 0, key.frame.rawValue))
        let id = StackID(Int32(number) + 1)
        if number == known { nodes.append(StackNode(id: id, parent: key.parent, frame: key.frame)) }
        return id
    }

    private func key(of stack: StackID) -> Key? {
        numbers.pair(at: Int(stack.rawValue) - 1).map {
            Key(parent: $0.first == 0 ? nil : StackID($0.first), frame: FrameID($0.second))
        }
    }

    private func function(of frame: FrameID) -> (key: FunctionKey, role: FunctionRole)? {
        let index = Int(frame.rawValue) - 1
        return functions.indices.contains(index) ? functions[index] : nil
    }
}
