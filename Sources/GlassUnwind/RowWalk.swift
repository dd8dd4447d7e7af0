import GlassModel

/// Where an unwind stands, and the way that nearly all frames take: those whose rule was met of late and asks for no
/// more than the two registers that rows follow and words that were copied. Nothing is decided here: before a step of
/// any other kind it stands still, and ``StackWalk`` takes that one.
struct RowWalk {
    /// What is known of the frame pointer of a frame.
    enum FramePointer {
        case known(UInt64)
        /// It was saved at this address, which was not copied.
        case unreadable(VirtualAddress)
        case unknown
    }

    /// A frame that was reached by a frame pointer for want of a rule: no register but these is known there.
    struct Guess {
        var code: VirtualAddress
        var stackPointer: VirtualAddress
        var framePointer: UInt64
    }

    var code: CodeAddress
    var stackPointer: VirtualAddress
    var framePointer: FramePointer
    /// The rule of the current frame, if it was at hand when the frame was reached.
    var knownRule: UnwindRule?
    /// How many steps by rules have been taken from the last guess, or from where the walk was told to begin.
    var stepsFromOrigin = 0
    /// The last guess; and how many there were.
    var guess: Guess?
    var guesses = 0
    var highestAddressRead: VirtualAddress
    /// Where the last step was tried.
    var lastStepFrom: VirtualAddress?

    init(from registers: RegisterSet, _ rules: RuleCache) {
        code = .instruction(registers.instructionPointer)
        stackPointer = registers.stackPointer
        framePointer = registers.framePointer.map { .known($0.rawValue) } ?? .unknown
        highestAddressRead = stackPointer
        knownRule = rules[code]
    }

    /// Takes as many steps as it can; gives the reason where that leads to the end.
    mutating func run(over stack: StackRegion, _ rules: RuleCache, into trail: FrameTrail) -> UnwindEnd? {
        guard case .known(var frame) = framePointer, var rule = knownRule else { return nil }
        var (here, pointer, steps, last) = (code, stackPointer, stepsFromOrigin, lastStepFrom)
        let count = trail.count
        defer {
            if trail.count > count {
                (code, stackPointer, framePointer, knownRule) = (here, pointer, .known(frame), rule)
                (stepsFromOrigin, lastStepFrom) = (steps, last)
                highestAddressRead = max(highestAddressRead, pointer)
            }
        }
        while !trail.isFull {
            let base: VirtualAddress
            switch rule.kind {
            case .fromStackPointer: base = pointer
            case .fromFramePointer: base = VirtualAddress(frame)
            case .framePointerChain where frame % 8 == 0 && frame >= pointer.rawValue: base = VirtualAddress(frame)
            case .outermost:
                last = here.lookup
                lastStepFrom = last
                return .root
            default: return nil
            }
            let callerPointer = base.advanced(by: rule.cfaOffset)
            guard callerPointer > pointer, let address = stack.word(at: callerPointer.advanced(by: -8)),
                let callerFrame = self.framePointer(of: rule, frame, below: callerPointer, stack),
                let next = rules[.returnAddress(VirtualAddress(address))]
            else { return nil }
            last = here.lookup
            steps &+= 1
            if rule.kind == .framePointerChain {
                guess = Guess(
                    code: VirtualAddress(address), stackPointer: callerPointer, framePointer: callerFrame)
                guesses &+= 1
                steps = 0
            }
            (here, pointer, frame, rule) = (.returnAddress(VirtualAddress(address)), callerPointer, callerFrame, next)
            trail.append(here, at: pointer)
        }
        return .tooDeep
    }

    /// The caller's frame pointer, if it is known or was copied.
    @inline(__always)
    private func framePointer(
        of rule: UnwindRule, _ frame: UInt64, below frameAddress: VirtualAddress, _ stack: StackRegion
    ) -> UInt64? {
        switch rule.framePointer {
        case .unchanged: frame
        case .undefined: nil
        case .savedBelowCFA(let distance): stack.word(at: VirtualAddress(frameAddress.rawValue &- distance))
        }
    }
}
