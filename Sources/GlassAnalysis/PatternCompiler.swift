/// Turns the tree of a regular expression into an automaton of at most ``sizeLimit`` steps.
struct PatternCompiler {
    static let sizeLimit = 20_000

    private var program: [PatternInstruction] = []

    var finished: [PatternInstruction] { program + [.match] }

    mutating func compile(_ node: PatternNode) throws(PatternError) {
        if program.count > Self.sizeLimit {
            throw PatternError(column: 1, problem: "the pattern is too large; repeat less")
        }
        switch node {
        // A step that does nothing, so that repeating nothing counts towards the limit too.
        case .empty: program.append(.jump(program.count + 1))
        case .set(let set): program.append(.set(set))
        case .start: program.append(.start)
        case .end: program.append(.end)
        case .wordBoundary(let wanted): program.append(.wordBoundary(wanted))
        case .sequence(let nodes): for node in nodes { try compile(node) }
        case .choice(let branches): try compile(branches)
        case .repetition(let node, let minimum, let maximum): try compile(node, minimum, maximum)
        }
    }

    private mutating func compile(_ branches: [PatternNode]) throws(PatternError) {
        var exits: [Int] = []
        for (index, branch) in branches.enumerated() {
            if index == branches.count - 1 {
                try compile(branch)
                break
            }
            let split = program.count
            program.append(.match)
            try compile(branch)
            exits.append(program.count)
            program.append(.match)
            program[split] = .split(split + 1, program.count)
        }
        for exit in exits { program[exit] = .jump(program.count) }
    }

    private mutating func compile(_ node: PatternNode, _ minimum: Int, _ maximum: Int?) throws(PatternError) {
        for _ in 0..<minimum { try compile(node) }
        guard let maximum else {
            let split = program.count
            program.append(.match)
            try compile(node)
            program.append(.jump(split))
            program[split] = .split(split + 1, program.count)
            return
        }
        var splits: [Int] = []
        for _ in minimum..<maximum {
            splits.append(program.count)
            program.append(.match)
            try compile(node)
        }
        for split in splits { program[split] = .split(split + 1, program.count) }
    }
}
