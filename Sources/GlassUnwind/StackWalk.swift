import GlassModel

/// One unwind on its way: where it stands, and how it takes the next step. `StackWalk+Rules.swift` has the steps that
/// follow unwind rules, `StackWalk+Guesses.swift` those that do without.
struct StackWalk {
    /// What is known of the frame pointer of the current frame.
    enum FramePointer {
        case known(UInt64)
        /// It was saved at this address, which was not copied.
        case unreadable(VirtualAddress)
        case unknown
    }

    let map: ModuleMap
    let snapshot: StackSnapshot
    let context: UnwindContext
    let cursor: LibunwindCursor
    let rules: RuleCache
    var trampolines: SignalTrampolines
    var result: UnwindResult

    /// The last frame of which all registers are known that ever were: the innermost, or one that a signal interrupted.
    var origin: RegisterSet
    /// How many steps by rules have been taken since.
    var stepsFromOrigin = 0
    /// The registers of the current frame, as far as rows follow them.
    var framePointer: FramePointer
    var stackPointer: VirtualAddress
    var code: CodeAddress
    /// The stack pointer at each frame that was appended.
    private(set) var stackPointers: [VirtualAddress]
    /// Whether the stack is followed that the snapshot's innermost one was switched to from.
    var isOnFormerStack = false
    /// Whether libunwind's cursor stands at the current frame. It knows the frame pointer then, and others.
    var cursorIsHere = false
    /// The rule of the current frame, if it was at hand when the frame was reached.
    var knownRule: UnwindRule?
    private var highestAddressRead: VirtualAddress
    /// Where the last step was tried.
    private var lastStepFrom: VirtualAddress?

    init(
        _ snapshot: StackSnapshot, in map: ModuleMap, context: UnwindContext, cursor: LibunwindCursor,
        rules: RuleCache, trampolines: SignalTrampolines, stackPointers: consuming [VirtualAddress] = []
    ) {
        self.map = map
        self.snapshot = snapshot
        self.context = context
        self.cursor = cursor
        self.rules = rules
        self.trampolines = trampolines
        self.stackPointers = stackPointers
        origin = snapshot.registers
        framePointer = snapshot.registers.framePointer.map { .known($0.rawValue) } ?? .unknown
        stackPointer = snapshot.registers.stackPointer
        code = .instruction(snapshot.registers.instructionPointer)
        result = UnwindResult(stackPointer: snapshot.registers.stackPointer)
        highestAddressRead = snapshot.registers.stackPointer
        knownRule = rules[code]
    }

    /// Appends at most `limit` frames.
    mutating func run(limit: Int, into frames: inout [CodeAddress]) {
        defer {
            result.highestAddressRead = max(context.highestAddressRead, highestAddressRead)
            result.lastModule = lastStepFrom.flatMap(map.lookup(_:))
        }
        append(to: &frames)
        for _ in 1..<limit {
            if let end = advance() {
                result.end = end
                return
            }
            append(to: &frames)
        }
        result.end = .tooDeep
    }

    @inline(__always)
    private mutating func append(to frames: inout [CodeAddress]) {
        frames.append(code)
        stackPointers.append(stackPointer)
    }

    /// Goes to the caller; gives the reason where there is none to be found.
    private mutating func advance() -> UnwindEnd? {
        let rule: UnwindRule
        if let knownRule {
            rule = knownRule
        } else {
            guard let segment = map.segment(containing: code.lookup), segment.isExecutable else {
                result.unknownCode = code.address
                return .noModule
            }
            rule = findRule(in: segment.module)
        }
        lastStepFrom = code.lookup
        switch rule.kind {
        case .fromStackPointer: return step(by: rule, from: stackPointer)
        case .fromFramePointer: return stepFromFramePointer(by: rule)
        case .outermost: return .root
        case .signalTrampoline: return stepOutOfSignalHandler()
        case .stackSwitch: return stepToFormerStack()
        case .other:
            context.beginStep()
            return context.mayHaveRule(for: code.lookup) ? stepByLibunwind() : stepWithoutRule()
        }
    }

    /// The rule of the current frame, by a search; kept where it is for good.
    private mutating func findRule(in module: LoadedModule?) -> UnwindRule {
        if trampolines.contains(code.address, context) {
            rules[code] = .signalTrampoline
            return .signalTrampoline
        }
        guard let module else { return .other }
        switch context.table(of: module) {
        case .ready(let table):
            let rule = table.rule(at: module.moduleAddress(of: code.lookup))
            rules[code] = rule
            return rule
        case .notYet, .none: return .other
        }
    }

    // MARK: Reading

    /// A word of the stacks that were copied.
    @inline(__always)
    mutating func stackWord(at address: VirtualAddress) -> UInt64? {
        guard let word = snapshot.word(at: address) else { return nil }
        highestAddressRead = max(highestAddressRead, address.advanced(by: 8))
        return word
    }

    mutating func missing(_ address: VirtualAddress) -> UnwindEnd {
        result.missing = address
        return snapshot.couldHold(address) ? .copyTooSmall : .unreadable
    }

    /// The module of the current frame.
    var module: LoadedModule? { map.lookup(code.lookup) }

    // MARK: Arriving

    @inline(__always)
    mutating func arrive(at next: CodeAddress, stackPointer pointer: VirtualAddress) -> UnwindEnd? {
        if next.address.rawValue == 0 { return .root }
        guard pointer > stackPointer || (pointer == stackPointer && mayKeepStackPointer) else { return .loop }
        knownRule = rules[next]
        guard knownRule != nil || map.isExecutable(next.lookup) else {
            result.unknownCode = next.address
            return .noModule
        }
        code = next
        stackPointer = pointer
        return nil
    }

    /// A leaf function on arm64 need not move the stack pointer: its return address is in a register.
    private var mayKeepStackPointer: Bool {
        guard origin.architecture == .arm64, case .instruction = code else { return false }
        return true
    }
}
