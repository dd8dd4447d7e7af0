import GlassModel

/// A filter compiled for the columns of requests: numbers are compared in their columns, and each distinct text is
/// looked at once, however many requests have it. It means what ``Filter/matches(_:)`` means for ``RequestRow``.
struct RequestFilter: Sendable {
    private var root: Node

    indirect enum Node: Sendable {
        case all([Node])
        case any([Node])
        case not(Node)
        case leaf(RequestCondition)
    }

    init(_ expression: FilterExpression) { root = Self.compile(expression) }

    private static func compile(_ expression: FilterExpression) -> Node {
        switch expression {
        case .all(let parts):
            // What is cheap to tell goes first; the rest is asked only of what is left.
            let nodes = parts.map(compile)
            return .all(nodes.filter(\.isCheap) + nodes.filter { !$0.isCheap })
        case .any(let parts): return .any(parts.map(compile))
        case .not(let part): return .not(compile(part))
        case .comparison, .pattern, .word: return .leaf(RequestCondition(expression))
        }
    }

    /// Those of `candidates` that match, in their order. What was found out of texts is kept for the next call.
    mutating func select(_ candidates: [Int32], of profile: Profile) -> [Int32] {
        Self.select(&root, candidates, profile)
    }

    private static func select(_ node: inout Node, _ candidates: [Int32], _ profile: Profile) -> [Int32] {
        switch node {
        case .leaf(var condition):
            // Let go of the node's copy, so that what the condition remembers is not copied.
            node = .all([])
            defer { node = .leaf(condition) }
            return condition.select(candidates, profile)
        case .all(var parts):
            node = .all([])
            var rows = candidates
            for index in parts.indices { rows = select(&parts[index], rows, profile) }
            node = .all(parts)
            return rows
        case .any(var parts):
            node = .all([])
            var found = [Bool](repeating: false, count: profile.requests.count)
            var rest = candidates
            for index in parts.indices {
                for row in select(&parts[index], rest, profile) { found[Int(row)] = true }
                rest.removeAll { found[Int($0)] }
            }
            node = .any(parts)
            return candidates.filter { found[Int($0)] }
        case .not(var part):
            node = .all([])
            var found = [Bool](repeating: false, count: profile.requests.count)
            for row in select(&part, candidates, profile) { found[Int(row)] = true }
            node = .not(part)
            return candidates.filter { !found[Int($0)] }
        }
    }
}

extension RequestFilter.Node {
    fileprivate var isCheap: Bool {
        switch self {
        case .all(let parts), .any(let parts): parts.allSatisfy(\.isCheap)
        case .not(let part): part.isCheap
        case .leaf(let condition): condition.isCheap
        }
    }
}
