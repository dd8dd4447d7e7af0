import GlassModel

/// Steps by call frame information.
extension StackWalk {
    // MARK: Rows

    mutating func stepFromFramePointer(by rule: UnwindRule) -> UnwindEnd? {
        switch currentFramePointer() {
        case .known(let address): return step(by: rule, from: VirtualAddress(address))
        case .unreadable(let address): return miss(address)
        case .unknown: return .registerUnknown
        }
    }

    /// Follows a row whose CFA is an offset from `base`.
    mutating func step(by rule: UnwindRule, from base: VirtualAddress) -> UnwindEnd? {
        let frameAddress = base.advanced(by: rule.cfaOffset)
        let place = frameAddress.advanced(by: -8)
        guard let address = stackWord(at: place) else { return miss(place) }
        switch rule.framePointer {
        case .unchanged: rows.framePointer = currentFramePointer()
        case .undefined: rows.framePointer = .unknown
        case .savedBelowCFA(let distance):
            let saved = VirtualAddress(frameAddress.rawValue &- distance)
            rows.framePointer = snapshot.word(at: saved).map(RowWalk.FramePointer.known) ?? .unreadable(saved)
        }
        cursorIsHere = false
        rows.stepsFromOrigin += 1
        return arrive(at: .returnAddress(VirtualAddress(address)), stackPointer: frameAddress)
    }

    /// The frame pointer of the current frame, wherever it is known best.
    func currentFramePointer() -> RowWalk.FramePointer {
        cursorIsHere ? framePointerOfCursor() : rows.framePointer
    }

    private func framePointerOfCursor() -> RowWalk.FramePointer {
        context.beginStep()
        if let value = cursor.register(architecture.framePointerNumber) { return .known(value) }
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
        if rows.stepsFromOrigin == 0 {
            context.registers = origin
            context.registers.instructionPointer = rows.code.lookup
            context.registers.stackPointer = rows.stackPointer
        } else {
            context.registers = RegisterSet(
                architecture: architecture, instructionPointer: rows.code.lookup, stackPointer: rows.stackPointer)
            if case .known(let value) = rows.framePointer { context.registers.framePointer = VirtualAddress(value) }
        }
        cursorIsHere = cursor.start()
    }

    /// Rows follow two registers only. Where a rule needs another, libunwind takes the way from the origin again: it was
    /// known there, or was saved on the way. False where that leads nowhere else.
    private mutating func repeatFromOrigin() -> Bool {
        guard rows.stepsFromOrigin > 0 else { return false }
        context.beginStep()
        context.registers = origin
        guard cursor.start() else { return false }
        for _ in 0..<rows.stepsFromOrigin {
            guard case .frame = cursor.step() else { return false }
        }
        return cursor.register(architecture.stackPointerNumber) == rows.stackPointer.rawValue
            && cursor.register(architecture.instructionPointerNumber) == rows.code.lookup.rawValue &+ 1
    }

    private mutating func arriveByLibunwind() -> UnwindEnd? {
        guard let address = cursor.register(architecture.instructionPointerNumber),
            let pointer = cursor.register(architecture.stackPointerNumber)
        else { return explainFailure() }
        rows.stepsFromOrigin += 1
        return arrive(at: .returnAddress(VirtualAddress(address)), stackPointer: VirtualAddress(pointer))
    }

    private mutating func explainFailure() -> UnwindEnd? {
        switch context.failure {
        case .missingMemory(let address): return miss(address)
        case .unknownRegister: return .registerUnknown
        case .noRule:
            context.remember(withoutRule: rows.code.lookup)
            return stepWithoutRule()
        case .tooManyReads, nil: return stepByFramePointer()
        }
    }

    // MARK: Signal handlers

    /// The kernel stored the interrupted registers, all of them, where the trampoline's stack pointer points.
    mutating func stepOutOfSignalHandler() -> UnwindEnd? {
        var interrupted = RegisterSet(architecture: architecture)
        for (number, offset) in architecture.signalContextOffsets.enumerated() {
            let place = rows.stackPointer.advanced(by: Int64(offset))
            guard let value = stackWord(at: place) else { return miss(place) }
            interrupted[dwarf: number] = value
        }
        resume(at: interrupted)
        return nil
    }

    /// Goes on where the thread was before it switched stacks. That stack lies anywhere.
    mutating func stepToFormerStack() -> UnwindEnd? {
        guard let former = snapshot.formerRegisters, !isOnFormerStack, map.isExecutable(former.instructionPointer)
        else { return .root }
        isOnFormerStack = true
        resume(at: former)
        return nil
    }

    private var architecture: Architecture { snapshot.registers.architecture }
}
