import GlassModel

/// One unwind on its way: where it stands, and how it takes the next step.
struct StackWalk {
    private let map: ModuleMap
    private let context: UnwindContext
    private let cursor: LibunwindCursor
    private(set) var trampolines: SignalTrampolines
    private(set) var result: UnwindResult

    /// What is known of the registers of the current frame, where libunwind's cursor does not know it better.
    private var registers: RegisterSet
    /// Whether libunwind's cursor stands at the current frame.
    private var cursorIsHere = false
    private var code: CodeAddress
    private var stackPointer: VirtualAddress

    init(
        registers: RegisterSet, map: ModuleMap, context: UnwindContext, cursor: LibunwindCursor,
        trampolines: SignalTrampolines
    ) {
        self.registers = registers
        self.map = map
        self.context = context
        self.cursor = cursor
        self.trampolines = trampolines
        code = .instruction(registers.instructionPointer)
        stackPointer = registers.stackPointer
        result = UnwindResult(stackPointer: registers.stackPointer)
    }

    /// Appends at most `limit` frames.
    mutating func run(limit: Int, into frames: inout [CodeAddress]) {
        defer { result.highestAddressRead = context.highestAddressRead }
        frames.append(code)
        for _ in 1..<limit {
            if let end = advance() {
                result.end = end
                return
            }
            frames.append(code)
        }
        result.end = .tooDeep
    }

    /// Goes to the caller; gives the reason where there is none to be found.
    private mutating func advance() -> UnwindEnd? {
        guard let segment = map.segment(containing: code.lookup), segment.isExecutable else {
            result.unknownCode = code.address
            return .noModule
        }
        result.lastModule = segment.module
        if trampolines.contains(code.address, context) { return stepOutOfSignalHandler() }
        context.beginStep()
        return context.mayHaveRule(for: code.lookup) ? stepByRules() : stepWithoutRule()
    }

    // MARK: Call frame information

    private mutating func stepByRules() -> UnwindEnd? {
        if !cursorIsHere {
            placeCursor()
            guard cursorIsHere else { return .registerUnknown }
        }
        switch cursor.step() {
        case .outermost: return .root
        case .frame: return arriveByRules()
        case .failed: return explainFailure()
        }
    }

    /// libunwind takes the address that it begins at for that of an instruction. A return address therefore goes in as
    /// the one to look up by; the caller's registers do not depend on it.
    private mutating func placeCursor() {
        registers.instructionPointer = code.lookup
        registers.stackPointer = stackPointer
        context.registers = registers
        cursorIsHere = cursor.start()
    }

    private mutating func arriveByRules() -> UnwindEnd? {
        guard let address = cursor.register(registers.architecture.instructionPointerNumber),
            let pointer = cursor.register(registers.architecture.stackPointerNumber)
        else { return explainFailure() }
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

    // MARK: Without a rule

    private mutating func stepWithoutRule() -> UnwindEnd? {
        if case .instruction(let address) = code, context.hasBareStack(at: address) { return stepByTopOfStack() }
        return stepByFramePointer()
    }

    /// Nothing has happened since the call, or all of it was undone: the return address is on top of the stack, the
    /// registers are the caller's.
    private mutating func stepByTopOfStack() -> UnwindEnd? {
        guard let address = context.stackWord(at: stackPointer) else { return missing(stackPointer) }
        cursorIsHere = false
        return arrive(at: .returnAddress(VirtualAddress(address)), stackPointer: stackPointer.advanced(by: 8))
    }

    /// The caller's frame pointer is at the frame pointer, and the return address above it.
    private mutating func stepByFramePointer() -> UnwindEnd? {
        guard let pointer = framePointer() else {
            if case .missingMemory(let address) = context.failure { return missing(address) }
            return .registerUnknown
        }
        if pointer.rawValue == 0 { return isPlausiblyOutermost ? .root : noRule }
        guard pointer.rawValue % 8 == 0, pointer >= stackPointer else { return noRule }
        guard let next = context.stackWord(at: pointer),
            let address = context.stackWord(at: pointer.advanced(by: 8))
        else { return context.couldHold(pointer) ? missing(pointer) : noRule }
        registers = RegisterSet(
            architecture: registers.architecture, instructionPointer: VirtualAddress(address),
            stackPointer: pointer.advanced(by: 16))
        registers.framePointer = VirtualAddress(next)
        cursorIsHere = false
        result.framePointerFrames += 1
        return arrive(at: .returnAddress(VirtualAddress(address)), stackPointer: pointer.advanced(by: 16))
    }

    private func framePointer() -> VirtualAddress? {
        guard cursorIsHere else { return registers.framePointer }
        return cursor.register(registers.architecture.framePointerNumber).map(VirtualAddress.init(_:))
    }

    private var noRule: UnwindEnd { result.lastModule == nil ? .noModule : .noRule }

    /// A chain of frame pointers that was followed ends with zero; and the entry point is called with zero.
    private var isPlausiblyOutermost: Bool {
        if result.framePointerFrames > 0 { return true }
        guard let module = result.lastModule, let image = module.image else { return false }
        let distance = module.moduleAddress(of: code.address).rawValue &- image.entryPoint.rawValue
        return distance < 64
    }

    // MARK: Signal handlers

    /// The kernel stored the interrupted registers, all of them, where the trampoline's stack pointer points.
    private mutating func stepOutOfSignalHandler() -> UnwindEnd? {
        var interrupted = RegisterSet(architecture: registers.architecture)
        for (number, offset) in registers.architecture.signalContextOffsets.enumerated() {
            let place = stackPointer.advanced(by: Int64(offset))
            guard let value = context.stackWord(at: place) else { return missing(place) }
            interrupted[dwarf: number] = value
        }
        registers = interrupted
        cursorIsHere = false
        code = .instruction(interrupted.instructionPointer)
        stackPointer = interrupted.stackPointer
        return nil
    }

    // MARK: Arriving

    private mutating func arrive(at next: CodeAddress, stackPointer pointer: VirtualAddress) -> UnwindEnd? {
        if next.address.rawValue == 0 { return .root }
        guard pointer > stackPointer || (pointer == stackPointer && mayKeepStackPointer) else { return .loop }
        guard map.isExecutable(next.lookup) else {
            result.unknownCode = next.address
            return .noModule
        }
        code = next
        stackPointer = pointer
        return nil
    }

    /// A leaf function on arm64 need not move the stack pointer: its return address is in a register.
    private var mayKeepStackPointer: Bool {
        guard registers.architecture == .arm64, case .instruction = code else { return false }
        return true
    }

    private mutating func missing(_ address: VirtualAddress) -> UnwindEnd {
        result.missing = address
        return context.couldHold(address) ? .copyTooSmall : .unreadable
    }
}
