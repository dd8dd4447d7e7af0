import GlassModel

/// Steps where there is no rule.
extension StackWalk {
    mutating func stepWithoutRule() -> UnwindEnd? {
        if case .instruction(let address) = rows.code {
            if context.hasBareStack(at: address) { return stepByTopOfStack() }
            switch context.threadCreation(at: address, result: origin[dwarf: X86_64Registers.resultNumber]) {
            case .maker: return stepByTopOfStack()
            case .made: return .root
            case nil: break
            }
        }
        keepThatThereIsNoRule()
        return stepByFramePointer()
    }

    /// What is not settled yet, because a table is still being compiled, has no rule in the cache.
    private func keepThatThereIsNoRule() {
        if rules[rows.code] == .other { rules[rows.code] = .framePointerChain }
    }

    /// Nothing has happened since the call, or all of it was undone: the return address is on top of the stack, the
    /// registers are the caller's. Only ever the innermost frame of all, or of what a signal interrupted: an origin.
    private mutating func stepByTopOfStack() -> UnwindEnd? {
        let pointer = rows.stackPointer
        guard let address = stackWord(at: pointer) else { return miss(pointer) }
        let caller = pointer.advanced(by: 8)
        var registers = origin
        registers.instructionPointer = VirtualAddress(address &- 1)
        registers.stackPointer = caller
        begin(at: registers)
        return arrive(at: .returnAddress(VirtualAddress(address)), stackPointer: caller)
    }

    /// The caller's frame pointer is at the frame pointer, and the return address above it.
    mutating func stepByFramePointer() -> UnwindEnd? {
        let pointer: VirtualAddress
        switch currentFramePointer() {
        case .known(let value): pointer = VirtualAddress(value)
        case .unreadable(let address): return miss(address)
        case .unknown: return .registerUnknown
        }
        if pointer.rawValue == 0 { return isPlausiblyOutermost ? .root : noRule }
        guard pointer.rawValue % 8 == 0, pointer >= rows.stackPointer else { return noRule }
        guard let next = stackWord(at: pointer), let address = stackWord(at: pointer.advanced(by: 8)) else {
            return snapshot.couldHold(pointer) ? miss(pointer) : noRule
        }
        let caller = pointer.advanced(by: 16)
        rows.guess = RowWalk.Guess(code: VirtualAddress(address), stackPointer: caller, framePointer: next)
        rows.guesses += 1
        rows.stepsFromOrigin = 0
        rows.framePointer = .known(next)
        cursorIsHere = false
        return arrive(at: .returnAddress(VirtualAddress(address)), stackPointer: caller)
    }

    private var noRule: UnwindEnd { module == nil ? .noModule : .noRule }

    /// A chain of frame pointers that was followed ends with zero; and the entry point is called with zero.
    private var isPlausiblyOutermost: Bool {
        if rows.guesses > 0 { return true }
        guard let module, let image = module.image else { return false }
        let distance = module.moduleAddress(of: rows.code.address).rawValue &- image.entryPoint.rawValue
        return distance < 64
    }
}
