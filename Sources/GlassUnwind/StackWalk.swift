import GlassModel

/// One unwind on its way, where ``RowWalk`` cannot take the next step. `StackWalk+Rules.swift` has the steps that follow
/// unwind rules, `StackWalk+Guesses.swift` those that do without.
struct StackWalk {
    let map: ModuleMap
    let snapshot: StackSnapshot
    let context: UnwindContext
    let cursor: LibunwindCursor
    let rules: RuleCache
    let trampolines: SignalTrampolines
    /// Why the walk ended as it did.
    var missing: VirtualAddress?
    var unknownCode: VirtualAddress?

    /// Where it stands.
    var rows: RowWalk
    /// The last frame of which all registers are known that ever were: the innermost, or one that a signal interrupted.
    private var start: RegisterSet
    /// Whether the stack is followed that the snapshot's innermost one was switched to from.
    var isOnFormerStack = false
    /// Whether libunwind's cursor stands at the current frame. It knows the frame pointer then, and others.
    var cursorIsHere = false

    init(
        _ snapshot: StackSnapshot, at rows: RowWalk, in map: ModuleMap, context: UnwindContext,
        cursor: LibunwindCursor, rules: RuleCache, trampolines: SignalTrampolines
    ) {
        self.map = map
        self.snapshot = snapshot
        self.rows = rows
        self.context = context
        self.cursor = cursor
        self.rules = rules
        self.trampolines = trampolines
        start = snapshot.registers
    }

    /// Goes on to the end.
    mutating func run(into trail: FrameTrail) -> UnwindEnd {
        defer { rows.highestAddressRead = max(context.highestAddressRead, rows.highestAddressRead) }
        while !trail.isFull {
            if let end = advance(trail) { return end }
            trail.append(rows.code, at: rows.stackPointer)
            if !cursorIsHere, let end = rows.run(over: region, rules, into: trail) { return end }
        }
        return .tooDeep
    }

    /// What was copied of the stack that the walk is on.
    private var region: StackRegion {
        guard let other = snapshot.interruptedStack, !snapshot.stack.couldHold(rows.stackPointer) else {
            return snapshot.stack
        }
        return other
    }

    /// Goes to the caller; gives the reason where there is none to be found.
    private mutating func advance(_ trail: FrameTrail) -> UnwindEnd? {
        if rows.knownRule == nil {
            guard let segment = map.segment(containing: rows.code.lookup), segment.isExecutable else {
                unknownCode = rows.code.address
                return .noModule
            }
            rows.knownRule = findRule(in: segment.module)
        }
        rows.lastStepFrom = rows.code.lookup
        let rule = rows.knownRule ?? .other
        switch rule.kind {
        case .fromStackPointer: return step(by: rule, from: rows.stackPointer)
        case .fromFramePointer: return stepFromFramePointer(by: rule)
        case .outermost: return .root
        case .signalTrampoline:
            trail.markSignalReturn()
            return stepOutOfSignalHandler()
        case .stackSwitch: return stepToFormerStack()
        case .framePointerChain: return stepWithoutRule()
        case .other:
            context.beginStep()
            return context.mayHaveRule(for: rows.code.lookup) ? stepByLibunwind() : stepWithoutRule()
        }
    }

    /// The rule of the current frame, by a search; kept where it is for good.
    private mutating func findRule(in module: LoadedModule?) -> UnwindRule {
        let code = rows.code
        guard let rule = searchRule(in: module) else { return .other }
        rules[code] = rule
        return rule
    }

    /// Nil where that is not known yet.
    private mutating func searchRule(in module: LoadedModule?) -> UnwindRule? {
        if trampolines.contains(rows.code.address, context) { return .signalTrampoline }
        guard let module else { return .other }
        switch context.table(of: module) {
        case .ready(let table): return table.rule(at: module.moduleAddress(of: rows.code.lookup))
        case .none: return .other
        case .notYet: return nil
        }
    }

    // MARK: Registers

    /// What is known of them at the last frame where more is known than rows follow, or at the last guess.
    var origin: RegisterSet {
        guard let guess = rows.guess else { return start }
        var registers = RegisterSet(
            architecture: start.architecture, instructionPointer: guess.code, stackPointer: guess.stackPointer)
        registers.framePointer = VirtualAddress(guess.framePointer)
        return registers
    }

    /// All that is known from here on is known from these registers.
    mutating func begin(at registers: RegisterSet) {
        start = registers
        rows.guess = nil
        rows.stepsFromOrigin = 0
        rows.framePointer = registers.framePointer.map { .known($0.rawValue) } ?? .unknown
        cursorIsHere = false
    }

    // MARK: Reading

    /// A word of the stacks that were copied.
    mutating func stackWord(at address: VirtualAddress) -> UInt64? {
        guard let word = snapshot.word(at: address) else { return nil }
        rows.highestAddressRead = max(rows.highestAddressRead, address.advanced(by: 8))
        return word
    }

    mutating func miss(_ address: VirtualAddress) -> UnwindEnd {
        missing = address
        return snapshot.couldHold(address) ? .copyTooSmall : .unreadable
    }

    /// The module of the current frame.
    var module: LoadedModule? { map.lookup(rows.code.lookup) }

    // MARK: Arriving

    mutating func arrive(at next: CodeAddress, stackPointer pointer: VirtualAddress) -> UnwindEnd? {
        if next.address.rawValue == 0 { return .root }
        guard pointer > rows.stackPointer || (pointer == rows.stackPointer && mayKeepStackPointer) else { return .loop }
        rows.knownRule = rules[next]
        guard rows.knownRule != nil || map.isExecutable(next.lookup) else {
            unknownCode = next.address
            return .noModule
        }
        rows.code = next
        rows.stackPointer = pointer
        return nil
    }

    /// Goes on at an interrupted instruction, wherever its stack is.
    mutating func resume(at registers: RegisterSet) {
        begin(at: registers)
        rows.code = .instruction(registers.instructionPointer)
        rows.stackPointer = registers.stackPointer
        rows.knownRule = rules[rows.code]
    }

    /// A leaf function on arm64 need not move the stack pointer: its return address is in a register.
    private var mayKeepStackPointer: Bool {
        guard start.architecture == .arm64, case .instruction = rows.code else { return false }
        return true
    }
}
