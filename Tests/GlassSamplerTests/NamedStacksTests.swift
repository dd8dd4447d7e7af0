import GlassModel
import GlassSymbols
import Testing

@testable import GlassSampler

@Suite struct NamedStacksTests {
    /// The functions of a stack that is given from the outermost frame inwards.
    private func shown(_ frames: [(String, FunctionRole)]) -> [String] {
        var stacks = NamedStacks()
        var (nodes, functions): ([StackNode], [String]) = ([], [])
        var stack: StackID?
        for (function, role) in frames {
            let frame = stacks.addFrame(FunctionKey(function: function, module: ModuleID(1), kind: .native), role)
            functions.append(function)
            stack = stacks.stack(stack, frame, into: &nodes)
        }
        var names: [String] = []
        while let current = stack, let node = nodes.first(where: { $0.id == current }) {
            names.append(functions[Int(node.frame.rawValue) - 1])
            stack = node.parent
        }
        return names.reversed()
    }

    @Test func `a thunk and what it calls are one frame`() {
        #expect(shown([("main", .written), ("area", .forwarder), ("area", .written)]) == ["main", "area"])
        #expect(
            shown([("main", .written), ("area", .forwarder), ("copy", .helper), ("area", .body)]) == ["main", "area"])
        #expect(shown([("main", .written), ("area", .forwarder)]) == ["main", "area"])
        #expect(shown([("area", .forwarder), ("volume", .written)]) == ["area", "volume"])
    }

    @Test func `a function and the body that was moved out of it are one frame`() {
        #expect(shown([("run", .written), ("run", .body)]) == ["run"])
        #expect(shown([("run", .written), ("run", .body), ("run", .written), ("run", .body)]) == ["run", "run"])
    }

    @Test func `recursion stays`() {
        #expect(shown([("f", .written), ("f", .written), ("f", .written)]) == ["f", "f", "f"])
        #expect(shown([("f", .body), ("f", .body)]) == ["f", "f"])
        #expect(shown([("f", .written), ("f", .forwarder), ("f", .written)]) == ["f", "f"])
    }

    @Test func `what nobody wrote belongs to its caller`() {
        #expect(shown([("main", .written), ("thunk", .helper)]) == ["main"])
        #expect(shown([("thunk", .helper), ("main", .written)]) == ["main"])
        #expect(shown([("thunk", .helper)]) == ["thunk"])
    }

    @Test func `a stack has one number`() {
        var stacks = NamedStacks()
        var nodes: [StackNode] = []
        let key = FunctionKey(function: "f", module: nil, kind: .native)
        let frame = stacks.addFrame(key, .written)
        let first = stacks.stack(nil, frame, into: &nodes)
        #expect(stacks.stack(nil, frame, into: &nodes) == first && nodes.count == 1)
    }
}
