import GlassModel

/// Steps by call frame information.
extension StackWalk {
    // MARK: Rows

    mutating func stepFromFramePointer(by rule: UnwindRule) -> UnwindEnd? {
        switch currentFramePointer() {
        case .known(let address): return step(by: rule, from: VirtualAddress(address))
        case .unreadable(let address): return missing(address)
        case .unknown: return .registerUnknown
        }
    }

    /// Follows a row whose CFA is an offset from `base`.
    @inline(__always)
    mutating func step(by rule: UnwindRule, from base: VirtualAddress) -> UnwindEnd? {
        let frameAddress = base.advanced(by: rule.cfaOffset)
        let place = frameAddress.advanced(by: -8)
        guard let address = stackWord(at: place) else { return missing(place) }
        switch rule.framePointer {
        case .unchanged: framePointer = currentFramePointer()
        case .undefined: framePointer = .unknown
        case .savedBelowCFA(let distance):
            let saved = VirtualAddress(frameAddress.rawValue &- distance)
            framePointer = snapshot.word(at: saved).map(FramePointer.known) ?? .unreadable(saved)
        }
        cursorIsHere = false
        stepsFromOrigin += 1
        return arrive(at: .returnAddress(VirtualAddress(address)), stackPointer: frameAddress)
    }

    /// The frame pointer of the current frame, wherever it is known best.
    @inline(__always)
    func currentFramePointer() -> FramePointer {
        cursorIsHere ? framePointerOfCursor() : framePointer
    }

    private func framePointerOfCursor() -> FramePointer {
        context.beginStep()
        if let value = cursor.register(origin.architecture.framePointerNumber) { return .known(value) }
        if case .missingMemory(let address) = context.failure { return .unreadable(address) }
        return .unknown
    }

    // MARK: libunwind

    mutating func stepByLibunwind() -> UnwindEnd? {
        if !cursorIsHere { placeCursor() }
        guard cursorIsHere else { return .registerUnknown }
        var step = cursor.step()
        if case .failed = step, case .unknownRegister = context.failure {
            cursorIsHere = repeatFromOrigin()
            guard cursorIsHere else { return .registerUnknown }
            step = cursor.step()
        }
        switch step {
        case .outermost: return .root
        case .frame: return arriveByLibunwind()
        case .failed: return explainFailure()
        }
    }

    /// libunwind takes the address that it begins at for that of an instruction. A return address therefore goes in as
    /// the one to look up by; the caller's registers do not depend on it.
    private mutating func placeCursor() {
        if stepsFromOrigin == 0 {
            origin.instructionPointer = code.lookup
            origin.stackPointer = stackPointer
            context.registers = origin
        } else {
            context.registers = RegisterSet(
                architecture: origin.architecture, instructionPointer: code.lookup, stackPointer: stackPointer)
            if case .known(let value) = framePointer { context.registers.framePointer = VirtualAddress(value) }
        }
        cursorIsHere = cursor.start()
    }

    /// Rows follow two registers only. Where a rule needs another, libunwind takes the way from the origin again, from
    /// where it knows them all. False where that leads nowhere else.
    private mutating func repeatFromOrigin() -> Bool {
        guard stepsFromOrigin > 0, originKnowsMore else { return false }
        let lookup = code.lookup
        context.beginStep()
        context.registers = origin
        guard cursor.start() else { return false }
        for _ in 0..<stepsFromOrigin {
            guard case .frame = cursor.step() else { return false }
        }
        return cursor.register(origin.architecture.stackPointerNumber) == stackPointer.rawValue
            && cursor.register(origin.architecture.instructionPointerNumber) == lookup.rawValue &+ 1
    }

    private var originKnowsMore: Bool {
        if case .unreadable = framePointer { return true }
        return origin.knowsMoreThanPointers
    }

    private mutating func arriveByLibunwind() -> UnwindEnd? {
        guard let address = cursor.register(origin.architecture.instructionPointerNumber),
            let pointer = cursor.register(origin.architecture.stackPointerNumber)
        else { return explainFailure() }
        stepsFromOrigin += 1
        return arrive(at: .returnAddress(VirtualAddress(address)), stackPointer: VirtualAddress(pointer))
    }

    private mutating func explainFailure() -> UnwindEnd? {
        switch context.failure {
        case .missingMemory(let address): return missing(address)
        case .unknownRegister: return .registerUnknown
        case .noRule:
            context.remember(withoutRule: code.lookup)
            return stepWithoutRule()
        case .tooManyReads, nil: return stepByFramePointer()
        }
    }

    // MARK: Signal handlers

    /// The kernel stored the interrupted registers, all of them, where the trampoline's stack pointer points.
    mutating func stepOutOfSignalHandler() -> UnwindEnd? {
        var interrupted = RegisterSet(architecture: origin.architecture)
        for (number, offset) in origin.architecture.signalContextOffsets.enumerated() {
            let place = stackPointer.advanced(by: Int64(offset))
            guard let value = stackWord(at: place) else { return missing(place) }
            interrupted[dwarf: number] = value
        }
        begin(at: interrupted)
        code = .instruction(interrupted.instructionPointer)
        stackPointer = interrupted.stackPointer
        knownRule = rules[code]
        return nil
    }

    /// Goes on where the thread was before it switched stacks. That stack lies anywhere.
    mutating func stepToFormerStack() -> UnwindEnd? {
        guard let former = snapshot.formerRegisters, !isOnFormerStack, map.isExecutable(former.instructionPointer)
        else { return .root }
        isOnFormerStack = true
        begin(at: former)
        code = .instruction(former.instructionPointer)
        stackPointer = former.stackPointer
        knownRule = rules[code]
        return nil
    }

    /// All that is known from here on is known from these registers.
    mutating func begin(at registers: RegisterSet) {
        origin = registers
        stepsFromOrigin = 0
        framePointer = registers.framePointer.map { .known($0.rawValue) } ?? .unknown
        cursorIsHere = false
    }
}

extension RegisterSet {
    /// Whether any register is known that rows do not follow.
    fileprivate var knowsMoreThanPointers: Bool {
        let followed = [
            architecture.framePointerNumber, architecture.stackPointerNumber, architecture.instructionPointerNumber,
        ]
        return known & ~followed.reduce(0) { $0 | 1 << UInt64($1) } != 0
    }
}
